namespace Covector.Benchmarks;

/// <summary>A long program without loops: sums and products, several independent ones at any time, as a program for one point has them.</summary>
internal static class StraightProgram
{
    private const int Strands = 8;

    /// <summary>A function of so many operations (nearly); programs of different seeds have different constants.</summary>
    public static Func<Tensor, Tensor> Of(int operations, int seed = 0) => x =>
    {
        var values = new Tensor[Strands];
        for (int i = 0; i < Strands; i++)
            values[i] = x + 0.125 * (i + 1 + seed);
        for (int i = 0; i < operations / 3; i++)
            values[i % Strands] = values[i % Strands] * (0.5 - 1.0 / (i + 9)) + values[(i + 3) % Strands] * 0.25;
        var sum = values[0];
        foreach (var value in values.AsSpan(1))
            sum += value;
        return sum;
    };
}
