using Covector.Compiler;
using Covector.Tests.Battery;
using Covector.Tests.Fuzz;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Compiler;

/// <summary>Σᵢ minⱼ |pᵢ − cⱼ|² with its derivatives by the centroids c, written in several ways, against loops by hand.</summary>
public sealed class CentroidTests
{
    public static TheoryData<int, int, int> Sizes => new()
    {
        { 1, 1, 1 }, { 3, 2, 1 }, { 5, 3, 2 }, { 17, 5, 3 }, { 101, 17, 2 }, { 1001, 33, 3 }, { 300, 4, 16 }, { 70, 65, 5 },
    };

    private static Func<Tensor, Tensor, Tensor>[] Costs =>
    [
        (c, p) => Sum(Min(Sum(Square(p[.., Slice.NewAxis] - c), 2), 1)),
        (c, p) => Sum(Vmap((Tensor q) => Min(Vmap((Tensor e) => Sum(Square(q - e)))(c)))(p)),
        (c, p) => Sum(Min(Sum(Square(p), 1, true) - 2 * MatMul(p, c.T) + Sum(Square(c), 1), 1)),
        (c, p) => Sum(Square(p - c[ArgMin(Sum(Square(p[.., Slice.NewAxis] - c), 2), 1)])),
        (c, p) => Scan((Tensor s, Tensor q) => (s + Min(Sum(Square(q - c), 1)), Tensor.Zeros([0])), 0.0, p).Carry,
    ];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void DerivativesAreThoseOfTheNearestCentroid(int n, int k, int d)
    {
        Tensor p = 3 * RandomProgram.Sample([n, d], 1), c = 3 * RandomProgram.Sample([k, d], 2);
        var (value, gradient, diagonal) = ByHand(p.ToArray<double>(), c.ToArray<double>(), n, k, d);
        for (int i = 0; i < Costs.Length; i++)
        {
            var cost = Costs[i];
            string what = $"way {i} of [{n}, {k}, {d}]";
            Check($"the value, {what}", (Tensor)value, t => [cost(t[0], t[1])]);
            Check($"the gradient, {what}", Tensor.From(gradient, [k, d]), t => [Grad(cost)(t[0], t[1])]);
            Check(
                $"the second derivatives, {what}", Tensor.From(diagonal, [k, d]),
                t => [Hvp((Tensor x) => cost(x, t[1]))(t[0], Tensor.OnesLike(t[0]))]);
        }

        void Check(string what, Tensor expected, Func<Tensor[], Tensor[]> function)
        {
            Same.Close(expected, function([c, p])[0], what, 1 << 12, 1);
            Same.Close(expected, Jit((Tensor c, Tensor p) => function([c, p])[0], JitOptions.Eager)(c, p), what, 1 << 12, 1);
            BothTiers.Close(what, function, c, p);
        }
    }

    /// <summary>The differences to all centroids are summed point by point: nothing of the size n·k·d is stored.</summary>
    [Fact]
    public void TheGradientRunsPointByPoint()
    {
        Tensor p = RandomProgram.Sample([5003, 2], 1), c = RandomProgram.Sample([100, 2], 2);
        var program = BothTiers.SameBits("gradient", t => [Grad(Costs[0])(t[0], t[1])], c, p);
        Assert.True(program.FrameBytes < 5003L * 100 * 2 * sizeof(double) / 4, program.ToString());
    }

    /// <summary>Lanes go along an axis whose points lie close together; by turns, so that neither is the longest by chance.</summary>
    [Theory]
    [InlineData(40, 7, 3)]
    [InlineData(7, 40, 3)]
    [InlineData(5, 9, 2)]
    [InlineData(3, 4, 1)]
    [InlineData(4, 3, 2)]
    public void ShortInnermostAxes(int a, int b, int c)
    {
        foreach (var type in (DType[])[DType.Float32, DType.Float64])
        {
            var x = RandomProgram.Sample([a, b, c], 1).AsType(type);
            var y = RandomProgram.Sample([a, b], 2).AsType(type);
            var z = RandomProgram.Sample([c, b], 3).AsType(type);
            var (u, v, w) = (Doubles(x), Doubles(y), Doubles(z));
            var expected = new double[a * b * c];
            for (int i = 0; i < a; i++)
                for (int j = 0; j < b; j++)
                    for (int r = 0; r < c; r++)
                        expected[((i * b) + j) * c + r] = (u[((i * b) + j) * c + r] * v[i * b + j]) - w[r * b + j];
            var program = BothTiers.SameBits(
                $"{type}[{a}, {b}, {c}]", t => [(t[0] * t[1][.., .., Slice.NewAxis]) - t[2].T], x, y, z);
            Same.Close(
                Tensor.From(expected, [a, b, c]).AsType(type),
                Jit((Tensor x, Tensor y, Tensor z) => (x * y[.., .., Slice.NewAxis]) - z.T, JitOptions.Eager)(x, y, z), $"{program}");
        }
    }

    private static double[] Doubles(Tensor x) => x.AsType(DType.Float64).ToArray<double>();

    private static (double Value, double[] Gradient, double[] Diagonal) ByHand(double[] p, double[] c, int n, int k, int d)
    {
        double value = 0;
        var (gradient, diagonal) = (new double[k * d], new double[k * d]);
        for (int i = 0; i < n; i++)
        {
            var (best, nearest) = (double.PositiveInfinity, 0);
            for (int j = 0; j < k; j++)
            {
                double distance = 0;
                for (int r = 0; r < d; r++)
                    distance += (p[i * d + r] - c[j * d + r]) * (p[i * d + r] - c[j * d + r]);
                if (distance < best)
                    (best, nearest) = (distance, j);
            }

            value += best;
            for (int r = 0; r < d; r++)
            {
                gradient[nearest * d + r] += 2 * (c[nearest * d + r] - p[i * d + r]);
                diagonal[nearest * d + r] += 2;
            }
        }

        return (value, gradient, diagonal);
    }
}
