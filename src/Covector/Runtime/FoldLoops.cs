using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Covector.Runtime;

/// <summary>
/// Reductions of the middle axis of [outer, n, inner]. The axis is cut into fixed blocks, and the blocks' results are combined pairwise: the
/// rounding error of a sum grows with log n, and the result depends on the data and their shape alone.
/// </summary>
internal static unsafe class FoldLoops
{
    public const int RowBlock = 1024;
    public const int ColumnBlock = 128;

    /// <summary>Enough for the pairwise combination of 2^64 blocks.</summary>
    private const int Levels = 64;

    /// <summary>y[o, i] = the fold of x[o, :, i].</summary>
    public static void Reduce<T, TFold>(T* x, T* y, nint outer, nint n, nint inner)
        where T : unmanaged
        where TFold : IFold<T>
    {
        if (n == 0)
        {
            for (nint i = 0; i < outer * inner; i++)
                y[i] = TFold.Empty;
        }
        else if (inner == 1)
        {
            for (nint o = 0; o < outer; o++)
                y[o] = n <= RowBlock ? Block<T, TFold>(x + (o * n), (int)n) : Row<T, TFold>(x + (o * n), n);
        }
        else
        {
            for (nint o = 0; o < outer; o++)
                Columns<T, TFold>(x + (o * n * inner), y + (o * inner), n, inner);
        }
    }

