using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using BenchmarkDotNet.Attributes;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Benchmarks;

/// <summary>tanh(a·x + b)·exp(−x²) on 10⁶ single-precision numbers: a compiled function against a loop written by hand.</summary>
[MemoryDiagnoser]
public class FusedChainBenchmark
{
    private const float A = 1.5f, B = 0.3f;

    private readonly Tensor x = Tensor.Linspace(-2, 2, 1_000_000).AsType(DType.Float32);
    private readonly Func<Tensor, Tensor> compiled = Jit(Chain);
    private float[] source = [];
    private float[] destination = [];

    /// <summary>Copies the numbers into arrays for the loop.</summary>
    [GlobalSetup]
    public void Setup()
    {
        source = x.ToArray<float>();
        destination = new float[source.Length];
    }

    /// <summary>The loop: Vector256 and the runtime's exponential, the hyperbolic tangent by (1 − e)/(1 + e) with e = exp(−2u).</summary>
    [Benchmark(Baseline = true)]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public float[] HandWritten()
    {
        ref float from = ref MemoryMarshal.GetArrayDataReference(source);
        ref float to = ref MemoryMarshal.GetArrayDataReference(destination);
        for (nuint i = 0; i < (nuint)source.Length; i += 8)
        {
            var v = Vector256.LoadUnsafe(ref from, i);
            var e = Vector256.Exp(-2 * (v * A + Vector256.Create(B)));
            var tanh = (Vector256<float>.One - e) / (Vector256<float>.One + e);
            (tanh * Vector256.Exp(-v * v)).StoreUnsafe(ref to, i);
        }

        return destination;
    }

    /// <summary>The compiled function, with a new result.</summary>
    [Benchmark]
    public Tensor Compiled() => compiled(x);

    /// <summary>Operation by operation.</summary>
    [Benchmark]
    public Tensor Eager() => Chain(x);

    private static Tensor Chain(Tensor x) => Tanh(A * x + B) * Exp(-(x * x));
}
