using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Covector.Runtime;

/// <summary>6 rows of two 256-bit vectors: 12 of the 16 registers hold C, two hold B and one an element of A.</summary>
internal readonly unsafe struct Tile256<T> : ITile<T>
    where T : unmanaged
{
    private const int PrefetchedFrom = 128;

    public static int Rows => 6;

    public static int Columns => 2 * Vector256<T>.Count;

    public static int Depth => 384;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(T* a, nint aRow, nint aColumn, T* b, nint bRow, T* c, nint cRow, nint k, bool accumulate)
    {
        int w = Vector256<T>.Count;
        Vector256<T> c0l = default, c0r = default;
        Vector256<T> c1l = default, c1r = default;
        Vector256<T> c2l = default, c2r = default;
        Vector256<T> c3l = default, c3r = default;
        Vector256<T> c4l = default, c4r = default;
        Vector256<T> c5l = default, c5r = default;
        // Rows in two groups: one register for each group, and the strides of the rows of a group in the addresses.
        T* d = a + (3 * aRow);
        nint row2 = 2 * aRow;
        // The tile of C is needed only after the last step: time enough to fetch it. In few steps it is a small matrix, and near.
        if (Sse.IsSupported && k >= PrefetchedFrom)
        {
            T* line = c;
            for (int i = 0; i < Rows; i++)
            {
                Sse.Prefetch0(line);
                line += cRow;
            }
        }
        for (; k > 0; k--)
        {
            Vector256<T> left = Vector256.Load(b), right = Vector256.Load(b + w);
            Vector256<T> x0 = Vector256.Create(a[0]);
            c0l = MultiplyAdd.Of(x0, left, c0l);
            c0r = MultiplyAdd.Of(x0, right, c0r);
            Vector256<T> x1 = Vector256.Create(a[aRow]);
            c1l = MultiplyAdd.Of(x1, left, c1l);
            c1r = MultiplyAdd.Of(x1, right, c1r);
            Vector256<T> x2 = Vector256.Create(a[row2]);
            c2l = MultiplyAdd.Of(x2, left, c2l);
            c2r = MultiplyAdd.Of(x2, right, c2r);
            Vector256<T> x3 = Vector256.Create(d[0]);
            c3l = MultiplyAdd.Of(x3, left, c3l);
            c3r = MultiplyAdd.Of(x3, right, c3r);
            Vector256<T> x4 = Vector256.Create(d[aRow]);
            c4l = MultiplyAdd.Of(x4, left, c4l);
            c4r = MultiplyAdd.Of(x4, right, c4r);
            Vector256<T> x5 = Vector256.Create(d[row2]);
            c5l = MultiplyAdd.Of(x5, left, c5l);
            c5r = MultiplyAdd.Of(x5, right, c5r);
            a += aColumn;
            d += aColumn;
            b += bRow;
        }
        Store(c0l, c0r, c, accumulate);
        c += cRow;
        Store(c1l, c1r, c, accumulate);
        c += cRow;
        Store(c2l, c2r, c, accumulate);
        c += cRow;
        Store(c3l, c3r, c, accumulate);
        c += cRow;
        Store(c4l, c4r, c, accumulate);
        c += cRow;
        Store(c5l, c5r, c, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<T> left, Vector256<T> right, T* c, bool accumulate)
    {
        int w = Vector256<T>.Count;
        if (accumulate)
        {
            left += Vector256.Load(c);
            right += Vector256.Load(c + w);
        }
        left.Store(c);
        right.Store(c + w);
    }
}