    [SkipLocalsInit]
    private static T Row<T, TFold>(T* x, nint n)
        where T : unmanaged
        where TFold : IFold<T>
    {
        T* partial = stackalloc T[Levels];
        int depth = 0;
        nuint blocks = 0;
        for (nint i = 0; i < n; i += RowBlock)
        {
            T result = Block<T, TFold>(x + i, (int)Math.Min(RowBlock, n - i));
            // As in a binary counter: two results of the same size make one of twice the size.
            for (nuint bits = ++blocks; (bits & 1) == 0; bits >>= 1)
                result = TFold.Fold(partial[--depth], result);
            partial[depth++] = result;
        }
        T all = partial[--depth];
        while (depth > 0)
            all = TFold.Fold(partial[--depth], all);
        return all;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Block<T, TFold>(T* x, int n)
        where T : unmanaged
        where TFold : IFold<T>
    {
        int w = Vector256<T>.Count;
        T result;
        int i;
        if (n < w)
        {
            result = x[0];
            i = 1;
        }
        else
        {
            Vector256<T> a = Vector256.Load(x);
            i = w;
            if (n >= 4 * w)
            {
                Vector256<T> b = Vector256.Load(x + w), c = Vector256.Load(x + (2 * w)), d = Vector256.Load(x + (3 * w));
                for (i = 4 * w; i <= n - (4 * w); i += 4 * w)
                {
                    a = TFold.Fold(a, Vector256.Load(x + i));
                    b = TFold.Fold(b, Vector256.Load(x + i + w));
                    c = TFold.Fold(c, Vector256.Load(x + i + (2 * w)));
                    d = TFold.Fold(d, Vector256.Load(x + i + (3 * w)));
                }
                a = TFold.Fold(TFold.Fold(a, b), TFold.Fold(c, d));
            }
            for (; i <= n - w; i += w)
                a = TFold.Fold(a, Vector256.Load(x + i));
            result = Lanes<T, TFold>(a);
        }
        for (; i < n; i++)
            result = TFold.Fold(result, x[i]);
        return result;
    }

    /// <summary>Folds the upper half of the lanes onto the lower, until one is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Lanes<T, TFold>(Vector256<T> v)
        where T : unmanaged
        where TFold : IFold<T>
    {
        v = TFold.Fold(v, Vector256.Create(v.GetUpper(), v.GetUpper()));
        v = TFold.Fold(v, Vector256.Create(v.AsUInt64().GetElement(1)).As<ulong, T>());
        if (sizeof(T) < 8)
            v = TFold.Fold(v, Vector256.Create(v.AsUInt32().GetElement(1)).As<uint, T>());
        if (sizeof(T) < 4)
        {
            v = TFold.Fold(v, Vector256.Create(v.AsUInt16().GetElement(1)).As<ushort, T>());
            v = TFold.Fold(v, Vector256.Create(v.AsByte().GetElement(1)).As<byte, T>());
        }
        return v.ToScalar();
    }

    private static void Columns<T, TFold>(T* x, T* y, nint n, nint inner)
        where T : unmanaged
        where TFold : IFold<T>
    {
        int w = Vector256<T>.Count;
        nint i = 0;
        for (; i <= inner - (8 * w); i += 8 * w)
            Strip<T, TFold>(x + i, y + i, n, inner, 8 * w);
        for (; i <= inner - w; i += w)
            Strip<T, TFold>(x + i, y + i, n, inner, w);
        if (i == inner)
            return;
        // The last strip overlaps the one before: a column's result does not depend on the strip it is in.
        if (inner >= w)
            Strip<T, TFold>(x + inner - w, y + inner - w, n, inner, w);
        else
            Strip<T, TFold>(x, y, n, inner, (int)inner);
    }

    /// <summary>The columns of one strip: 8 vectors, 1 vector, or fewer elements than a vector has.</summary>
    [SkipLocalsInit]
    private static void Strip<T, TFold>(T* x, T* y, nint n, nint inner, int width)
        where T : unmanaged
        where TFold : IFold<T>
    {
        if (n <= ColumnBlock)
        {
            StripBlock<T, TFold>(x, y, (int)n, inner, width);
            return;
        }
        T* partial = stackalloc T[Levels * width];
        int depth = 0;
        nuint blocks = 0;
        for (nint i = 0; i < n; i += ColumnBlock)
        {
            StripBlock<T, TFold>(x + (i * inner), partial + (depth++ * width), (int)Math.Min(ColumnBlock, n - i), inner, width);
            for (nuint bits = ++blocks; (bits & 1) == 0; bits >>= 1)
                CombineTop<T, TFold>(partial, --depth, width);
        }
        while (depth > 1)
            CombineTop<T, TFold>(partial, --depth, width);
        Unsafe.CopyBlockUnaligned(y, partial, (uint)(width * sizeof(T)));
    }

    private static void CombineTop<T, TFold>(T* partial, int top, int width)
        where T : unmanaged
        where TFold : IFold<T>
    {
        T* upper = partial + (top * width);
        T* lower = upper - width;
        for (int i = 0; i < width; i++)
            lower[i] = TFold.Fold(lower[i], upper[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void StripBlock<T, TFold>(T* x, T* y, int n, nint inner, int width)
        where T : unmanaged
        where TFold : IFold<T>
    {
        int w = Vector256<T>.Count;
        if (width == 8 * w)
        {
            Vector256<T> a = Vector256.Load(x), b = Vector256.Load(x + w), c = Vector256.Load(x + (2 * w)), d = Vector256.Load(x + (3 * w));
            Vector256<T> e = Vector256.Load(x + (4 * w)), f = Vector256.Load(x + (5 * w)), g = Vector256.Load(x + (6 * w)), h = Vector256.Load(x + (7 * w));
            for (int i = 1; i < n; i++)
            {
                x += inner;
                a = TFold.Fold(a, Vector256.Load(x));
                b = TFold.Fold(b, Vector256.Load(x + w));
                c = TFold.Fold(c, Vector256.Load(x + (2 * w)));
                d = TFold.Fold(d, Vector256.Load(x + (3 * w)));
                e = TFold.Fold(e, Vector256.Load(x + (4 * w)));
                f = TFold.Fold(f, Vector256.Load(x + (5 * w)));
                g = TFold.Fold(g, Vector256.Load(x + (6 * w)));
                h = TFold.Fold(h, Vector256.Load(x + (7 * w)));
            }
            a.Store(y);
            b.Store(y + w);
            c.Store(y + (2 * w));
            d.Store(y + (3 * w));
            e.Store(y + (4 * w));
            f.Store(y + (5 * w));
            g.Store(y + (6 * w));
            h.Store(y + (7 * w));
        }
        else if (width == w)
        {
            Vector256<T> a = Vector256.Load(x);
            for (int i = 1; i < n; i++)
            {
                x += inner;
                a = TFold.Fold(a, Vector256.Load(x));
            }
            a.Store(y);
        }
        else
        {
            for (int c = 0; c < width; c++)
                y[c] = x[c];
            for (int i = 1; i < n; i++)
            {
                x += inner;
                for (int c = 0; c < width; c++)
                    y[c] = TFold.Fold(y[c], x[c]);
            }
        }
    }
}
