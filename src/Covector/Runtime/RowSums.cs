using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Covector.Runtime;

/// <summary>
/// A matrix whose rows are contiguous times a vector, in the order of <see cref="MatrixVectorProduct"/>: the lanes of a row's
/// vector of sums are its chains.
/// </summary>
internal static unsafe class RowSums
{
    public static void Multiply<T>(T* a, nint aRow, T* x, T* y, nint yStride, int rows, int columns, bool accumulate)
        where T : unmanaged
    {
        T* sums = stackalloc T[8];
        for (int row = 0; row < rows;)
        {
            int left = rows - row, together = rows >= 8 && left > 4 ? 8 : rows >= 4 ? 4 : 1;
            // Rows that are left come with some that are computed again.
            int first = Math.Min(row, rows - together);
            T* from = a + (first * aRow);
            bool direct = !accumulate && yStride == 1;
            T* target = direct ? y + first : sums;
            if (together == 8)
                Eight(from, aRow, x, columns, target);
            else if (together == 4)
                Four(from, aRow, x, columns, target);
            else
                One(from, x, columns, target);
            if (!direct)
                MatrixVectorProduct.Put(sums + (row - first), y + (row * yStride), yStride, first + together - row, accumulate);
            row = first + together;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight<T>(T* a, nint aRow, T* x, int n, T* sums)
        where T : unmanaged
    {
        int w = Vector256<T>.Count;
        Vector256<T> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        T* b = a + (4 * aRow);
        nint two = 2 * aRow, three = 3 * aRow;
        for (; n >= w; n -= w)
        {
            Vector256<T> v = Vector256.Load(x);
            s0 = MultiplyAdd.Of(Vector256.Load(a), v, s0);
            s1 = MultiplyAdd.Of(Vector256.Load(a + aRow), v, s1);
            s2 = MultiplyAdd.Of(Vector256.Load(a + two), v, s2);
            s3 = MultiplyAdd.Of(Vector256.Load(a + three), v, s3);
            s4 = MultiplyAdd.Of(Vector256.Load(b), v, s4);
            s5 = MultiplyAdd.Of(Vector256.Load(b + aRow), v, s5);
            s6 = MultiplyAdd.Of(Vector256.Load(b + two), v, s6);
            s7 = MultiplyAdd.Of(Vector256.Load(b + three), v, s7);
            a += w;
            b += w;
            x += w;
        }
        if (n > 0)
        {
            Vector256<T> mask = PartOfVector.Mask<T>(n), v = Last(x, mask);
            s0 = MultiplyAdd.Of(PartOfVector.Load(a, mask), v, s0);
            s1 = MultiplyAdd.Of(PartOfVector.Load(a + aRow, mask), v, s1);
            s2 = MultiplyAdd.Of(PartOfVector.Load(a + two, mask), v, s2);
            s3 = MultiplyAdd.Of(PartOfVector.Load(a + three, mask), v, s3);
            s4 = MultiplyAdd.Of(PartOfVector.Load(b, mask), v, s4);
            s5 = MultiplyAdd.Of(PartOfVector.Load(b + aRow, mask), v, s5);
            s6 = MultiplyAdd.Of(PartOfVector.Load(b + two, mask), v, s6);
            s7 = MultiplyAdd.Of(PartOfVector.Load(b + three, mask), v, s7);
        }
        sums[0] = Folded(s0);
        sums[1] = Folded(s1);
        sums[2] = Folded(s2);
        sums[3] = Folded(s3);
        sums[4] = Folded(s4);
        sums[5] = Folded(s5);
        sums[6] = Folded(s6);
        sums[7] = Folded(s7);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four<T>(T* a, nint aRow, T* x, int n, T* sums)
        where T : unmanaged
    {
        int w = Vector256<T>.Count;
        Vector256<T> s0 = default, s1 = default, s2 = default, s3 = default;
        nint two = 2 * aRow, three = 3 * aRow;
        for (; n >= w; n -= w)
        {
            Vector256<T> v = Vector256.Load(x);
            s0 = MultiplyAdd.Of(Vector256.Load(a), v, s0);
            s1 = MultiplyAdd.Of(Vector256.Load(a + aRow), v, s1);
            s2 = MultiplyAdd.Of(Vector256.Load(a + two), v, s2);
            s3 = MultiplyAdd.Of(Vector256.Load(a + three), v, s3);
            a += w;
            x += w;
        }
        if (n > 0)
        {
            Vector256<T> mask = PartOfVector.Mask<T>(n), v = Last(x, mask);
            s0 = MultiplyAdd.Of(PartOfVector.Load(a, mask), v, s0);
            s1 = MultiplyAdd.Of(PartOfVector.Load(a + aRow, mask), v, s1);
            s2 = MultiplyAdd.Of(PartOfVector.Load(a + two, mask), v, s2);
            s3 = MultiplyAdd.Of(PartOfVector.Load(a + three, mask), v, s3);
        }
        sums[0] = Folded(s0);
        sums[1] = Folded(s1);
        sums[2] = Folded(s2);
        sums[3] = Folded(s3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One<T>(T* a, T* x, int n, T* sum)
        where T : unmanaged
    {
        int w = Vector256<T>.Count;
        Vector256<T> s = default;
        for (; n >= w; n -= w)
        {
            s = MultiplyAdd.Of(Vector256.Load(a), Vector256.Load(x), s);
            a += w;
            x += w;
        }
        if (n > 0)
        {
            Vector256<T> mask = PartOfVector.Mask<T>(n);
            s = MultiplyAdd.Of(PartOfVector.Load(a, mask), Last(x, mask), s);
        }
        *sum = Folded(s);
    }

    /// <summary>The sum of one row and of a vector whose elements lie apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T OfApart<T>(T* a, nint aStride, T* x, nint xStride, int n)
        where T : unmanaged
    {
        int w = Vector256<T>.Count;
        Vector256<T> s = default;
        for (; n >= w; n -= w)
        {
            s = MultiplyAdd.Of(Gathered(a, aStride), Gathered(x, xStride), s);
            a += w * aStride;
            x += w * xStride;
        }
        if (n > 0)
        {
            T* sums = stackalloc T[w];
            s.Store(sums);
            for (int i = 0; i < n; i++)
                sums[i] = MultiplyAdd.Of(a[i * aStride], x[i * xStride], sums[i]);
            s = Vector256.Load(sums);
        }
        return Folded(s);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Gathered<T>(T* from, nint stride)
        where T : unmanaged
    {
        T* half = from + (Vector256<T>.Count / 2 * stride);
        nint three = 3 * stride;
        if (sizeof(T) == 8)
            return Vector256.Create(((double*)from)[0], ((double*)from)[stride], ((double*)half)[0], ((double*)half)[stride]).As<double, T>();
        return Vector256.Create(
            ((float*)from)[0], ((float*)from)[stride], ((float*)from)[2 * stride], ((float*)from)[three],
            ((float*)half)[0], ((float*)half)[stride], ((float*)half)[2 * stride], ((float*)half)[three]).As<float, T>();
    }

    /// <summary>The last elements of the vector, and −0 in the other lanes: times 0 it is −0, which changes no sum, not even its sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Last<T>(T* x, Vector256<T> mask)
        where T : unmanaged
    {
        Vector256<T> signs = sizeof(T) == 4 ? Vector256.Create(-0f).As<float, T>() : Vector256.Create(-0.0).As<double, T>();
        return PartOfVector.Load(x, mask) | Vector256.AndNot(signs, mask);
    }

    /// <summary>The sum of the lanes: the upper half is added to the lower, until one is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Folded<T>(Vector256<T> v)
        where T : unmanaged
    {
        Vector128<T> s = v.GetLower() + v.GetUpper();
        s += Vector128.Shuffle(s.AsUInt64(), Vector128.Create(1UL, 0)).As<ulong, T>();
        if (sizeof(T) == 4)
            s += Vector128.Shuffle(s.AsUInt32(), Vector128.Create(1u, 0, 0, 0)).As<uint, T>();
        return s.ToScalar();
    }
}
