namespace Covector.Notation;

/// <summary>How the signs of a sample are chosen, where nothing is declared of them.</summary>
internal enum SampleSigns
{
    Mixed,

    /// <summary>The opposite of the mixed ones.</summary>
    Mirrored,
    Positive,
}

/// <summary>
/// Which numbers a sample is made of: sizes, each with a share of itself around it, and signs. Samples of several sizes and of both signs
/// lie on both sides of a kink.
/// </summary>
internal sealed class SampleRange(double[] sizes, double width, SampleSigns signs, int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>What matrices with properties that must be kept are multiplied with.</summary>
    public double Scale { get; } = signs == SampleSigns.Mirrored ? -sizes[0] : sizes[0];

    public double Draw(bool isPositive)
    {
        double value = sizes[_random.Next(sizes.Length)] * (1 + width * (2 * _random.NextDouble() - 1));
        bool isNegative = _random.Next(2) == 0 ^ signs == SampleSigns.Mirrored;
        return isPositive || signs == SampleSigns.Positive || !isNegative ? value : -value;
    }
}
