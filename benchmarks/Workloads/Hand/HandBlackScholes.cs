using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector256<double>;

namespace Covector.Benchmarks.Workloads.Hand;

/// <summary>Four calls at a time: the price, and its derivatives as the adjoint of the price. For a multiple of four options.</summary>
internal static unsafe class HandBlackScholes
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Value(double* spot, double* strike, double* rate, double* volatility, double* time, double* price, nint n)
    {
        for (nint i = 0; i < n; i += 4)
        {
            V s = Vector256.Load(spot + i), k = Vector256.Load(strike + i), r = Vector256.Load(rate + i);
            V v = Vector256.Load(volatility + i), t = Vector256.Load(time + i);
            var width = v * Vector256.Sqrt(t);
            var up = (VectorMath64.Log(s / k) + (r + 0.5 * v * v) * t) / width;
            var discounted = k * VectorMath64.Exp(-(r * t));
            (s * Distribution(up) - discounted * Distribution(up - width)).Store(price + i);
        }
    }

    /// <summary>The results one after another, n numbers each: price, and derivatives by spot, strike, rate, volatility and time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(double* spot, double* strike, double* rate, double* volatility, double* time, double* results, nint n)
    {
        for (nint i = 0; i < n; i += 4)
        {
            V s = Vector256.Load(spot + i), k = Vector256.Load(strike + i), r = Vector256.Load(rate + i);
            V v = Vector256.Load(volatility + i), t = Vector256.Load(time + i);
            var root = Vector256.Sqrt(t);
            V width = v * root, drift = r + 0.5 * v * v;
            var up = (VectorMath64.Log(s / k) + drift * t) / width;
            var down = up - width;
            V chanceUp = Distribution(up), chanceDown = Distribution(down), discount = VectorMath64.Exp(-(r * t));
            var discounted = k * discount;
            (s * chanceUp - discounted * chanceDown).Store(results + i);

            var byDown = -(discounted * Density(down));
            var byUp = s * Density(up) + byDown;
            var byNumerator = byUp / width;
            var byWidth = -byDown - byNumerator * up;
            var byExponent = discounted * chanceDown;
            (chanceUp + byNumerator / s).Store(results + n + i);
            (-(discount * chanceDown) - byNumerator / k).Store(results + 2 * n + i);
            ((byNumerator + byExponent) * t).Store(results + 3 * n + i);
            (byNumerator * t * v + byWidth * root).Store(results + 4 * n + i);
            (byNumerator * drift + byExponent * r + byWidth * v * 0.5 / root).Store(results + 5 * n + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Distribution(V x) => 0.5 * VectorMath64.Erfc(-x * Math.Sqrt(0.5));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Density(V x) => 0.3989422804014327 * VectorMath64.Exp(-0.5 * x * x);
}
