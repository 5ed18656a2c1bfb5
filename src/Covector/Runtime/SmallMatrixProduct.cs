using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Covector.Runtime;

/// <summary>
/// Products too small or too narrow to be cut into tiles: four rows at a time, up to three vectors of columns at a time, the last columns
/// masked. Nothing is packed unless the columns of B are not neighbours.
/// </summary>
internal static unsafe class SmallMatrixProduct
{
    private const int LargestScratch = 16 << 10;

    /// <summary>A narrow B up to this size stays in the second-level cache while the rows of A go by.</summary>
    private const int LargestNarrow = 256 << 10;

    /// <summary>Whether these sizes are faster here: the smallest, and small or narrow ones whose last tiles would be mostly empty.</summary>
    public static bool Takes<T>(int m, int n, int k)
        where T : unmanaged
    {
        long work = (long)m * n * k, bytes = (long)n * k * sizeof(T);
        int tile = Vector512.IsHardwareAccelerated ? 2 * Vector512<T>.Count : 2 * Vector256<T>.Count;
        bool ragged = n % tile != 0;
        return Avx.IsSupported
            && (((work < 16 * 16 * 16 || (ragged && work <= 40 * 40 * 40)) && bytes <= LargestScratch)
                || (ragged && n < 2 * tile && m >= 4 && bytes <= LargestNarrow));
    }

    public static void Multiply<T>(MatrixView<T> a, MatrixView<T> b, T* c, nint cRow, int m, int n, int k, bool accumulate)
        where T : unmanaged
    {
        if (b.ColumnStride == 1)
            Rows(a, b, c, cRow, m, n, k, accumulate);
        else if ((long)n * k * sizeof(T) <= LargestScratch)
            OnStack(a, b, c, cRow, m, n, k, accumulate);
        else
            InScratch(a, b, c, cRow, m, n, k, accumulate);
    }

    [SkipLocalsInit]
    private static void OnStack<T>(MatrixView<T> a, MatrixView<T> b, T* c, nint cRow, int m, int n, int k, bool accumulate)
        where T : unmanaged
    {
        T* packed = stackalloc T[n * k];
        Rows(a, WithColumnsTogether(b, packed, n, k), c, cRow, m, n, k, accumulate);
    }

    private static void InScratch<T>(MatrixView<T> a, MatrixView<T> b, T* c, nint cRow, int m, int n, int k, bool accumulate)
        where T : unmanaged
    {
        PackingScratch scratch = PackingScratch.OfThread;
        T* packed = (T*)scratch.ForB((nint)n * k * sizeof(T));
        Rows(a, WithColumnsTogether(b, packed, n, k), c, cRow, m, n, k, accumulate);
        GC.KeepAlive(scratch);
    }

    private static MatrixView<T> WithColumnsTogether<T>(MatrixView<T> b, T* packed, int n, int k)
        where T : unmanaged
    {
        StridedTranspose.Copy(b.First, b.RowStride, b.ColumnStride, packed, n, 1, k, n);
        return new MatrixView<T>(packed, n, 1);
    }

    private static void Rows<T>(MatrixView<T> a, MatrixView<T> b, T* c, nint cRow, int m, int n, int k, bool accumulate)
        where T : unmanaged
    {
        int w = Vector256<T>.Count;
        for (int j = 0; j < n;)
        {
            // Three vectors if that is all there is left, so that none is alone.
            int vectors = Math.Min((n - j + w - 1) / w, n - j > 3 * w ? 2 : 3);
            int columns = Math.Min(n - j, vectors * w);
            if (columns == vectors * w)
                Strip<T, WholeVector>(a, b.From(0, j), c + j, cRow, m, vectors, w, k, accumulate);
            else
                Strip<T, PartOfVector>(a, b.From(0, j), c + j, cRow, m, vectors, columns - ((vectors - 1) * w), k, accumulate);
            j += columns;
        }
    }

