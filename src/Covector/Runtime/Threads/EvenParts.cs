namespace Covector.Runtime;

/// <summary>Something of a length, cut into parts of about the same length that begin at multiples of a unit.</summary>
internal readonly struct EvenParts
{
    private readonly nint length;
    private readonly nint unit;
    private readonly nint units;

    /// <param name="length">The length of all.</param>
    /// <param name="unit">Parts begin at multiples of it.</param>
    /// <param name="parts">The most parts.</param>
    /// <param name="least">The last part is no shorter, unless it is the only one.</param>
    public EvenParts(nint length, nint unit, nint parts, nint least = 1)
    {
        this.length = length;
        this.unit = unit;
        units = (length + unit - 1) / unit;
        Count = (int)Math.Clamp(parts, 1, Math.Max(1, length % unit is var rest && rest > 0 && rest < least ? units - 1 : units));
    }

    /// <summary>The number of parts; none is empty, unless all is.</summary>
    public int Count { get; }

    /// <summary>Where a part begins.</summary>
    public nint Start(int part) => units * part / Count * unit;

    /// <summary>Where a part ends.</summary>
    public nint End(int part) => part == Count - 1 ? length : Start(part + 1);
}
