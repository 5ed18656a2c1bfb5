namespace Covector.Primitives;

/// <summary>A list of axes or other small integers that is a parameter of a primitive: immutable, with value equality.</summary>
[CollectionBuilder(typeof(Axes), nameof(Create))]
internal readonly struct Axes(int[] values) : IEquatable<Axes>
{
    private readonly int[]? values = values;

    public int Count => values?.Length ?? 0;

    public int this[int i] => values![i];

    public static Axes Create(ReadOnlySpan<int> values) => new(values.ToArray());

    public static Axes Range(int start, int count)
    {
        var result = new int[count];
        for (int i = 0; i < count; i++)
            result[i] = start + i;
        return new Axes(result);
    }

    public ReadOnlySpan<int> AsSpan() => values;

    public ReadOnlySpan<int>.Enumerator GetEnumerator() => AsSpan().GetEnumerator();

    public bool Contains(int axis) => AsSpan().Contains(axis);

    public int IndexOf(int axis) => AsSpan().IndexOf(axis);

    /// <summary>The axes of a tensor of the given rank that are not in this list, ascending.</summary>
    public Axes Complement(int rank)
    {
        var result = new List<int>(rank);
        for (int i = 0; i < rank; i++)
            if (!Contains(i))
                result.Add(i);
        return new Axes([.. result]);
    }

    public bool Equals(Axes other) => ReferenceEquals(values, other.values) || AsSpan().SequenceEqual(other.AsSpan());

    public override bool Equals(object? obj) => obj is Axes other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int v in this)
            hash.Add(v);
        return hash.ToHashCode();
    }

    public override string ToString() => $"[{string.Join(", ", AsSpan().ToArray())}]";
}
