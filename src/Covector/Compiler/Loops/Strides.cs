namespace Covector.Compiler;

/// <summary>Steps in elements along the axes of a domain, outermost first: immutable, with value equality.</summary>
[CollectionBuilder(typeof(Strides), nameof(Create))]
internal sealed class Strides(nint[] values) : IEquatable<Strides>
{
    public int Count => values.Length;

    public nint this[int i] => values[i];

    public static Strides Create(ReadOnlySpan<nint> values) => new(values.ToArray());

    public ReadOnlySpan<nint> AsSpan() => values;

    public ReadOnlySpan<nint>.Enumerator GetEnumerator() => AsSpan().GetEnumerator();

    public bool Equals(Strides? other) => ReferenceEquals(this, other) || (other is not null && AsSpan().SequenceEqual(other.AsSpan()));

    public override bool Equals(object? obj) => Equals(obj as Strides);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(MemoryMarshal.AsBytes(AsSpan()));
        return hash.ToHashCode();
    }

    public override string ToString() => $"[{string.Join(", ", AsSpan().ToArray())}]";
}
