using Xunit;

namespace Covector.Tests.Scalars;

/// <summary>Kernels whose results are exact or correctly rounded, against C# itself.</summary>
public sealed class ExactKernelTests
{
    private const double Inf = double.PositiveInfinity;
    private static readonly double[] s_values =
        [0.0, -0.0, 1, -1, 0.5, -0.5, 1.5, -1.5, 2.5, -2.5, 3.25, 1e-310, -5e-324, 1e300, -1e300, 4503599627370497.5, Inf, -Inf, double.NaN, 7, -7];
    private static readonly int[] s_ints = [0, 1, -1, 7, -7, 2, -2, int.MaxValue, int.MinValue, 46341, 100000];
    private static readonly long[] s_longs = [0, 1, -1, 7, -7, 2, -2, long.MaxValue, long.MinValue, 3037000500, 10000000000];

    private static void Pairs<T>(T[] values, out T[] a, out T[] b)
    {
        a = [.. values.SelectMany(x => values.Select(_ => x))];
        b = [.. values.SelectMany(_ => values)];
    }

    private static void Same(IEnumerable<double> expected, double[] actual) =>
        Assert.Equal(expected.Select(Canonical), actual.Select(Canonical));

    private static void Same(IEnumerable<float> expected, float[] actual) =>
        Assert.Equal(expected.Select(x => Canonical(x)), actual.Select(x => Canonical(x)));

    /// <summary>The bits, so that zeros of either sign differ; all NaN are one.</summary>
    private static long Canonical(double x) => BitConverter.DoubleToInt64Bits(double.IsNaN(x) ? double.NaN : x);

    [Fact]
    public void Arithmetic_rounds_like_the_language()
    {
        Pairs(s_values, out var a, out var b);
        Same(a.Zip(b, (x, y) => x + y), KernelRun.Binary<double, double>("add", a, b));
        Same(a.Zip(b, (x, y) => x - y), KernelRun.Binary<double, double>("sub", a, b));
        Same(a.Zip(b, (x, y) => x * y), KernelRun.Binary<double, double>("mul", a, b));
        Same(a.Zip(b, (x, y) => x / y), KernelRun.Binary<double, double>("div", a, b));
        Same(a.Zip(b, Math.Min), KernelRun.Binary<double, double>("min", a, b));
        Same(a.Zip(b, Math.Max), KernelRun.Binary<double, double>("max", a, b));
        Same(a.Zip(b, (x, y) => x % y), KernelRun.Binary<double, double>("rem", a, b));
        Same(a.Zip(b, (x, y) => x == 0 ? 0 : x * y), KernelRun.Binary<double, double>("strong_mul", a, b));
        float[] c = [.. a.Select(x => (float)x)], d = [.. b.Select(x => (float)x)];
        Same(c.Zip(d, (x, y) => x + y), KernelRun.Binary<float, float>("add", c, d));
        Same(c.Zip(d, (x, y) => x / y), KernelRun.Binary<float, float>("div", c, d));
        Same(c.Zip(d, MathF.Min), KernelRun.Binary<float, float>("min", c, d));
        Same(c.Zip(d, (x, y) => x % y), KernelRun.Binary<float, float>("rem", c, d));
    }

    [Fact]
    public void Rounding_signs_and_tests_are_exact()
    {
        float[] singles = [.. s_values.Select(x => (float)x)];
        Same(s_values.Select(Math.Floor), KernelRun.Unary<double, double>("floor", s_values));
        Same(s_values.Select(Math.Ceiling), KernelRun.Unary<double, double>("ceil", s_values));
        Same(s_values.Select(x => Math.Round(x)), KernelRun.Unary<double, double>("round", s_values));
        Same(s_values.Select(Math.Truncate), KernelRun.Unary<double, double>("trunc", s_values));
        Same(singles.Select(x => MathF.Round(x)), KernelRun.Unary<float, float>("round", singles));
        Same(s_values.Select(x => -x), KernelRun.Unary<double, double>("neg", s_values));
        Same(s_values.Select(Math.Abs), KernelRun.Unary<double, double>("abs", s_values));
        Same(s_values.Select(x => x > 0 ? 1 : x < 0 ? -1 : x), KernelRun.Unary<double, double>("sign", s_values));
        Assert.Equal(s_values.Select(double.IsNaN), KernelRun.Unary<double, bool>("is_nan", s_values));
        Assert.Equal(singles.Select(float.IsFinite), KernelRun.Unary<float, bool>("is_finite", singles));
    }

    [Fact]
    public void Comparisons_follow_the_language()
    {
        Pairs(s_values, out var a, out var b);
        Assert.Equal(a.Zip(b, (x, y) => x < y), KernelRun.Binary<double, bool>("lt", a, b));
        Assert.Equal(a.Zip(b, (x, y) => x <= y), KernelRun.Binary<double, bool>("le", a, b));
        Assert.Equal(a.Zip(b, (x, y) => x > y), KernelRun.Binary<double, bool>("gt", a, b));
        Assert.Equal(a.Zip(b, (x, y) => x >= y), KernelRun.Binary<double, bool>("ge", a, b));
        Assert.Equal(a.Zip(b, (x, y) => x == y), KernelRun.Binary<double, bool>("eq", a, b));
        Assert.Equal(a.Zip(b, (x, y) => x != y), KernelRun.Binary<double, bool>("ne", a, b));
        Pairs(s_ints, out var i, out var j);
        Assert.Equal(i.Zip(j, (x, y) => x < y), KernelRun.Binary<int, bool>("lt", i, j));
        Pairs(s_longs, out var k, out var l);
        Assert.Equal(k.Zip(l, (x, y) => x >= y), KernelRun.Binary<long, bool>("ge", k, l));
        Pairs([false, true], out var p, out var q);
        Assert.Equal([false, true, false, false], KernelRun.Binary<bool, bool>("lt", p, q));
        Assert.Equal([true, true, false, true], KernelRun.Binary<bool, bool>("le", p, q));
        Assert.Equal([true, false, false, true], KernelRun.Binary<bool, bool>("eq", p, q));
        Assert.Equal([false, false, false, true], KernelRun.Binary<bool, bool>("and", p, q));
        Assert.Equal([false, true, true, true], KernelRun.Binary<bool, bool>("or", p, q));
        Assert.Equal([false, true, true, false], KernelRun.Binary<bool, bool>("xor", p, q));
        Assert.Equal([true, true, false, false], KernelRun.Unary<bool, bool>("not", p));
    }

