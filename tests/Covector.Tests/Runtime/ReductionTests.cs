using System.Numerics;
using Covector.Runtime;

namespace Covector.Tests.Runtime;

public sealed unsafe class ReductionTests
{
    private delegate void Reduction(DType dtype, byte* x, byte* y, nint outer, nint n, nint inner);

    public static TheoryData<int, int, int> Shapes => new()
    {
        { 1, 1, 1 }, { 3, 1, 4 }, { 2, 2, 1 }, { 3, 7, 1 }, { 2, 8, 1 }, { 2, 31, 1 }, { 2, 33, 1 }, { 1, 100, 1 }, { 1, 1023, 1 }, { 2, 1025, 1 },
        { 1, 5000, 1 }, { 1, 20_011, 1 }, { 2, 3, 2 }, { 2, 300, 3 }, { 1, 50, 8 }, { 2, 129, 9 }, { 1, 257, 64 }, { 2, 20, 65 }, { 1, 700, 77 },
        { 4, 1, 1 }, { 5, 2, 1 }, { 9, 7, 1 }, { 33, 10, 1 }, { 17, 64, 1 }, { 17, 65, 1 },
        { 1, 3, 300 }, { 0, 3, 2 }, { 2, 3, 0 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Integers_agree_with_the_naive_loop(int outer, int n, int inner)
    {
        Check<int>(DType.Int32, outer, n, inner, i => (int)((i * 2_654_435_761L) >> 3));
        Check<long>(DType.Int64, outer, n, inner, i => i * 6_364_136_223_846_793_005L);
        // Many equal elements: the first position counts.
        Check<int>(DType.Int32, outer, n, inner, i => i * i % 7);
        Check<long>(DType.Int64, outer, n, inner, i => 5 - (i * i % 3));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Floats_agree_with_the_naive_loop(int outer, int n, int inner)
    {
        // Small multiples of 1/4 sum exactly in any order.
        Check<float>(DType.Float32, outer, n, inner, i => ((i * 37 % 101) - 50) / 4f);
        Check<double>(DType.Float64, outer, n, inner, i => ((i * 37 % 101) - 50) / 4.0);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_NaN_is_the_extreme_and_the_first_counts(int outer, int n, int inner)
    {
        for (int at = 0; at < n; at += Math.Max(1, n / 5))
        {
            int k = at;
            Check<float>(DType.Float32, outer, n, inner, i => i / Math.Max(inner, 1) % n is var p && (p == k || p == k + 2) ? float.NaN : i % 13, false);
            Check<double>(DType.Float64, outer, n, inner, i => i / Math.Max(inner, 1) % n is var p && (p == k || p == k + 2) ? double.NaN : i % 13, false);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Infinities_are_ordinary_extremes(int outer, int n, int inner) =>
        Check<float>(DType.Float32, outer, n, inner, i => i % 3 == 0 ? float.NegativeInfinity : i % 5 == 0 ? float.PositiveInfinity : i, false);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Truth_values_reduce_by_any_and_all(int outer, int n, int inner)
    {
        foreach (int period in new[] { 1, 2, 50, int.MaxValue })
        {
            byte[] x = new byte[outer * n * inner];
            for (int i = 0; i < x.Length; i++)
                x[i] = (byte)((i + 1) % period == 0 ? 1 : 0);
            Compare<byte>(x, outer, n, inner, (_, p, q, a, b, c) => Reductions.Any(p, q, a, b, c), 0, (s, v) => (byte)(s | v));
            Compare<byte>(x, outer, n, inner, (_, p, q, a, b, c) => Reductions.All(p, q, a, b, c), 1, (s, v) => (byte)(s & v));
            Position<byte>(DType.Bool, x, outer, n, inner, Reductions.ArgMax, (a, b) => a > b);
            Position<byte>(DType.Bool, x, outer, n, inner, Reductions.ArgMin, (a, b) => a < b);
        }
    }

    [Fact]
    public void Nothing_reduces_to_the_neutral_element()
    {
        double y = 7;
        Reductions.Sum(DType.Float64, null, (byte*)&y, 1, 0, 1);
        Assert.Equal(0, y);
        Reductions.Prod(DType.Float64, null, (byte*)&y, 1, 0, 1);
        Assert.Equal(1, y);
        byte b = 7;
        Reductions.Any(null, &b, 1, 0, 1);
        Assert.Equal(0, b);
        Reductions.All(null, &b, 1, 0, 1);
        Assert.Equal(1, b);
    }

    [Theory]
    [InlineData(1_000_000, 1)]
    [InlineData(100_000, 10)]
    public void A_long_sum_of_floats_stays_accurate(int n, int inner)
    {
        // 0.1f is 13421773 / 2^27 exactly: the true sum is known, and adding one by one would be wrong by about 1 %.
        float[] x = new float[n * inner];
        Array.Fill(x, 0.1f);
        float[] y = new float[inner];
        fixed (float* p = x, q = y)
            Reductions.Sum(DType.Float32, (byte*)p, (byte*)q, 1, n, inner);
        double exact = n * (13421773.0 / (1 << 27));
        foreach (float sum in y)
            Assert.InRange(sum, exact * (1 - 1e-6), exact * (1 + 1e-6));
    }

    private static void Check<T>(DType dtype, int outer, int n, int inner, Func<int, T> value, bool arithmetic = true)
        where T : unmanaged, INumber<T>
    {
        T[] x = new T[outer * n * inner];
        for (int i = 0; i < x.Length; i++)
            x[i] = value(i);
        if (arithmetic)
        {
            Compare<T>(x, outer, n, inner, Reductions.Sum, T.Zero, (s, v) => unchecked(s + v), dtype);
            // For floats a product of signs and powers of two, which is exact; it may reach zero or infinity, in any order the same.
            T[] factors = dtype is DType.Float32 or DType.Float64
                ? Array.ConvertAll(x, v => T.IsNegative(v) ? -T.One : T.One)
                : x;
            Compare<T>(factors, outer, n, inner, Reductions.Prod, T.One, (s, v) => unchecked(s * v), dtype);
        }
        Compare<T>(x, outer, n, inner, Reductions.Max, null, (s, v) => T.IsNaN(s) || s > v ? s : v, dtype);
        Compare<T>(x, outer, n, inner, Reductions.Min, null, (s, v) => T.IsNaN(s) || s < v ? s : v, dtype);
        Position<T>(dtype, x, outer, n, inner, Reductions.ArgMax, (a, b) => a > b || (T.IsNaN(a) && !T.IsNaN(b)));
        Position<T>(dtype, x, outer, n, inner, Reductions.ArgMin, (a, b) => a < b || (T.IsNaN(a) && !T.IsNaN(b)));
    }

    private static void Compare<T>(
        T[] x, int outer, int n, int inner, Reduction reduction, T? start, Func<T, T, T> fold, DType dtype = DType.Bool)
        where T : unmanaged
    {
        T[] expected = new T[outer * inner];
        T[] actual = new T[(outer * inner) + 1];
        for (int o = 0; o < outer; o++)
        {
            for (int i = 0; i < inner; i++)
            {
                T s = start ?? x[(o * n * inner) + i];
                for (int j = 0; j < n; j++)
                    s = fold(s, x[(((o * n) + j) * inner) + i]);
                expected[(o * inner) + i] = s;
            }
        }
        fixed (T* p = x, q = actual)
            reduction(dtype, (byte*)p, (byte*)q, outer, n, inner);
        Assert.Equal(expected, actual[..^1]);
        Assert.Equal(default, actual[^1]);
    }

    private static void Position<T>(DType dtype, T[] x, int outer, int n, int inner, Reduction reduction, Func<T, T, bool> better)
        where T : unmanaged
    {
        long[] expected = new long[outer * inner];
        long[] actual = new long[outer * inner];
        for (int o = 0; o < outer; o++)
        {
            for (int i = 0; i < inner; i++)
            {
                int best = 0;
                for (int j = 1; j < n; j++)
                {
                    if (better(x[(((o * n) + j) * inner) + i], x[(((o * n) + best) * inner) + i]))
                        best = j;
                }
                expected[(o * inner) + i] = best;
            }
        }
        fixed (T* p = x)
        fixed (long* q = actual)
            reduction(dtype, (byte*)p, (byte*)q, outer, n, inner);
        Assert.Equal(expected, actual);
    }
}
