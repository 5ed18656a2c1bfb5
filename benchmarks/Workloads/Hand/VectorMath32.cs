using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector256<float>;

namespace Covector.Benchmarks.Workloads.Hand;

/// <summary>Elementary functions of eight floats for the loops written by hand; as <see cref="VectorMath64"/>.</summary>
internal static class VectorMath32
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp(V x)
    {
        var (n, r) = Reduce(Vector256.MinNative(Vector256.Create(89f), Vector256.MaxNative(Vector256.Create(-104f), x)));
        var sum = n + Vector256.Create(254);
        var first = Vector256.ShiftRightLogical(sum, 1);
        return (ExpMinusOne(r) + V.One) * Vector256.ShiftLeft(first, 23).AsSingle() * Vector256.ShiftLeft(sum - first, 23).AsSingle();
    }

    /// <summary>tanh |x| = e/(e + 2) with e = exp(2|x|) − 1, and the sign of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh(V x)
    {
        var (n, r) = Reduce(Vector256.MinNative(Vector256.Create(20f), 2 * Vector256.Abs(x)));
        var power = Vector256.ShiftLeft(n + Vector256.Create(127), 23).AsSingle();
        var e = Vector256.FusedMultiplyAdd(power, ExpMinusOne(r), power - V.One);
        return (e / (e + Vector256.Create(2f))) | (x & Vector256.Create(-0f));
    }

    /// <summary>x = n log 2 + r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<int> N, V R) Reduce(V x)
    {
        var shift = Vector256.Create(12582912f);
        var shifted = Vector256.FusedMultiplyAdd(x, Vector256.Create(1.442695f), shift);
        var number = shifted - shift;
        var r = Vector256.FusedMultiplyAdd(number, Vector256.Create(-0.6931472f), x);
        return (shifted.AsInt32() - shift.AsInt32(), Vector256.FusedMultiplyAdd(number, Vector256.Create(1.9046542E-09f), r));
    }

    /// <summary>eʳ − 1 for |r| ≤ 0.35.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpMinusOne(V r)
    {
        var z = r * r;
        var odd = Fma(Fma(Vector256.Create(0.00019959081f), z, 0.008333191f), z, 0.16666667f);
        var even = Fma(Fma(Vector256.Create(0.0013934236f), z, 0.041666474f), z, 0.5f);
        return Vector256.FusedMultiplyAdd(z, Vector256.FusedMultiplyAdd(odd, r, even), r);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Fma(V a, V b, float c) => Vector256.FusedMultiplyAdd(a, b, Vector256.Create(c));
}
