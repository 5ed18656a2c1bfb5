using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector256<double>;

namespace Covector.Benchmarks.Workloads.Hand;

/// <summary>
/// Systems A x = b of three equations, four at a time, by cofactors, with the adjoint: Aᵀλ = g, ∂b = λ, ∂A = −λ xᵀ. For a multiple
/// of four.
/// </summary>
internal static unsafe class HandCramer
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Value(double* a, double* b, double* x, nint n)
    {
        for (nint i = 0; i < n; i += 4)
        {
            var system = Inverted.Load(a + 9 * i);
            var (b0, b1, b2, _) = Transposed.Load(b + 3 * i, 3);
            var (x0, x1, x2) = system.Times(b0, b1, b2);
            Transposed.Store(x + 3 * i, 3, x0, x1, x2, x2);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(double* a, double* b, double* g, double* x, double* byA, double* byB, nint n)
    {
        for (nint i = 0; i < n; i += 4)
        {
            var system = Inverted.Load(a + 9 * i);
            var (b0, b1, b2, _) = Transposed.Load(b + 3 * i, 3);
            var (g0, g1, g2, _) = Transposed.Load(g + 3 * i, 3);
            var (x0, x1, x2) = system.Times(b0, b1, b2);
            var (l0, l1, l2) = system.TransposedTimes(g0, g1, g2);
            Transposed.Store(x + 3 * i, 3, x0, x1, x2, x2);
            Transposed.Store(byB + 3 * i, 3, l0, l1, l2, l2);
            var to = byA + 9 * i;
            Transposed.Store(to, 9, -l0 * x0, -l0 * x1, -l0 * x2, -l1 * x0);
            Transposed.Store(to + 4, 9, -l1 * x1, -l1 * x2, -l2 * x0, -l2 * x1);
            Transposed.Store(to + 5, 9, -l1 * x2, -l2 * x0, -l2 * x1, -l2 * x2);
        }
    }

    /// <summary>The inverse of a matrix as its cofactors over its determinant.</summary>
    private readonly record struct Inverted(V C00, V C01, V C02, V C10, V C11, V C12, V C20, V C21, V C22, V Scale)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Inverted Load(double* a)
        {
            var (a00, a01, a02, a10) = Transposed.Load(a, 9);
            var (a11, a12, a20, a21) = Transposed.Load(a + 4, 9);
            var (_, _, _, a22) = Transposed.Load(a + 5, 9);
            V c00 = a11 * a22 - a12 * a21, c01 = a12 * a20 - a10 * a22, c02 = a10 * a21 - a11 * a20;
            return new(
                c00, c01, c02,
                a02 * a21 - a01 * a22, a00 * a22 - a02 * a20, a01 * a20 - a00 * a21,
                a01 * a12 - a02 * a11, a02 * a10 - a00 * a12, a00 * a11 - a01 * a10,
                V.One / (a00 * c00 + a01 * c01 + a02 * c02));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public (V X, V Y, V Z) Times(V x, V y, V z) =>
            ((C00 * x + C10 * y + C20 * z) * Scale, (C01 * x + C11 * y + C21 * z) * Scale, (C02 * x + C12 * y + C22 * z) * Scale);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public (V X, V Y, V Z) TransposedTimes(V x, V y, V z) =>
            ((C00 * x + C01 * y + C02 * z) * Scale, (C10 * x + C11 * y + C12 * z) * Scale, (C20 * x + C21 * y + C22 * z) * Scale);
    }
}