    /// <summary>All rows of one, two or three vectors of columns, of which the last has <paramref name="last"/>.</summary>
    private static void Strip<T, TPart>(
        MatrixView<T> a, MatrixView<T> b, T* c, nint cRow, int m, int vectors, int last, int k, bool accumulate)
        where T : unmanaged
        where TPart : struct, IVectorPart
    {
        int i = 0;
        while (m - i >= 4)
        {
            if (vectors == 3)
                FourByThree<T, TPart>(a.From(i, 0), b, c + (i * cRow), cRow, k, last, accumulate);
            else if (vectors == 2)
                FourByTwo<T, TPart>(a.From(i, 0), b, c + (i * cRow), cRow, k, last, accumulate);
            else
                Four<T, TPart>(a.From(i, 0), b, c + (i * cRow), cRow, k, last, accumulate);
            i += 4;
            // Rows that are left come with some that are computed again, unless these have been added to.
            if (i < m && m - i < 4 && !accumulate)
                i = m - 4;
        }

        int w = Vector256<T>.Count;
        for (; i < m; i++)
        {
            for (int v = 0; v < vectors - 1; v++)
                One<T, WholeVector>(a.From(i, 0), b.From(0, v * w), c + (i * cRow) + (v * w), k, w, accumulate);
            One<T, TPart>(a.From(i, 0), b.From(0, (vectors - 1) * w), c + (i * cRow) + ((vectors - 1) * w), k, last, accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourByThree<T, TPart>(MatrixView<T> a, MatrixView<T> b, T* c, nint cRow, int k, int last, bool accumulate)
        where T : unmanaged
        where TPart : struct, IVectorPart
    {
        int w = Vector256<T>.Count;
        Vector256<T> mask = TPart.Mask<T>(last);
        Vector256<T> s0 = default, s1 = default, s2 = default, s3 = default;
        Vector256<T> t0 = default, t1 = default, t2 = default, t3 = default;
        Vector256<T> u0 = default, u1 = default, u2 = default, u3 = default;
        T* x = a.First;
        T* y = a.First + (2 * a.RowStride);
        T* from = b.First;
        for (int p = 0; p < k; p++)
        {
            Vector256<T> left = Vector256.Load(from), middle = Vector256.Load(from + w), right = TPart.Load(from + (2 * w), mask);
            Vector256<T> v = Vector256.Create(*x);
            s0 = MultiplyAdd.Of(v, left, s0);
            t0 = MultiplyAdd.Of(v, middle, t0);
            u0 = MultiplyAdd.Of(v, right, u0);
            v = Vector256.Create(x[a.RowStride]);
            s1 = MultiplyAdd.Of(v, left, s1);
            t1 = MultiplyAdd.Of(v, middle, t1);
            u1 = MultiplyAdd.Of(v, right, u1);
            v = Vector256.Create(*y);
            s2 = MultiplyAdd.Of(v, left, s2);
            t2 = MultiplyAdd.Of(v, middle, t2);
            u2 = MultiplyAdd.Of(v, right, u2);
            v = Vector256.Create(y[a.RowStride]);
            s3 = MultiplyAdd.Of(v, left, s3);
            t3 = MultiplyAdd.Of(v, middle, t3);
            u3 = MultiplyAdd.Of(v, right, u3);
            x += a.ColumnStride;
            y += a.ColumnStride;
            from += b.RowStride;
        }

        StoreTwo<T, WholeVector>(s0, t0, c, default, last, accumulate);
        StoreLast<T, TPart>(u0, c + (2 * w), mask, last, accumulate);
        c += cRow;
        StoreTwo<T, WholeVector>(s1, t1, c, default, last, accumulate);
        StoreLast<T, TPart>(u1, c + (2 * w), mask, last, accumulate);
        c += cRow;
        StoreTwo<T, WholeVector>(s2, t2, c, default, last, accumulate);
        StoreLast<T, TPart>(u2, c + (2 * w), mask, last, accumulate);
        c += cRow;
        StoreTwo<T, WholeVector>(s3, t3, c, default, last, accumulate);
        StoreLast<T, TPart>(u3, c + (2 * w), mask, last, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourByTwo<T, TPart>(MatrixView<T> a, MatrixView<T> b, T* c, nint cRow, int k, int last, bool accumulate)
        where T : unmanaged
        where TPart : struct, IVectorPart
    {
        int w = Vector256<T>.Count;
        Vector256<T> mask = TPart.Mask<T>(last);
        Vector256<T> s0 = default, s1 = default, s2 = default, s3 = default;
        Vector256<T> t0 = default, t1 = default, t2 = default, t3 = default;
        T* x = a.First;
        T* y = a.First + (2 * a.RowStride);
        T* from = b.First;
        for (int p = 0; p < k; p++)
        {
            Vector256<T> left = Vector256.Load(from), right = TPart.Load(from + w, mask);
            Vector256<T> v = Vector256.Create(*x);
            s0 = MultiplyAdd.Of(v, left, s0);
            t0 = MultiplyAdd.Of(v, right, t0);
            v = Vector256.Create(x[a.RowStride]);
            s1 = MultiplyAdd.Of(v, left, s1);
            t1 = MultiplyAdd.Of(v, right, t1);
            v = Vector256.Create(*y);
            s2 = MultiplyAdd.Of(v, left, s2);
            t2 = MultiplyAdd.Of(v, right, t2);
            v = Vector256.Create(y[a.RowStride]);
            s3 = MultiplyAdd.Of(v, left, s3);
            t3 = MultiplyAdd.Of(v, right, t3);
            x += a.ColumnStride;
            y += a.ColumnStride;
            from += b.RowStride;
        }

        StoreTwo<T, TPart>(s0, t0, c, mask, last, accumulate);
        c += cRow;
        StoreTwo<T, TPart>(s1, t1, c, mask, last, accumulate);
        c += cRow;
        StoreTwo<T, TPart>(s2, t2, c, mask, last, accumulate);
        c += cRow;
        StoreTwo<T, TPart>(s3, t3, c, mask, last, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreTwo<T, TPart>(Vector256<T> left, Vector256<T> right, T* c, Vector256<T> mask, int last, bool accumulate)
        where T : unmanaged
        where TPart : struct, IVectorPart
    {
        StoreLast<T, WholeVector>(left, c, default, last, accumulate);
        StoreLast<T, TPart>(right, c + Vector256<T>.Count, mask, last, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreLast<T, TPart>(Vector256<T> s, T* c, Vector256<T> mask, int lanes, bool accumulate)
        where T : unmanaged
        where TPart : struct, IVectorPart
    {
        if (accumulate)
            s += TPart.Load(c, mask);
        TPart.Store(s, c, lanes);
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
        TPart.Store(s0, c, columns);
        TPart.Store(s1, c + cRow, columns);
        TPart.Store(s2, c + (2 * cRow), columns);
        TPart.Store(s3, c + (3 * cRow), columns);
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
        TPart.Store(s, c, columns);
    }
}
