using BenchmarkDotNet.Attributes;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Benchmarks;

/// <summary>The overhead of the core: what one operation costs beside its arithmetic.</summary>
[MemoryDiagnoser]
public class CoreBenchmark
{
    private const int ChainLength = 1000;

    private readonly Tensor x = Tensor.Linspace(0, 1, 16);
    private readonly Tensor y = Tensor.Linspace(1, 2, 16);
    private readonly Tensor two = Tensor.Full([], 2.0);
    private readonly Func<Tensor, Tensor> gradTanh = Grad(Tanh);
    private readonly Func<Tensor, Tensor> compiledGradTanh = Jit(Grad(Tanh));
    private readonly Func<Tensor, Graph> stage = MakeGraph(Chain);
    private readonly Func<Tensor, Tensor> compiledChain = Jit(Chain);
    private readonly Func<Tensor, (Tensor Value, Tensor Grad)> compiledChainGradient = Jit<Tensor, (Tensor Value, Tensor Grad)>(ValueAndGrad(Chain));

    /// <summary>One eager addition of 16 numbers, with its result.</summary>
    [Benchmark]
    public Tensor EagerAdd16() => x + y;

    /// <summary>One eager hyperbolic tangent of 16 numbers, with its result.</summary>
    [Benchmark]
    public Tensor EagerTanh16() => Tanh(x);

    /// <summary>Trace, transpose and evaluate a derivative.</summary>
    [Benchmark]
    public Tensor EagerGradTanh() => gradTanh(two);

    /// <summary>The same, compiled.</summary>
    [Benchmark]
    public Tensor CompiledGradTanh() => compiledGradTanh(two);

    /// <summary>Tracing, for each operation.</summary>
    [Benchmark(OperationsPerInvoke = ChainLength)]
    public Graph StageOperation() => stage(two);

    /// <summary>A compiled scalar function of 1,000 operations.</summary>
    [Benchmark]
    public Tensor CompiledChain() => compiledChain(two);

    /// <summary>Its value and gradient.</summary>
    [Benchmark]
    public (Tensor Value, Tensor Grad) CompiledChainGradient() => compiledChainGradient(two);

    private static Tensor Chain(Tensor x)
    {
        var y = x;
        for (int i = 0; i < ChainLength / 2; i++)
            y = i % 2 == 0 ? Sin(y * x) : Tanh(y + x);
        return y;
    }
}
