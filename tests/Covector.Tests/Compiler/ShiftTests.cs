using Covector.Compiler;
using Covector.Tests.Battery;
using Covector.Tests.Fuzz;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Compiler;

/// <summary>Values that read each other through shifts, and results that are stored as parts of another.</summary>
public sealed class ShiftTests
{
    private static readonly DType[] Floats = [DType.Float32, DType.Float64];

    public static TheoryData<int> Lengths => [0, 1, 2, 3, 5, 17, 63, 1000, 1001];

    /// <summary>Along a line and along both axes of a matrix: up, down, both, of computed values, constants in between.</summary>
    [Theory]
    [MemberData(nameof(Lengths))]
    public void EveryDirection(int n)
    {
        foreach (var type in Floats)
            foreach (var (shape, axis) in ((int[], int)[])[([n], 0), ([n, 3], 0), ([3, n], 1), ([n, 40], 0), ([40, n], 1), ([2, n, 33], 1)])
            {
                var (x, y) = (RandomProgram.Sample(shape, 1).AsType(type), RandomProgram.Sample(shape, 2).AsType(type));
                string what = $"{type}[{string.Join(", ", shape)}] along {axis}";
                BothTiers.SameBits($"up {what}", t => [t[0] + t[1] * Shift(t[0] * t[1], 1, axis)], x, y);
                BothTiers.SameBits($"down {what}", t => [t[0] + t[1] * Shift(t[0] * t[1], -2, axis)], x, y);
                BothTiers.SameBits($"both {what}", t => [Shift(t[0] * 2 + t[1], 1, axis) - 2 * t[0] + Shift(t[0] * 2 + t[1], -1, axis, 5), t[0] * 3], x, y);
                BothTiers.SameBits($"nested {what}", t => [Nested(t[0], t[1], axis, 4)], x, y);
                BothTiers.SameBits($"deep {what}", t => [Nested(t[0], t[1], axis, 30)], x, y);
                BothTiers.SameBits($"far {what}", t => [t[0] * Shift(t[0] * t[1], 7, axis) + Shift(Shift(t[0] + 1, -9, axis) * t[1], 8, axis)], x, y);
                BothTiers.SameBits(
                    $"gradient {what}", t => Pair(ValueAndGrad((Tensor p) => (Nested(p, t[1], axis, 4) * t[1]).Sum())(t[0])), x, y);
            }
    }

