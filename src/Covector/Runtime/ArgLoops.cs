using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Covector.Runtime;

/// <summary>The positions of extreme elements along the middle axis of [outer, n, inner]: the first, and a NaN before all others.</summary>
internal static unsafe class ArgLoops
{
    private const int RowBlock = 2048;

    /// <summary>Rows up to this length go side by side, a vector of them at a time: alone they are too short for a loop over vectors.</summary>
    private const int ShortRow = 64;

    /// <summary>y[o, i] = the position of the extreme element of x[o, :, i]; n ≥ 1.</summary>
    public static void Reduce<T, TFold>(T* x, long* y, nint outer, nint n, nint inner)
        where T : unmanaged, INumber<T>
        where TFold : IFold<T>
    {
        nint o = 0;
        if (inner == 1 && n <= ShortRow)
        {
            if (typeof(T) == typeof(int) || typeof(T) == typeof(float))
                o = ShortRows<T, int, TFold>(x, y, outer, (int)n);
            else if (typeof(T) == typeof(long) || typeof(T) == typeof(double))
                o = ShortRows<T, long, TFold>(x, y, outer, (int)n);
        }

        for (; o < outer; o++)
        {
            if (inner == 1)
                y[o] = Row<T, TFold>(x + (o * n), n);
            else
                Columns<T, TFold>(x + (o * n * inner), y + (o * inner), n, inner);
        }
    }

    /// <summary>Whole vectors of rows, with the positions in lanes of the elements' size; returns the first row left over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint ShortRows<T, TIndex, TFold>(T* x, long* y, nint outer, int n)
        where T : unmanaged, INumber<T>
        where TIndex : unmanaged, INumber<TIndex>
        where TFold : IFold<T>
    {
        int w = Vector256<T>.Count;
        nint o = 0;
        for (; o <= outer - w; o += w, x += w * n)
        {
            Vector256<T> best = Across(x, n);
            Vector256<TIndex> position = default, at = default;
            for (int i = 1; i < n; i++)
            {
                at += Vector256<TIndex>.One;
                Step<T, TIndex, TFold>(ref best, ref position, Across(x + i, n), at);
            }

            for (int lane = 0; lane < w; lane++)
                y[o + lane] = long.CreateTruncating(position.GetElement(lane));
        }

        return o;
    }

    /// <summary>The elements x[0], x[n], x[2n] and so on, of 4 or 8 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Across<T>(T* x, int n)
        where T : unmanaged
    {
        if (sizeof(T) == sizeof(double))
        {
            var d = (double*)x;
            return Vector256.Create(d[0], d[n], d[2 * n], d[3 * n]).As<double, T>();
        }

        var f = (float*)x;
        return Vector256.Create(f[0], f[n], f[2 * n], f[3 * n], f[4 * n], f[5 * n], f[6 * n], f[7 * n]).As<float, T>();
    }

    /// <summary>Folds block by block at the speed of the plain reduction, and looks for the position only in a block that changes the result.</summary>
    private static long Row<T, TFold>(T* x, nint n)
        where T : unmanaged, INumber<T>
        where TFold : IFold<T>
    {
        T best = x[0];
        nint position = 0;
        for (nint i = 0; i < n && !T.IsNaN(best); i += RowBlock)
        {
            int length = (int)Math.Min(RowBlock, n - i);
            T extreme;
            FoldLoops.Reduce<T, TFold>(x + i, &extreme, 1, length, 1);
            if (TFold.Fold(best, extreme) == best)
                continue;
            best = extreme;
            position = i + First(x + i, length, extreme);
        }
        return position;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int First<T>(T* x, int n, T value)
        where T : unmanaged, INumber<T>
    {
        int w = Vector256<T>.Count;
        int i = 0;
        if (T.IsNaN(value))
        {
            while (!T.IsNaN(x[i]))
                i++;
            return i;
        }
        Vector256<T> wanted = Vector256.Create(value);
        while (i <= n - w && !Vector256.EqualsAny(Vector256.Load(x + i), wanted))
            i += w;
        while (x[i] != value)
            i++;
        return i;
    }

    private static void Columns<T, TFold>(T* x, long* y, nint n, nint inner)
        where T : unmanaged, INumber<T>
        where TFold : IFold<T>
    {
        nint i = 0;
        if (typeof(T) == typeof(int) || typeof(T) == typeof(float))
            i = Strips<T, int, TFold>(x, y, n, inner);
        else if (typeof(T) == typeof(long) || typeof(T) == typeof(double))
            i = Strips<T, long, TFold>(x, y, n, inner);
        for (; i < inner; i++)
            y[i] = Column<T, TFold>(x + i, n, inner);
    }

    private static long Column<T, TFold>(T* x, nint n, nint inner)
        where T : unmanaged, INumber<T>
        where TFold : IFold<T>
    {
        T best = x[0];
        nint position = 0;
        for (nint i = 1; i < n && !T.IsNaN(best); i++)
        {
            T value = x[i * inner];
            if (TFold.Fold(best, value) != best)
            {
                best = value;
                position = i;
            }
        }
        return position;
    }

    /// <summary>Whole strips of four vectors, with the positions in lanes of the elements' size; returns the first column left over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint Strips<T, TIndex, TFold>(T* x, long* y, nint n, nint inner)
        where T : unmanaged, INumber<T>
        where TIndex : unmanaged, INumber<TIndex>
        where TFold : IFold<T>
    {
        int w = Vector256<T>.Count;
        nint column = 0;
        if (sizeof(TIndex) == 4 && n > int.MaxValue)
            return column;
        for (; column <= inner - (2 * w); column += 2 * w)
        {
            T* p = x + column;
            Vector256<T> a = Vector256.Load(p), b = Vector256.Load(p + w);
            Vector256<TIndex> atA = default, atB = default, at = default;
            for (nint i = 1; i < n; i++)
            {
                p += inner;
                at += Vector256<TIndex>.One;
                Step<T, TIndex, TFold>(ref a, ref atA, Vector256.Load(p), at);
                Step<T, TIndex, TFold>(ref b, ref atB, Vector256.Load(p + w), at);
            }
            for (int lane = 0; lane < w; lane++)
            {
                y[column + lane] = long.CreateTruncating(atA.GetElement(lane));
                y[column + w + lane] = long.CreateTruncating(atB.GetElement(lane));
            }
        }
        return column;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<T, TIndex, TFold>(ref Vector256<T> best, ref Vector256<TIndex> position, Vector256<T> x, Vector256<TIndex> at)
        where T : unmanaged
        where TFold : IFold<T>
    {
        // Unchanged where the fold equals what it was, or where that was NaN already.
        Vector256<T> folded = TFold.Fold(best, x);
        Vector256<T> kept = Vector256.Equals(folded, best) | ~Vector256.Equals(best, best);
        position = Vector256.ConditionalSelect(kept.As<T, TIndex>(), position, at);
        best = folded;
    }
}
