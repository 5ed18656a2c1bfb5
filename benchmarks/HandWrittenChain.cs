using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Covector.Benchmarks;

/// <summary>
/// tanh(a·x + b)·exp(−x²) as one writes it for speed: one loop over vectors, with polynomials of its own.
/// </summary>
internal static unsafe class HandWrittenChain
{
    private const float RoundingShift = 12582912f;

    /// <summary>The number of elements must be a multiple of 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* x, float* y, nint n, float a, float b)
    {
        Vector256<float> slope = Vector256.Create(a), shift = Vector256.Create(b);
        for (nint i = 0; i < n; i += 16)
        {
            Vector256<float> v = Vector256.Load(x + i), w = Vector256.Load(x + i + 8);
            (Tanh(slope * v + shift) * Exp(-(v * v))).Store(y + i);
            (Tanh(slope * w + shift) * Exp(-(w * w))).Store(y + i + 8);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Exp(Vector256<float> x)
    {
        x = Vector256.MinNative(Vector256.Create(89f), Vector256.MaxNative(Vector256.Create(-104f), x));
        var (n, r) = Reduce(x);
        n += Vector256.Create(254);
        Vector256<int> first = n >>> 1;
        return (Vector256<float>.One + Expm1(r)) * (first << 23).AsSingle() * ((n - first) << 23).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Tanh(Vector256<float> x)
    {
        var (n, r) = Reduce(Vector256.MinNative(Vector256.Create(20f), 2f * Vector256.Abs(x)));
        Vector256<float> power = ((n + Vector256.Create(127)) << 23).AsSingle();
        Vector256<float> e = Vector256.FusedMultiplyAdd(power, Expm1(r), power - Vector256<float>.One);
        return (e / (e + Vector256.Create(2f))) | (x & Vector256.Create(-0f));
    }

    /// <summary>x = n·log 2 + r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<int> N, Vector256<float> R) Reduce(Vector256<float> x)
    {
        Vector256<float> shifted = Vector256.FusedMultiplyAdd(x, Vector256.Create(1.442695f), Vector256.Create(RoundingShift));
        Vector256<float> number = shifted - Vector256.Create(RoundingShift);
        Vector256<float> r = Vector256.FusedMultiplyAdd(number, Vector256.Create(-0.6931472f), x);
        r = Vector256.FusedMultiplyAdd(number, Vector256.Create(1.9046542E-09f), r);
        return (shifted.AsInt32() - Vector256.Create(RoundingShift).AsInt32(), r);
    }

    /// <summary>eʳ − 1 near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Expm1(Vector256<float> r)
    {
        Vector256<float> square = r * r;
        Vector256<float> odd = Vector256.FusedMultiplyAdd(Vector256.Create(0.00019959081f), square, Vector256.Create(0.008333191f));
        odd = Vector256.FusedMultiplyAdd(odd, square, Vector256.Create(0.16666667f));
        Vector256<float> even = Vector256.FusedMultiplyAdd(Vector256.Create(0.0013934236f), square, Vector256.Create(0.041666474f));
        even = Vector256.FusedMultiplyAdd(even, square, Vector256.Create(0.5f));
        return Vector256.FusedMultiplyAdd(square, Vector256.FusedMultiplyAdd(odd, r, even), r);
    }
}
