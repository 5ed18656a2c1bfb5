using BenchmarkDotNet.Attributes;
using static Covector.Functions;

namespace Covector.Benchmarks;

/// <summary>A training step of the digits network: compiled, against the same step written by hand on the library's matrix product.</summary>
[MemoryDiagnoser]
public class DigitsStepBenchmark
{
    private readonly DigitsNetwork network = new();
    private readonly HandWrittenDigits hand = new(DigitsNetwork.Batch, DigitsNetwork.Inputs, DigitsNetwork.Hidden, DigitsNetwork.Classes);

    /// <summary>Gives both sides the same numbers and checks that they agree.</summary>
    [GlobalSetup]
    public void Setup()
    {
        hand.Load(network.Images, network.Labels, network.Start);
        var (w1, b1, w2, b2) = network.CompiledStep(network.Start, network.Images, network.Labels);
        hand.Step(DigitsNetwork.Rate);
        double difference = 0;
        foreach (var (ours, theirs) in new[] { (w1, hand.FirstWeights), (b1, hand.FirstBias), (w2, hand.LastWeights), (b2, hand.LastBias) })
            difference = Math.Max(difference, (double)Max(Abs(ours - theirs)));
        if (!(difference < 1e-12))
            throw new InvalidOperationException($"The two steps differ by {difference}.");
    }

    /// <summary>By hand, in buffers made once.</summary>
    [Benchmark(Baseline = true)]
    public void HandWritten() => hand.Step(DigitsNetwork.Rate);

    /// <summary>The compiled step, with new parameters as result.</summary>
    [Benchmark]
    public object Compiled() => network.CompiledStep(network.Start, network.Images, network.Labels);

    /// <summary>Operation by operation.</summary>
    [Benchmark]
    public object Eager() => DigitsNetwork.Step(network.Start, network.Images, network.Labels);
}