    /// <summary>What is dear is computed once; what is needed as a whole is there as a whole.</summary>
    [Theory]
    [MemberData(nameof(Lengths))]
    public void ValuesThatAreKept(int n)
    {
        var (x, y) = (RandomProgram.Sample([n], 1), RandomProgram.Sample([n], 2));
        BothTiers.SameBits("an exponential", t =>
        {
            var e = Exp(Sin(t[0]));
            return [Shift(e, 1, 0) + Shift(e, -1, 0) * t[1] + e];
        }, x, y);
        BothTiers.SameBits("outputs", t =>
        {
            var a = t[0] * Shift(t[1] * 2, 1, 0);
            var b = a + t[1] * Shift(a, 1, 0);
            return [a, b, Shift(b, -1, 0), a, Sum(b), Concatenate([a * 2, b])];
        }, x, y);
        BothTiers.SameBits("tests", t => [Where(Shift(t[0], 1, 0) > t[0], Shift(t[1], -1, 0), t[0]), Shift(t[0] * 2, 1, 0) > t[1]], x, y);
        BothTiers.SameBits("sorted", t => [Sort(t[0] * Shift(t[1] + 1, 1, 0), 0) * Shift(t[0] * 2, 1, 0)], x, y);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(100)]
    public void SplitsAndPaddings(int n)
    {
        foreach (var type in Floats)
        {
            var x = RandomProgram.Sample([4 * n], 1).AsType(type);
            var m = RandomProgram.Sample([37, 4 * n], 2).AsType(type);
            BothTiers.SameBits($"gates of {type}[{4 * n}]", t => Pair(ValueAndGrad((Tensor p) => Gates(p, n).Sum())(t[0])), x);
            BothTiers.SameBits($"gates of {type}[37, {4 * n}]", t => Pair(ValueAndGrad((Tensor p) => Gates(p, n).Sum())(t[0])), m);
            BothTiers.SameBits(
                $"paddings {type}", t => [Pad(t[0] * 2, [(3, 2)]) + 1, Pad(t[0], [(0, 5)]) * Pad(t[0] + 1, [(5, 0)]), Pad(Pad(t[0] * t[0], [(1, 1)]), [(2, 0)]) * 3], x);
            BothTiers.SameBits($"paddings {type}", t => [Pad(t[0] * 2, [(1, 2), (3, 0)]) + 1, Pad(t[0] + 1, [(0, 0), (2, 2)]) * 2], m);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    [InlineData(1001)]
    public void PartsOfAConcatenation(int n)
    {
        var (x, y) = (RandomProgram.Sample([n], 1), RandomProgram.Sample([n + 2], 2));
        BothTiers.SameBits("parts", t => [Concatenate([t[0] * 2, t[1] + 1, t[0], Tensor.Ones([3])]), t[1] + 1], x, y);
        BothTiers.SameBits("twice", t =>
        {
            var a = Tanh(t[0]);
            return [Concatenate([a, a, a[..1]]), Concatenate([t[1] * 2, a]), a];
        }, x, y);
        BothTiers.SameBits("read again", t =>
        {
            var joined = Concatenate([t[0] * 2, t[1] + 1]);
            return [Sum(joined) + Sort(joined, 0), Softmax(joined), Flip(Concatenate([joined * 2, joined])) * 2];
        }, x, y);
        var m = RandomProgram.Sample([n, 5], 3);
        BothTiers.SameBits(
            "columns", t => [Concatenate([t[0] * 2, Softmax(t[0]), Exp(t[0][.., ..2])], 1), Concatenate([t[0] * 2, t[0]], 0), Stack([t[0] * 3, t[0] + 1], 1)], m);
        BothTiers.SameBits("many", t => [Concatenate([.. Enumerable.Range(0, 40).Select(i => t[0] * i)]) * 2], x);
    }

    /// <summary>The whole step of a method of four stages is two kernels, and its results are those of loops by hand.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(17)]
    [InlineData(1000)]
    public void RungeKutta(int n)
    {
        const int Steps = 7;
        var x = RandomProgram.Sample([n], 1);
        var program = BothTiers.SameBits("loop", t => [ForLoop(0, Steps, (_, y) => Step(t[0], y), Tensor.ZerosLike(t[0]))], x);
        if (n > 5)
            Assert.True(program.Steps.OfType<LoopStep>().Single().Kernels.Count() <= 3);
        BothTiers.SameBits(
            "gradient", t => Pair(ValueAndGrad((Tensor p) => ForLoop(0, Steps, (_, y) => Step(p, y), Tensor.ZerosLike(p)).Sum())(t[0])), x);

        var f = Jit((Tensor p) => ForLoop(0, Steps, (_, y) => Step(p, y), Tensor.ZerosLike(p)), new JitOptions { CompilesAtOnce = true });
        double[] expected = new double[n], values = x.ToArray<double>();
        for (int step = 0; step < Steps; step++)
            expected = ByHand(values, expected);
        Same.Close(Tensor.From(expected), f(x), "by hand");
    }

    private static Tensor Step(Tensor x, Tensor y)
    {
        const double H = 0.3;
        var k1 = x * Shift(y, 1, 0, 1);
        var k2 = x * Shift(y + H / 2 * k1, 1, 0, 1);
        var k3 = x * Shift(y + H / 2 * k2, 1, 0, 1);
        var k4 = x * Shift(y + H * k3, 1, 0, 1);
        return y + H / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
    }

    private static double[] ByHand(double[] x, double[] y)
    {
        const double H = 0.3;
        double[] k1 = Slope(y, y, 0), k2 = Slope(y, k1, H / 2), k3 = Slope(y, k2, H / 2), k4 = Slope(y, k3, H);
        return [.. y.Select((v, i) => v + H / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]))];

        double[] Slope(double[] from, double[] k, double h) => [.. x.Select((v, i) => v * (i == 0 ? 1 : from[i - 1] + h * k[i - 1]))];
    }

    private static Tensor Nested(Tensor x, Tensor y, int axis, int depth)
    {
        var z = x;
        for (int i = 0; i < depth; i++)
            z = y * Shift(z * 0.5 + x, i % 3 == 2 ? -1 : 1, axis, i) - x;
        return z;
    }

    private static Tensor Gates(Tensor z, int n)
    {
        z = Tanh(z) * 2;
        return Part(0) * Part(1) + Part(2) * Exp(Part(3));

        Tensor Part(int i) => z[Slice.Ellipsis, (i * n)..((i + 1) * n)];
    }

    /// <summary>The elements moved up or down the axis, behind them a constant.</summary>
    private static Tensor Shift(Tensor x, int by, int axis, double value = 0)
    {
        int n = x.Shape[axis], count = Math.Min(Math.Abs(by), n);
        var rest = x.Shape.ToArray();
        rest[axis] = count;
        var constant = Tensor.Full(rest, value, x.DType);
        var ranges = Enumerable.Repeat(Slice.All, x.Rank).ToArray();
        ranges[axis] = by > 0 ? ..(n - count) : count..;
        return by > 0 ? Concatenate([constant, x[ranges]], axis) : Concatenate([x[ranges], constant], axis);
    }

    private static Tensor[] Pair((Tensor, Tensor) pair) => [pair.Item1, pair.Item2];
}
