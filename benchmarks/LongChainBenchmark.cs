using BenchmarkDotNet.Attributes;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Benchmarks;

/// <summary>Chains of very many operations: traced, differentiated once and twice, compiled and run; each should be linear in the length.</summary>
[MemoryDiagnoser]
public class LongChainBenchmark
{
    private readonly Tensor x = Tensor.Full([], 0.7);
    private Func<Tensor, Graph> trace = MakeGraph(Square);
    private Func<Tensor, Tensor> grad = Square;
    private Func<Tensor, Tensor> gradGrad = Square;
    private Func<Tensor, Tensor> compiled = Square;
    private Func<Tensor, Tensor> compiledGrad = Square;

    /// <summary>The number of operations.</summary>
    [Params(10_000, 100_000)]
    public int Length { get; set; } = 10_000;

    /// <summary>Makes the functions of that length, and compiles those that are compiled.</summary>
    [GlobalSetup]
    public void Setup()
    {
        Func<Tensor, Tensor> chain = Chain;
        trace = MakeGraph(chain);
        grad = Grad(chain);
        gradGrad = Grad(Grad(chain));
        compiled = Jit(chain);
        compiledGrad = Jit(Grad(chain));
        _ = compiled(x);
        _ = compiledGrad(x);
    }

    /// <summary>To a graph.</summary>
    [Benchmark]
    public Graph Trace() => trace(x);

    /// <summary>The derivative, operation by operation.</summary>
    [Benchmark]
    public Tensor Gradient() => grad(x);

    /// <summary>The second derivative.</summary>
    [Benchmark]
    public Tensor SecondDerivative() => gradGrad(x);

    /// <summary>Tracing, compilation and the first run.</summary>
    [Benchmark]
    public Tensor CompileAndRun() => Jit<Tensor, Tensor>(Chain)(x);

    /// <summary>A further run.</summary>
    [Benchmark]
    public Tensor RunCompiled() => compiled(x);

    /// <summary>A further run of the compiled derivative.</summary>
    [Benchmark]
    public Tensor RunCompiledGradient() => compiledGrad(x);

    /// <summary>sin(y), x·y, sin(y), x + y, …: two operations in three touch the argument again.</summary>
    private Tensor Chain(Tensor x)
    {
        var y = x;
        for (int i = 0; i < Length; i++)
            y = (i & 3) switch
            {
                1 => x * y,
                3 => x + y,
                _ => Sin(y),
            };
        return y;
    }
}
