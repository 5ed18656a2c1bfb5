using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector256<double>;

namespace Covector.Benchmarks.Workloads.Hand;

/// <summary>Products A·B·C of 4×4 matrices with a row in a vector, and their adjoint.</summary>
internal static unsafe class HandChains
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Value(double* a, double* b, double* c, double* product, nint n)
    {
        double* ab = stackalloc double[16];
        for (nint i = 0; i < 16 * n; i += 16)
        {
            Multiply(a + i, 4, 1, b + i, ab);
            Multiply(ab, 4, 1, c + i, product + i);
        }
    }

    /// <summary>With the derivatives g by the product: H = G·Cᵀ, ∂A = H·Bᵀ, ∂B = Aᵀ·H, ∂C = (A·B)ᵀ·G.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradient(double* a, double* b, double* c, double* g, double* product, double* byA, double* byB, double* byC, nint n)
    {
        double* ab = stackalloc double[16], h = stackalloc double[16], transposed = stackalloc double[16];
        for (nint i = 0; i < 16 * n; i += 16)
        {
            Multiply(a + i, 4, 1, b + i, ab);
            Multiply(ab, 4, 1, c + i, product + i);
            Transpose(c + i, transposed);
            Multiply(g + i, 4, 1, transposed, h);
            Transpose(b + i, transposed);
            Multiply(h, 4, 1, transposed, byA + i);
            Multiply(a + i, 1, 4, h, byB + i);
            Multiply(ab, 1, 4, g + i, byC + i);
        }
    }

    /// <summary>Left times right; the left matrix is given by the steps from row to row and from column to column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiply(double* left, int row, int column, double* right, double* to)
    {
        V r0 = Vector256.Load(right), r1 = Vector256.Load(right + 4), r2 = Vector256.Load(right + 8), r3 = Vector256.Load(right + 12);
        Row(left, column, r0, r1, r2, r3).Store(to);
        Row(left + row, column, r0, r1, r2, r3).Store(to + 4);
        Row(left + 2 * row, column, r0, r1, r2, r3).Store(to + 8);
        Row(left + 3 * row, column, r0, r1, r2, r3).Store(to + 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Row(double* left, int column, V r0, V r1, V r2, V r3)
    {
        var sum = Vector256.Create(left[0]) * r0;
        sum = Vector256.FusedMultiplyAdd(Vector256.Create(left[column]), r1, sum);
        sum = Vector256.FusedMultiplyAdd(Vector256.Create(left[2 * column]), r2, sum);
        return Vector256.FusedMultiplyAdd(Vector256.Create(left[3 * column]), r3, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(double* from, double* to)
    {
        var (a, b, c, d) = Transposed.Load(from, 4);
        a.Store(to);
        b.Store(to + 4);
        c.Store(to + 8);
        d.Store(to + 12);
    }
}
