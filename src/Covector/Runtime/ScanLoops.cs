using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Covector.Runtime;

/// <summary>
/// Recurrences along the middle axis of [outer, n, inner]. The steps of one sequence wait for each other; independent sequences run side by
/// side: four rows, or the lanes of vectors along the inner axis.
/// </summary>
internal static unsafe class ScanLoops
{
    /// <summary>Columns taken together, so that the previous step is still in the first-level cache.</summary>
    private const int Strip = 1024;

    /// <summary>h[o, i, :] = Next(h[o, i − 1, :], a[o, i, :], b[o, i, :]), beginning with b.</summary>
    public static void Run<T, TStep>(T* a, T* b, T* h, nint outer, nint n, nint inner, bool reverse)
        where T : unmanaged
        where TStep : IRecurrence<T>
    {
        if (n == 0 || inner == 0)
            return;
        nint step = reverse ? -inner : inner;
        nint start = reverse ? (n - 1) * inner : 0;
        nint o = 0;
        if (inner == 1)
        {
            for (; o <= outer - 4; o += 4)
                FourRows<T, TStep>(a + (o * n) + start, b + (o * n) + start, h + (o * n) + start, n, step);
        }
        for (; o < outer; o++)
        {
            nint at = (o * n * inner) + start;
            for (nint i = 0; i < inner; i += Strip)
                Columns<T, TStep>(a + at + i, b + at + i, h + at + i, n, step, (int)Math.Min(Strip, inner - i));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRows<T, TStep>(T* a, T* b, T* h, nint n, nint step)
        where T : unmanaged
        where TStep : IRecurrence<T>
    {
        T h0 = b[0], h1 = b[n], h2 = b[2 * n], h3 = b[3 * n];
        for (nint i = 0, at = 0; ;)
        {
            h[at] = h0;
            h[at + n] = h1;
            h[at + (2 * n)] = h2;
            h[at + (3 * n)] = h3;
            if (++i == n)
                return;
            at += step;
            h0 = TStep.Next(h0, a[at], b[at]);
            h1 = TStep.Next(h1, a[at + n], b[at + n]);
            h2 = TStep.Next(h2, a[at + (2 * n)], b[at + (2 * n)]);
            h3 = TStep.Next(h3, a[at + (3 * n)], b[at + (3 * n)]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Columns<T, TStep>(T* a, T* b, T* h, nint n, nint step, int columns)
        where T : unmanaged
        where TStep : IRecurrence<T>
    {
        if (columns == 1)
        {
            T value = *b;
            *h = value;
            for (nint i = 1, at = step; i < n; i++, at += step)
                h[at] = value = TStep.Next(value, a[at], b[at]);
            return;
        }
        int w = Vector256<T>.Count;
        for (int c = 0; c < columns; c++)
            h[c] = b[c];
        for (nint i = 1; i < n; i++)
        {
            T* previous = h;
            a += step;
            b += step;
            h += step;
            int c = 0;
            for (; c <= columns - w; c += w)
                TStep.Next(Vector256.Load(previous + c), Vector256.Load(a + c), Vector256.Load(b + c)).Store(h + c);
            for (; c < columns; c++)
                h[c] = TStep.Next(previous[c], a[c], b[c]);
        }
    }

    /// <summary>Running sums in double precision, each rounded to single.</summary>
    public static void SingleSums(float* x, float* y, nint outer, nint n, nint inner, bool reverse)
    {
        if (n == 0 || inner == 0)
            return;
        nint step = reverse ? -inner : inner;
        nint start = reverse ? (n - 1) * inner : 0;
        double* sums = stackalloc double[(int)Math.Min(Strip, inner)];
        for (nint o = 0; o < outer; o++)
        {
            nint at = (o * n * inner) + start;
            for (nint i = 0; i < inner; i += Strip)
                SingleColumns(x + at + i, y + at + i, sums, n, step, (int)Math.Min(Strip, inner - i));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SingleColumns(float* x, float* y, double* sums, nint n, nint step, int columns)
    {
        if (columns == 1)
        {
            double sum = -0.0; // the neutral element: 0.0 would lose the sign of a first -0.0
            for (nint i = 0; i < n; i++, x += step, y += step)
                *y = (float)(sum += *x);
            return;
        }
        new Span<double>(sums, columns).Fill(-0.0);
        for (nint i = 0; i < n; i++, x += step, y += step)
        {
            int c = 0;
            for (; c <= columns - 8; c += 8)
            {
                var (low, high) = Vector256.Widen(Vector256.Load(x + c));
                low += Vector256.Load(sums + c);
                high += Vector256.Load(sums + c + 4);
                low.Store(sums + c);
                high.Store(sums + c + 4);
                Vector256.Narrow(low, high).Store(y + c);
            }
            for (; c < columns; c++)
                y[c] = (float)(sums[c] += x[c]);
        }
    }

    /// <summary>y[o, i, :] = the position of the largest of x[o, 0 … i, :] (reversed, of x[o, i … n − 1, :]) that the scan met first.</summary>
    public static void ArgMax<T>(T* x, long* y, nint outer, nint n, nint inner, bool reverse)
        where T : unmanaged, INumber<T>
    {
        for (nint o = 0; o < outer; o++)
        {
            for (nint i = 0; i < inner; i++)
            {
                nint at = (o * n * inner) + i;
                ArgMaxColumn(x + at, y + at, n, inner, reverse);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ArgMaxColumn<T>(T* x, long* y, nint n, nint stride, bool reverse)
        where T : unmanaged, INumber<T>
    {
        nint best = reverse ? n - 1 : 0;
        T value = n > 0 ? x[best * stride] : default;
        for (nint i = 0; i < n; i++)
        {
            nint at = reverse ? n - 1 - i : i;
            T candidate = x[at * stride];
            if (candidate > value || (T.IsNaN(candidate) && !T.IsNaN(value)))
            {
                value = candidate;
                best = at;
            }
            y[at * stride] = best;
        }
    }
}
