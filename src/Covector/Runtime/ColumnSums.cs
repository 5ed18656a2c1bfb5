using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Covector.Runtime;

/// <summary>
/// A matrix whose columns are contiguous times a vector, in the order of <see cref="MatrixVectorProduct"/>: lanes are rows, and a chain is
/// a sum over every w-th column.
/// </summary>
internal static unsafe class ColumnSums
{
    /// <summary>Rows of which the sums of all chains are held in registers.</summary>
    private const int Few = 8;

    [SkipLocalsInit]
    public static void Multiply<T>(
        T* a, nint aColumn, T* x, nint xStride, T* y, nint yStride, int rows, int columns, bool accumulate)
        where T : unmanaged
    {
        int w = Vector256<T>.Count, chains = columns <= MatrixVectorProduct.FewColumns ? 1 : w;
        T* sums = stackalloc T[w * 8 * w];
        for (int row = 0; row < rows;)
        {
            bool wide = rows - row >= 8 * w;
            int width = Math.Min(rows, wide ? 8 * w : Few);
            // Rows that are left come with some that are computed again.
            int first = Math.Min(row, rows - width);
            T* from = a + first;
            bool direct = !accumulate && yStride == 1 && width >= Few;
            T* target = direct ? y + first : sums;
            if (wide)
                Wide(from, aColumn, x, xStride, columns, chains, sums, target);
            else if (chains == 1)
                OneChain(from, aColumn, x, xStride, columns, width, target);
            else if (width == Few)
                Narrow<T, WholeVector>(from, aColumn, x, xStride, columns, width, target);
            else
                Narrow<T, PartOfVector>(from, aColumn, x, xStride, columns, width, target);
            if (!direct)
                MatrixVectorProduct.Put(sums + (row - first), y + (row * yStride), yStride, first + width - row, accumulate);
            row = first + width;
        }
    }

