using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Covector.Benchmarks.Workloads.Hand;

/// <summary>y = tanh(a x + b) exp(−x²) and its derivative in one loop over vectors, for a multiple of eight numbers.</summary>
internal static unsafe class HandChain
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Value(float a, float b, float* x, float* y, nint n)
    {
        for (nint i = 0; i < n; i += 8)
        {
            var v = Vector256.Load(x + i);
            (VectorMath32.Tanh(v * a + Vector256.Create(b)) * VectorMath32.Exp(-(v * v))).Store(y + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(float a, float b, float* x, float* y, float* dy, nint n)
    {
        var one = Vector256<float>.One;
        for (nint i = 0; i < n; i += 8)
        {
            var v = Vector256.Load(x + i);
            var t = VectorMath32.Tanh(v * a + Vector256.Create(b));
            var e = VectorMath32.Exp(-(v * v));
            var value = t * e;
            value.Store(y + i);
            (a * ((one + t) * (one - t)) * e - 2 * v * value).Store(dy + i);
        }
    }
}
