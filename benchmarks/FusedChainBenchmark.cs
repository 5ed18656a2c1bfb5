using BenchmarkDotNet.Attributes;
using Covector.Compiler;
using Covector.Graphs;
using Covector.Runtime;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Benchmarks;

/// <summary>tanh(a·x + b)·exp(−x²) on 10⁶ single-precision numbers: a compiled function against a loop written by hand.</summary>
[MemoryDiagnoser]
public unsafe class FusedChainBenchmark
{
    private const int Count = 1_000_000;
    private const float A = 1.5f, B = 0.3f;

    private readonly Tensor x = Tensor.Linspace(-2, 2, Count).AsType(DType.Float32);
    private readonly IExecutable tiles = new Executable(Scheduler.Run(Pipeline.Simplify(MakeGraph(Chain)(Tensor.Zeros([Count], DType.Float32)))));
    private readonly Func<Tensor, Tensor> compiled = Jit(Chain, new JitOptions { CompilesAtOnce = true });
    private readonly NativeBlock source = NativeBlock.Rent(Count * sizeof(float));
    private readonly NativeBlock destination = NativeBlock.Rent(Count * sizeof(float));

    /// <summary>The loop's functions have other last digits than the library's.</summary>
    private const float Apart = 1e-6f;

    /// <summary>Gives both sides the same numbers and checks that they agree, tiles and compiled code to the last bit.</summary>
    [GlobalSetup]
    public void Setup()
    {
        x.AsSpan<float>().CopyTo(new Span<float>(source.Pointer, Count));
        HandWritten();
        var result = compiled(x).ToArray<float>();
        if (!result.AsSpan().SequenceEqual(Tiles().ToArray<float>()))
            throw new InvalidOperationException("Tiles and the compiled function differ.");
        for (int i = 0; i < Count; i++)
            if (!(MathF.Abs(result[i] - ((float*)destination.Pointer)[i]) <= Apart))
                throw new InvalidOperationException($"The loop and the compiled function differ at {x[i]}.");
    }

    /// <summary>The loop, into memory that it has.</summary>
    [Benchmark(Baseline = true)]
    public void HandWritten() => HandWrittenChain.Run((float*)source.Pointer, (float*)destination.Pointer, Count, A, B);

    /// <summary>Interpreted tile by tile, as where no code can be generated, with a new result.</summary>
    [Benchmark]
    public Tensor Tiles() => tiles.Run([x])[0];

    /// <summary>The compiled function, with a new result.</summary>
    [Benchmark]
    public Tensor Compiled() => compiled(x);

    /// <summary>Operation by operation.</summary>
    [Benchmark]
    public Tensor Eager() => Chain(x);

    private static Tensor Chain(Tensor x) => Tanh(A * x + B) * Exp(-(x * x));
}
