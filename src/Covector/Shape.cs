namespace Covector;

/// <summary>The lengths of a tensor's axes, outermost first. A scalar has the empty shape <c>[]</c>.</summary>
/// <remarks>A value: two shapes with the same lengths are equal. Written as a collection literal, <c>Shape s = [2, 3];</c>.</remarks>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>
{
    private readonly int[]? lengths;

    private Shape(int[] lengths, long size)
    {
        this.lengths = lengths;
        Size = size;
    }

    /// <summary>The shape with the given axis lengths.</summary>
    /// <exception cref="ShapeMismatchException">A length is negative, or the number of elements exceeds 2⁶³ − 1.</exception>
    public Shape(params ReadOnlySpan<int> lengths) : this(lengths.ToArray(), Count(lengths))
    {
    }

    /// <summary>The number of axes.</summary>
    public int Rank => lengths?.Length ?? 0;

    /// <summary>The number of elements: the product of the lengths, 1 for a scalar.</summary>
    public long Size => lengths is null ? 1 : field;

    /// <summary>The length of one axis; <c>^1</c> is the last.</summary>
    public int this[Index axis]
    {
        get
        {
            int i = axis.GetOffset(Rank);
            if ((uint)i >= (uint)Rank)
                throw Error.AxisOutOfRange("Shape", axis.IsFromEnd ? -axis.Value : axis.Value, this);
            return lengths![i];
        }
    }

    internal int this[int axis] => lengths![axis];

    /// <summary>The shape of a collection literal.</summary>
    public static Shape Create(ReadOnlySpan<int> lengths) => new(lengths);

    /// <summary>The lengths as a span.</summary>
    public ReadOnlySpan<int> AsSpan() => lengths;

    /// <summary>The lengths as a new array.</summary>
    public int[] ToArray() => lengths is null ? [] : [.. lengths];

    /// <summary>Enumerates the lengths.</summary>
    public ReadOnlySpan<int>.Enumerator GetEnumerator() => AsSpan().GetEnumerator();

    /// <summary>The shape with the lengths of an array.</summary>
    public static implicit operator Shape(int[] lengths)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        return new(lengths);
    }

    /// <summary>Whether all lengths agree.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether some length differs.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(Shape other) =>
        ReferenceEquals(lengths, other.lengths) || AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int n in this)
            hash.Add(n);
        return hash.ToHashCode();
    }

    /// <summary>The lengths in brackets: <c>[2, 3]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", ToArray())}]";

    /// <summary>The shape with one more axis of the given length at <paramref name="axis"/>.</summary>
    internal Shape Insert(int axis, int length)
    {
        var result = new int[Rank + 1];
        var source = AsSpan();
        source[..axis].CopyTo(result);
        result[axis] = length;
        source[axis..].CopyTo(result.AsSpan(axis + 1));
        return new Shape(result, Count(result));
    }

    /// <summary>The shape without one axis.</summary>
    internal Shape RemoveAt(int axis)
    {
        var result = new int[Rank - 1];
        var source = AsSpan();
        source[..axis].CopyTo(result);
        source[(axis + 1)..].CopyTo(result.AsSpan(axis));
        return new Shape(result, Count(result));
    }

    /// <summary>The shape with the length of one axis replaced.</summary>
    internal Shape With(int axis, int length)
    {
        var result = ToArray();
        result[axis] = length;
        return new Shape(result, Count(result));
    }

    private static long Count(ReadOnlySpan<int> lengths)
    {
        long size = 1;
        bool empty = false;
        foreach (int n in lengths)
        {
            if (n < 0)
                throw new ShapeMismatchException($"Shape: an axis has the length {n}; lengths are 0 or more.");
            empty |= n == 0;
        }

        if (empty)
            return 0;
        foreach (int n in lengths)
        {
            if (Math.BigMul(size, n, out long low) != 0 || low < 0)
                throw new ShapeMismatchException($"Shape: [{string.Join(", ", lengths.ToArray())}] has more than 2^63 - 1 elements.");
            size = low;
        }

        return size;
    }
}
