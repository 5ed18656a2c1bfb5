using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Covector.Runtime;

/// <summary>8 rows of two 512-bit vectors: 16 of the 32 registers hold C, enough to hide the latency of the multiply-adds, and no row is wasted for the usual sizes.</summary>
internal readonly unsafe struct Tile512<T> : ITile<T>
    where T : unmanaged
{
    private const int PrefetchedFrom = 128;

    public static int Rows => 8;

    public static int Columns => 2 * Vector512<T>.Count;

    public static int Depth => 256;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(T* a, nint aRow, nint aColumn, T* b, nint bRow, T* c, nint cRow, nint k, bool accumulate)
    {
        int w = Vector512<T>.Count;
        Vector512<T> c0l = default, c0r = default;
        Vector512<T> c1l = default, c1r = default;
        Vector512<T> c2l = default, c2r = default;
        Vector512<T> c3l = default, c3r = default;
        Vector512<T> c4l = default, c4r = default;
        Vector512<T> c5l = default, c5r = default;
        Vector512<T> c6l = default, c6r = default;
        Vector512<T> c7l = default, c7r = default;
        // Rows in two groups: one register for each group, and the strides of the rows of a group in the addresses.
        T* d = a + (4 * aRow);
        nint row2 = 2 * aRow;
        nint row3 = 3 * aRow;
        nint aStep = aColumn * sizeof(T), bStep = bRow * sizeof(T), ahead = 16 * aColumn;
        // The tile of C is needed only after the last step: time enough to fetch it. In few steps it is a small matrix, and near.
        if (Sse.IsSupported && k >= PrefetchedFrom)
        {
            T* line = c;
            for (int i = 0; i < Rows; i++)
            {
                Sse.Prefetch0(line);
                Sse.Prefetch0(line + w);
                line += cRow;
            }
        }
        for (; k != 0; k--)
        {
            Vector512<T> left = Vector512.Load(b), right = Vector512.Load(b + w);
            Vector512<T> x0 = Vector512.Create(a[0]);
            c0l = MultiplyAdd.Of(x0, left, c0l);
            c0r = MultiplyAdd.Of(x0, right, c0r);
            Vector512<T> x1 = Vector512.Create(a[aRow]);
            c1l = MultiplyAdd.Of(x1, left, c1l);
            c1r = MultiplyAdd.Of(x1, right, c1r);
            Vector512<T> x2 = Vector512.Create(a[row2]);
            c2l = MultiplyAdd.Of(x2, left, c2l);
            c2r = MultiplyAdd.Of(x2, right, c2r);
            Vector512<T> x3 = Vector512.Create(a[row3]);
            c3l = MultiplyAdd.Of(x3, left, c3l);
            c3r = MultiplyAdd.Of(x3, right, c3r);
            Vector512<T> x4 = Vector512.Create(d[0]);
            c4l = MultiplyAdd.Of(x4, left, c4l);
            c4r = MultiplyAdd.Of(x4, right, c4r);
            Vector512<T> x5 = Vector512.Create(d[aRow]);
            c5l = MultiplyAdd.Of(x5, left, c5l);
            c5r = MultiplyAdd.Of(x5, right, c5r);
            Vector512<T> x6 = Vector512.Create(d[row2]);
            c6l = MultiplyAdd.Of(x6, left, c6l);
            c6r = MultiplyAdd.Of(x6, right, c6r);
            Vector512<T> x7 = Vector512.Create(d[row3]);
            c7l = MultiplyAdd.Of(x7, left, c7l);
            c7r = MultiplyAdd.Of(x7, right, c7r);
            // In float64 a step of a packed panel is a whole line: too fast for the prefetcher of the machine.
            if (Sse.IsSupported && sizeof(T) == 8)
                Sse.Prefetch0(a + ahead);
            a = (T*)((byte*)a + aStep);
            d = (T*)((byte*)d + aStep);
            b = (T*)((byte*)b + bStep);
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
        c += cRow;
        Store(c6l, c6r, c, accumulate);
        c += cRow;
        Store(c7l, c7r, c, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<T> left, Vector512<T> right, T* c, bool accumulate)
    {
        int w = Vector512<T>.Count;
        if (accumulate)
        {
            left += Vector512.Load(c);
            right += Vector512.Load(c + w);
        }
        left.Store(c);
        right.Store(c + w);
    }
}
