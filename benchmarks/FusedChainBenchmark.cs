using BenchmarkDotNet.Attributes;
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
    private readonly Func<Tensor, Tensor> compiled = Jit(Chain);
    private readonly NativeBlock source = NativeBlock.Rent(Count * sizeof(float));
    private readonly NativeBlock destination = NativeBlock.Rent(Count * sizeof(float));

    /// <summary>Gives both sides the same numbers and checks that they agree to the last bit.</summary>
    [GlobalSetup]
    public void Setup()
    {
        x.AsSpan<float>().CopyTo(new Span<float>(source.Pointer, Count));
        HandWritten();
        if (!compiled(x).AsSpan<float>().SequenceEqual(new ReadOnlySpan<float>(destination.Pointer, Count)))
            throw new InvalidOperationException("The loop and the compiled function differ.");
    }

    /// <summary>The loop, into memory that it has.</summary>
    [Benchmark(Baseline = true)]
    public void HandWritten() => HandWrittenChain.Run((float*)source.Pointer, (float*)destination.Pointer, Count, A, B);

    /// <summary>The compiled function, with a new result.</summary>
    [Benchmark]
    public Tensor Compiled() => compiled(x);

    /// <summary>Operation by operation.</summary>
    [Benchmark]
    public Tensor Eager() => Chain(x);

    private static Tensor Chain(Tensor x) => Tanh(A * x + B) * Exp(-(x * x));
}