    [Fact]
    public void Integers_wrap_around_and_never_throw()
    {
        Pairs(s_ints, out var a, out var b);
        Assert.Equal(a.Zip(b, (x, y) => unchecked(x * y)), KernelRun.Binary<int, int>("mul", a, b));
        Assert.Equal(a.Zip(b, (x, y) => y == 0 ? -1 : (int)(x / (long)y)), KernelRun.Binary<int, int>("div", a, b));
        Assert.Equal(a.Zip(b, (x, y) => y == 0 ? x : (int)(x % (long)y)), KernelRun.Binary<int, int>("rem", a, b));
        Assert.Equal(a.Zip(b, Math.Max), KernelRun.Binary<int, int>("max", a, b));
        Assert.Equal(s_ints.Select(x => x < 0 ? unchecked(-x) : x), KernelRun.Unary<int, int>("abs", s_ints));
        Assert.Equal(s_ints.Select(Math.Sign), KernelRun.Unary<int, int>("sign", s_ints));
        Pairs(s_longs, out var c, out var d);
        Assert.Equal(c.Zip(d, (x, y) => unchecked(x * y)), KernelRun.Binary<long, long>("mul", c, d));
        Assert.Equal(c.Zip(d, (x, y) => y == 0 ? -1 : (long)(x / (Int128)y)), KernelRun.Binary<long, long>("div", c, d));
        Assert.Equal(c.Zip(d, Math.Min), KernelRun.Binary<long, long>("min", c, d));
        Assert.Equal(c.Zip(d, (x, y) => x ^ y), KernelRun.Binary<long, long>("xor", c, d));
        Assert.Equal(s_longs.Select(x => ~x), KernelRun.Unary<long, long>("not", s_longs));
    }

    /// <summary>Of integers that a double cannot hold the nearest, of two as near the even one: as the processor converts one.</summary>
    [Fact]
    public void Long_integers_are_rounded_once()
    {
        var random = new Random(1);
        List<long> values = [.. s_longs];
        for (int bit = 0; bit < 63; bit++)
            for (int change = 0; change < 8; change++)
                values.AddRange([(1L << bit) + change - 4, -(1L << bit) + change - 4, random.NextInt64() >> bit, (random.NextInt64() >> bit) * -1]);
        // Halfway between two doubles, and beside it.
        for (int i = 0; i < 100; i++)
            values.AddRange([.. Enumerable.Range(-1, 3).Select(d => ((random.NextInt64(1L << 52) | 1L << 52) << 9) + (1L << 8) + d)]);
        long[] all = [.. values];
        double[] expected = [.. all.Select(x => (double)x)];
        Same(expected, KernelRun.Convert<long, double>(all));
        Same(expected, global::Covector.Transforms.Jit((Tensor x) => x.AsType(DType.Float64), JitOptions.Eager)(Tensor.From(all)).ToArray<double>());
    }

    [Fact]
    public void Conversions_saturate_and_truncate()
    {
        double[] values = [.. s_values, 2147483647.5, 2147483648, -2147483648.5, 9.3e18, -9.3e18, 1e10, 16777217];
        float[] singles = [.. values.Select(x => (float)x)];
        Assert.Equal(values.Select(x => unchecked((int)x)), KernelRun.Convert<double, int>(values));
        Assert.Equal(values.Select(x => unchecked((long)x)), KernelRun.Convert<double, long>(values));
        Assert.Equal(singles.Select(x => unchecked((int)x)), KernelRun.Convert<float, int>(singles));
        Assert.Equal(singles.Select(x => unchecked((long)x)), KernelRun.Convert<float, long>(singles));
        Assert.Equal(values.Select(x => x != 0), KernelRun.Convert<double, bool>(values));
        Same(values.Select(x => (float)x), KernelRun.Convert<double, float>(values));
        Assert.Equal(s_ints.Select(x => (float)x), KernelRun.Convert<int, float>(s_ints));
        Assert.Equal(s_ints.Select(x => (double)x), KernelRun.Convert<int, double>(s_ints));
        Assert.Equal(s_longs.Select(x => (double)x), KernelRun.Convert<long, double>(s_longs));
        Assert.Equal(s_longs.Select(x => (float)x), KernelRun.Convert<long, float>(s_longs));
        Assert.Equal(s_longs.Select(x => unchecked((int)x)), KernelRun.Convert<long, int>(s_longs));
        Assert.Equal(s_ints.Select(x => x != 0), KernelRun.Convert<int, bool>(s_ints));
    }
}