    /// <summary>Eight vectors of rows, one chain after another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Wide<T>(T* a, nint aColumn, T* x, nint xStride, int columns, int chains, T* sums, T* target)
        where T : unmanaged
    {
        int w = Vector256<T>.Count, width = 8 * w;
        if (chains == 1)
        {
            WideChain(a, aColumn, x, xStride, columns, target);
            return;
        }
        for (int chain = 0; chain < chains; chain++)
            WideChain(
                a + (chain * aColumn), chains * aColumn, x + (chain * xStride), chains * xStride, (columns - chain + chains - 1) / chains,
                sums + (chain * width));
        for (int i = 0; i < width; i += w)
        {
            T* s = sums + i;
            Vector256<T> s0 = Vector256.Load(s), s1 = Vector256.Load(s + width);
            Vector256<T> s2 = Vector256.Load(s + (2 * width)), s3 = Vector256.Load(s + (3 * width));
            if (sizeof(T) == 4)
            {
                s += 4 * width;
                s0 += Vector256.Load(s);
                s1 += Vector256.Load(s + width);
                s2 += Vector256.Load(s + (2 * width));
                s3 += Vector256.Load(s + (3 * width));
            }
            (s0 + s2 + (s1 + s3)).Store(target + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WideChain<T>(T* a, nint aColumn, T* x, nint xStride, int columns, T* sums)
        where T : unmanaged
    {
        int w = Vector256<T>.Count;
        Vector256<T> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        for (; columns > 0; columns--)
        {
            Vector256<T> v = Vector256.Create(*x);
            s0 = MultiplyAdd.Of(Vector256.Load(a), v, s0);
            s1 = MultiplyAdd.Of(Vector256.Load(a + w), v, s1);
            s2 = MultiplyAdd.Of(Vector256.Load(a + (2 * w)), v, s2);
            s3 = MultiplyAdd.Of(Vector256.Load(a + (3 * w)), v, s3);
            s4 = MultiplyAdd.Of(Vector256.Load(a + (4 * w)), v, s4);
            s5 = MultiplyAdd.Of(Vector256.Load(a + (5 * w)), v, s5);
            s6 = MultiplyAdd.Of(Vector256.Load(a + (6 * w)), v, s6);
            s7 = MultiplyAdd.Of(Vector256.Load(a + (7 * w)), v, s7);
            a += aColumn;
            x += xStride;
        }
        s0.Store(sums);
        s1.Store(sums + w);
        s2.Store(sums + (2 * w));
        s3.Store(sums + (3 * w));
        s4.Store(sums + (4 * w));
        s5.Store(sums + (5 * w));
        s6.Store(sums + (6 * w));
        s7.Store(sums + (7 * w));
    }

    /// <summary>Up to eight rows, the chains side by side: eight of a vector of Float32, four of each of two vectors of Float64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow<T, TPart>(T* a, nint aColumn, T* x, nint xStride, int columns, int rows, T* sums)
        where T : unmanaged
        where TPart : struct, IVectorPart
    {
        int w = Vector256<T>.Count;
        bool single = sizeof(T) == 4;
        Vector256<T> mask = TPart.Mask<T>(rows), other = single ? mask : TPart.Mask<T>(rows - w);
        Vector256<T> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        // The other four chains, or the other vector.
        T* b = single ? a + (4 * aColumn) : a + w;
        T* z = single ? x + (4 * xStride) : x;
        nint two = 2 * aColumn, three = 3 * aColumn;
        for (; columns >= w; columns -= w)
        {
            s0 = MultiplyAdd.Of(TPart.Load(a, mask), Vector256.Create(*x), s0);
            s1 = MultiplyAdd.Of(TPart.Load(a + aColumn, mask), Vector256.Create(x[xStride]), s1);
            s2 = MultiplyAdd.Of(TPart.Load(a + two, mask), Vector256.Create(x[2 * xStride]), s2);
            s3 = MultiplyAdd.Of(TPart.Load(a + three, mask), Vector256.Create(x[3 * xStride]), s3);
            s4 = MultiplyAdd.Of(TPart.Load(b, other), Vector256.Create(*z), s4);
            s5 = MultiplyAdd.Of(TPart.Load(b + aColumn, other), Vector256.Create(z[xStride]), s5);
            s6 = MultiplyAdd.Of(TPart.Load(b + two, other), Vector256.Create(z[2 * xStride]), s6);
            s7 = MultiplyAdd.Of(TPart.Load(b + three, other), Vector256.Create(z[3 * xStride]), s7);
            a += w * aColumn;
            b += w * aColumn;
            x += w * xStride;
            z += w * xStride;
        }
        if (columns > 0)
            s0 = MultiplyAdd.Of(TPart.Load(a, mask), Vector256.Create(*x), s0);
        if (columns > 1)
            s1 = MultiplyAdd.Of(TPart.Load(a + aColumn, mask), Vector256.Create(x[xStride]), s1);
        if (columns > 2)
            s2 = MultiplyAdd.Of(TPart.Load(a + two, mask), Vector256.Create(x[2 * xStride]), s2);
        if (columns > 3)
            s3 = MultiplyAdd.Of(TPart.Load(a + three, mask), Vector256.Create(x[3 * xStride]), s3);
        columns -= single ? 4 : 0;
        if (columns > 0)
            s4 = MultiplyAdd.Of(TPart.Load(b, other), Vector256.Create(*z), s4);
        if (columns > 1)
            s5 = MultiplyAdd.Of(TPart.Load(b + aColumn, other), Vector256.Create(z[xStride]), s5);
        if (columns > 2)
            s6 = MultiplyAdd.Of(TPart.Load(b + two, other), Vector256.Create(z[2 * xStride]), s6);
        if (single)
        {
            (s0 + s4 + (s2 + s6) + (s1 + s5 + (s3 + s7))).Store(sums);
        }
        else
        {
            (s0 + s2 + (s1 + s3)).Store(sums);
            (s4 + s6 + (s5 + s7)).Store(sums + w);
        }
    }

    /// <summary>Up to eight rows of few columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneChain<T>(T* a, nint aColumn, T* x, nint xStride, int columns, int rows, T* sums)
        where T : unmanaged
    {
        int w = Vector256<T>.Count;
        bool whole = rows == Few;
        Vector256<T> mask = PartOfVector.Mask<T>(rows), other = PartOfVector.Mask<T>(rows - w);
        Vector256<T> s0 = default, s1 = default;
        for (; columns > 0; columns--)
        {
            Vector256<T> v = Vector256.Create(*x);
            s0 = MultiplyAdd.Of(whole ? Vector256.Load(a) : PartOfVector.Load(a, mask), v, s0);
            if (sizeof(T) == 8)
                s1 = MultiplyAdd.Of(whole ? Vector256.Load(a + w) : PartOfVector.Load(a + w, other), v, s1);
            a += aColumn;
            x += xStride;
        }
        s0.Store(sums);
        if (sizeof(T) == 8)
            s1.Store(sums + w);
    }
}
