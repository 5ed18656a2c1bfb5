namespace Covector.Benchmarks.Workloads;

/// <summary>Random inputs, the same in every run.</summary>
internal sealed class Draw(int seed)
{
    private readonly Random random = new(seed);

    public double[] Uniform(int count, double low = 0, double high = 1)
    {
        var values = new double[count];
        foreach (ref double value in values.AsSpan())
            value = low + (high - low) * random.NextDouble();
        return values;
    }

    public double[] Normal(int count, double deviation = 1)
    {
        var values = new double[count];
        foreach (ref double value in values.AsSpan())
            value = deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return values;
    }
}
