using BenchmarkDotNet.Attributes;
using Covector.Runtime;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Benchmarks;

/// <summary>
/// A training step of a 64-128-10 network with hyperbolic tangents and cross-entropy on a batch of 128, Float64, stochastic gradient descent:
/// compiled, against the same step written by hand on the library's matrix product.
/// </summary>
[MemoryDiagnoser]
public class DigitsStepBenchmark
{
    private const int Batch = 128, Inputs = 64, Hidden = 128, Classes = 10;
    private const double Rate = 0.01;

    private readonly Tensor images = Random(1, Batch, Inputs);
    private readonly Tensor labels = OneHot(Tensor.Arange(Batch) % Classes, Classes);
    private readonly (Tensor W1, Tensor B1, Tensor W2, Tensor B2) parameters =
        (Random(2, Inputs, Hidden) * 0.1, Tensor.Zeros([Hidden]), Random(3, Hidden, Classes) * 0.1, Tensor.Zeros([Classes]));

    private readonly Func<(Tensor, Tensor, Tensor, Tensor), Tensor, Tensor, (Tensor, Tensor, Tensor, Tensor)> compiled =
        Jit<(Tensor, Tensor, Tensor, Tensor), Tensor, Tensor, (Tensor, Tensor, Tensor, Tensor)>(Step);

    private readonly Func<(Tensor, Tensor, Tensor, Tensor), Tensor, Tensor, Tensor> loss =
        Jit<(Tensor, Tensor, Tensor, Tensor), Tensor, Tensor, Tensor>(Loss);

    private readonly HandWrittenDigits hand = new(Batch, Inputs, Hidden, Classes);

    /// <summary>Gives both sides the same numbers and checks that they agree.</summary>
    [GlobalSetup]
    public void Setup()
    {
        hand.Load(images, labels, parameters);
        var (w1, _, _, b2) = compiled(parameters, images, labels);
        hand.Step(Rate);
        double difference = Math.Max((double)Max(Abs(w1 - hand.FirstWeights)), (double)Max(Abs(b2 - hand.LastBias)));
        if (!(difference < 1e-12))
            throw new InvalidOperationException($"The two steps differ by {difference}.");
    }

    /// <summary>By hand, in buffers made once.</summary>
    [Benchmark(Baseline = true)]
    public void HandWritten() => hand.Step(Rate);

    /// <summary>The compiled step, with new parameters as result.</summary>
    [Benchmark]
    public (Tensor, Tensor, Tensor, Tensor) Compiled() => compiled(parameters, images, labels);

    /// <summary>Operation by operation.</summary>
    [Benchmark]
    public (Tensor, Tensor, Tensor, Tensor) Eager() => Step(parameters, images, labels);

    /// <summary>The value of the loss alone, for the ratio of a gradient to its function.</summary>
    [Benchmark]
    public Tensor LossOnly() => loss(parameters, images, labels);

    private static Tensor Loss((Tensor W1, Tensor B1, Tensor W2, Tensor B2) p, Tensor images, Tensor labels)
    {
        var logits = Dot(Tanh(Dot(images, p.W1) + p.B1), p.W2) + p.B2;
        return -Mean(Sum(labels * LogSoftmax(logits), -1));
    }

    private static (Tensor, Tensor, Tensor, Tensor) Step((Tensor W1, Tensor B1, Tensor W2, Tensor B2) p, Tensor images, Tensor labels)
    {
        var g = Grad<(Tensor W1, Tensor B1, Tensor W2, Tensor B2), Tensor, Tensor>(Loss)(p, images, labels);
        return (p.W1 - Rate * g.W1, p.B1 - Rate * g.B1, p.W2 - Rate * g.W2, p.B2 - Rate * g.B2);
    }

    private static Tensor Random(int seed, int rows, int columns)
    {
        var random = new Random(seed);
        var values = new double[rows * columns];
        for (int i = 0; i < values.Length; i++)
            values[i] = random.NextDouble() * 2 - 1;
        return Tensor.From(values, rows, columns);
    }
}
