namespace Covector.Compiler;

/// <summary>Steps in elements along the axes of a domain, outermost first: immutable, with value equality.</summary>
[CollectionBuilder(typeof(Strides), nameof(Create))]
internal readonly struct Strides(nint[] values) : IEquatable<Strides>
{
    private readonly nint[]? values = values;

    public int Count => values?.Length ?? 0;

    public nint this[int i] => values![i];

    public static Strides Create(ReadOnlySpan<nint> values) => new(values.ToArray());

    public ReadOnlySpan<nint> AsSpan() => values;

    public ReadOnlySpan<nint>.Enumerator GetEnumerator() => AsSpan().GetEnumerator();

    public bool Equals(Strides other) => ReferenceEquals(values, other.values) || AsSpan().SequenceEqual(other.AsSpan());

    public override bool Equals(object? obj) => obj is Strides other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(MemoryMarshal.AsBytes(AsSpan()));
        return hash.ToHashCode();
    }

    public override string ToString() => $"[{string.Join(", ", AsSpan().ToArray())}]";
}
