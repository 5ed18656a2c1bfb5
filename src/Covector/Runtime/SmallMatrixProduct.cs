using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Covector.Runtime;

/// <summary>
/// Products too small to be cut into tiles: four rows at a time, one vector of columns at a time, the last columns masked. Nothing is packed
/// unless the columns of B are not neighbours.
/// </summary>
internal static unsafe class SmallMatrixProduct
{
    private const int LargestScratch = 16 << 10;

    /// <summary>Whether these sizes are faster here: the smallest, and small ones whose last tiles would be mostly empty.</summary>
    public static bool Takes<T>(int m, int n, int k)
        where T : unmanaged
    {
        long work = (long)m * n * k;
        bool ragged = n % (Vector512.IsHardwareAccelerated ? 2 * Vector512<T>.Count : 2 * Vector256<T>.Count) != 0;
        return Avx.IsSupported && (work < 16 * 16 * 16 || (ragged && work <= 40 * 40 * 40)) && (long)n * k * sizeof(T) <= LargestScratch;
    }

    public static void Multiply<T>(MatrixView<T> a, MatrixView<T> b, T* c, nint cRow, int m, int n, int k, bool accumulate)
        where T : unmanaged
    {
        if (b.ColumnStride == 1)
            Rows(a, b, c, cRow, m, n, k, accumulate);
        else
            WithColumnsTogether(a, b, c, cRow, m, n, k, accumulate);
    }

    [SkipLocalsInit]
    private static void WithColumnsTogether<T>(MatrixView<T> a, MatrixView<T> b, T* c, nint cRow, int m, int n, int k, bool accumulate)
        where T : unmanaged
    {
        T* packed = stackalloc T[n * k];
        T* to = packed;
        for (int p = 0; p < k; p++)
        {
            T* from = b.First + (p * b.RowStride);
            for (int j = 0; j < n; j++)
            {
                *to++ = *from;
                from += b.ColumnStride;
            }
        }
        Rows(a, new MatrixView<T>(packed, n, 1), c, cRow, m, n, k, accumulate);
    }

    private static void Rows<T>(MatrixView<T> a, MatrixView<T> b, T* c, nint cRow, int m, int n, int k, bool accumulate)
        where T : unmanaged
    {
        int w = Vector256<T>.Count;
        for (int j = 0; j < n; j += w)
        {
            int i = 0;
            if (n - j >= w)
            {
                for (; i <= m - 4; i += 4)
                    Four<T, WholeVector>(a.From(i, 0), b.From(0, j), c + (i * cRow) + j, cRow, k, w, accumulate);
                for (; i < m; i++)
                    One<T, WholeVector>(a.From(i, 0), b.From(0, j), c + (i * cRow) + j, k, w, accumulate);
            }
            else
            {
                for (; i <= m - 4; i += 4)
                    Four<T, PartOfVector>(a.From(i, 0), b.From(0, j), c + (i * cRow) + j, cRow, k, n - j, accumulate);
                for (; i < m; i++)
                    One<T, PartOfVector>(a.From(i, 0), b.From(0, j), c + (i * cRow) + j, k, n - j, accumulate);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four<T, TPart>(MatrixView<T> a, MatrixView<T> b, T* c, nint cRow, int k, int columns, bool accumulate)
        where T : unmanaged
        where TPart : struct, IVectorPart
    {
        Vector256<T> mask = TPart.Mask<T>(columns);
        Vector256<T> s0 = default, s1 = default, s2 = default, s3 = default;
        T* x = a.First;
        T* y = a.First + (2 * a.RowStride);
        T* from = b.First;
        for (int p = 0; p < k; p++)
        {
            Vector256<T> v = TPart.Load(from, mask);
            s0 = MultiplyAdd.Of(Vector256.Create(*x), v, s0);
            s1 = MultiplyAdd.Of(Vector256.Create(x[a.RowStride]), v, s1);
            s2 = MultiplyAdd.Of(Vector256.Create(*y), v, s2);
            s3 = MultiplyAdd.Of(Vector256.Create(y[a.RowStride]), v, s3);
            x += a.ColumnStride;
            y += a.ColumnStride;
            from += b.RowStride;
        }
        if (accumulate)
        {
            s0 += TPart.Load(c, mask);
            s1 += TPart.Load(c + cRow, mask);
            s2 += TPart.Load(c + (2 * cRow), mask);
            s3 += TPart.Load(c + (3 * cRow), mask);
        }
        TPart.Store(s0, c, mask);
        TPart.Store(s1, c + cRow, mask);
        TPart.Store(s2, c + (2 * cRow), mask);
        TPart.Store(s3, c + (3 * cRow), mask);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One<T, TPart>(MatrixView<T> a, MatrixView<T> b, T* c, int k, int columns, bool accumulate)
        where T : unmanaged
        where TPart : struct, IVectorPart
    {
        Vector256<T> mask = TPart.Mask<T>(columns);
        Vector256<T> s = default;
        T* x = a.First;
        T* from = b.First;
        for (int p = 0; p < k; p++)
        {
            s = MultiplyAdd.Of(Vector256.Create(*x), TPart.Load(from, mask), s);
            x += a.ColumnStride;
            from += b.RowStride;
        }
        if (accumulate)
            s += TPart.Load(c, mask);
        TPart.Store(s, c, mask);
    }
}
