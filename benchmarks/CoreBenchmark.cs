using BenchmarkDotNet.Attributes;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Benchmarks;

/// <summary>The overhead of the core: what one operation costs beside its arithmetic.</summary>
[MemoryDiagnoser]
public class CoreBenchmark
{
    /// <summary>The operations of <see cref="Stage"/>.</summary>
    public const int StagedOperations = 1000;

    private readonly Tensor x = Tensor.Linspace(0, 1, 16);
    private readonly Tensor y = Tensor.Linspace(1, 2, 16);
    private readonly Tensor two = Tensor.Full([], 2.0);
    private readonly Func<Tensor, Tensor> gradTanh = Grad(Tanh);
    private readonly Func<Tensor, Tensor> compiledGradTanh = Jit(Grad(Tanh));
    private readonly Func<Tensor, Graph> stage = MakeGraph<Tensor, Tensor>(GradientCostBenchmark.Scalar);

    /// <summary>Tracing, for each operation.</summary>
    [Benchmark(OperationsPerInvoke = StagedOperations)]
    public Graph Stage() => stage(two);

    /// <summary>One eager addition of 16 numbers, with its result.</summary>
    [Benchmark]
    public Tensor EagerAdd16() => x + y;

    /// <summary>One eager multiplication of 16 numbers with a number.</summary>
    [Benchmark]
    public Tensor EagerScale16() => 2.0 * x;

    /// <summary>One eager hyperbolic tangent of 16 numbers, with its result.</summary>
    [Benchmark]
    public Tensor EagerTanh16() => Tanh(x);

    /// <summary>Trace, transpose and evaluate a derivative.</summary>
    [Benchmark]
    public Tensor EagerGradTanh() => gradTanh(2.0);

    /// <summary>The same, compiled.</summary>
    [Benchmark]
    public Tensor CompiledGradTanh() => compiledGradTanh(2.0);
}
