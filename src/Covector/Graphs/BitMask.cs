namespace Covector.Graphs;

/// <summary>A list of yes or no with value equality.</summary>
internal readonly struct BitMask(bool[] bits) : IEquatable<BitMask>
{
    private readonly bool[] bits = bits;

    public bool this[int i] => bits[i];

    public bool Equals(BitMask other) => bits.AsSpan().SequenceEqual(other.bits);

    public override bool Equals(object? obj) => obj is BitMask other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(MemoryMarshal.AsBytes(bits.AsSpan()));
        return hash.ToHashCode();
    }
}
