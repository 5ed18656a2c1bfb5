namespace Covector.Graphs;

/// <summary>A list of yes or no with value equality.</summary>
internal readonly struct BitMask(bool[] bits) : IEquatable<BitMask>
{
    private readonly bool[] bits = bits;

    public bool this[int i] => bits[i];

    /// <summary>Marks what is not null.</summary>
    public static BitMask OfPresent<T>(ReadOnlySpan<T> values)
    {
        var bits = new bool[values.Length];
        for (int i = 0; i < bits.Length; i++)
            bits[i] = values[i] is not null;
        return new BitMask(bits);
    }

    /// <summary>A copy.</summary>
    public bool[] ToArray() => [.. bits];

    public bool Equals(BitMask other) => bits.AsSpan().SequenceEqual(other.bits);

    public override bool Equals(object? obj) => obj is BitMask other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(MemoryMarshal.AsBytes(bits.AsSpan()));
        return hash.ToHashCode();
    }
}
