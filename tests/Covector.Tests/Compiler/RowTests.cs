using Covector.Compiler;
using Covector.Tests.Battery;
using Covector.Tests.Fuzz;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Compiler;

/// <summary>Kernels and reductions over the same rows.</summary>
public sealed class RowTests
{
    private static readonly DType[] Floats = [DType.Float32, DType.Float64];

    [Theory]
    [InlineData(2, 3)]
    [InlineData(64, 10)]
    [InlineData(130, 257)]
    [InlineData(1030, 33)]
    [InlineData(5, 4096)]
    public void SoftmaxAndLayerNormWithGradients(int m, int n)
    {
        foreach (var type in Floats)
        {
            var (x, y, g) = (RandomProgram.Sample([m, n], 1).AsType(type), RandomProgram.Sample([m, n], 2).AsType(type), RandomProgram.Sample([n], 3).AsType(type));
            string what = $"{type}[{m}, {n}]";
            BothTiers.SameBits($"softmax {what}", t => [Softmax(t[0]), LogSoftmax(t[0])], x);
            BothTiers.SameBits($"cross-entropy {what}", t => Pair(ValueAndGrad((Tensor z) => -(t[1] * LogSoftmax(z)).Sum() / m)(t[0])), x, y);
            BothTiers.SameBits($"layer norm {what}", t => [LayerNorm(t[0], t[1], t[1])], x, g);
            BothTiers.SameBits($"its gradient {what}", t =>
            {
                var (a, b, c) = Grad((Tensor p, Tensor q, Tensor r) => (LayerNorm(p, q, r) * t[2]).Sum(), Wrt.All)(t[0], t[1], t[1]);
                return [a, b, c];
            }, x, g, y);
        }
    }

    /// <summary>
    /// Differences of all pairs of points: the innermost axis is too short for vectors, and of the two long ones the loops go along the one on
    /// which neighbours lie close together, so that the rest joins by rows and no difference is stored.
    /// </summary>
    [Theory]
    [InlineData(5)]
    [InlineData(17)]
    [InlineData(300)]
    public void ForcesBetweenAllPairs(int n)
    {
        static Tensor Forces(Tensor q)
        {
            var d = q[Slice.NewAxis] - q[.., Slice.NewAxis];
            var r2 = Sum(Square(d), 2) + 0.01;
            return Sum(d * (1 / (r2 * Sqrt(r2)))[.., .., Slice.NewAxis], 1);
        }

        var q = RandomProgram.Sample([n, 3], 1);
        var program = BothTiers.SameBits("forces", t => [Forces(t[0])], q);
        if (n == 300)
            Assert.True(program.Steps is [RowStep], program.ToString());
        BothTiers.SameBits("their derivative", t => [Grad((Tensor p) => Sum(Square(Forces(p))))(t[0])], q);

        var (points, expected) = (q.ToArray<double>(), new double[3 * n]);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
            {
                double r2 = 0.01;
                for (int k = 0; k < 3; k++)
                    r2 += (points[3 * j + k] - points[3 * i + k]) * (points[3 * j + k] - points[3 * i + k]);
                for (int k = 0; k < 3; k++)
                    expected[3 * i + k] += (points[3 * j + k] - points[3 * i + k]) / (r2 * Math.Sqrt(r2));
            }

        Same.Close(Tensor.From<double>(expected, n, 3), Jit(Forces, JitOptions.Eager)(q), "a loop over pairs");
    }

    [Theory]
    [InlineData(4, 1)]
    [InlineData(6, 5)]
    [InlineData(300, 17)]
    public void ReductionsOfParts(int m, int n)
    {
        // The parts begin anywhere in their tensor and end before it, and are read by kernels over the same rows.
        var x = RandomProgram.Sample([m, n], 1);
        foreach (var (start, end) in ((int, int)[])[(0, m), (1, m), (0, m - 1), (1, m - 1), (m / 2, m)])
            foreach (var reduce in (Func<Tensor, Tensor>[])[p => Sum(p), p => Sum(p, 0), p => Sum(p, [1], true), p => Max(p, [1], true), p => Sum(p[.., 0])])
                BothTiers.SameBits($"rows {start}..{end} of [{m}, {n}]", t =>
                {
                    var part = t[0][start..end];
                    var r = reduce(part);
                    var scale = t[0][0, 0];
                    return [part + scale * r, Tanh(part) * part + (((scale * r + scale) + scale) * 2), reduce(part * part) * part, reduce(part)];
                }, x);
        var v = RandomProgram.Sample([m], 2);
        BothTiers.SameBits("vectors", t =>
        {
            var part = t[0][1..];
            var r = Sum(part) * t[0][0] + 1;
            return [part * 3 * (part + part * 2) + (part + (part * t[0][0] + part)) + (r + r), Sum(t[0][..^1]) * t[0][..^1]];
        }, v);
        BothTiers.SameBits("a vector and numbers", t =>
        {
            var (part, a, s) = (t[0][1..], t[0][..^1], t[0][0]);
            return [((a + ((a * part) + a)) + (a + (a * 3 * (a + (a * 2)) * a))) + ((s + ((s * Sum(part)) + s)) + s)];
        }, v);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1023)]
    [InlineData(1024)]
    [InlineData(5000)]
    [InlineData(70_001)]
    public void ReductionsOfAll(int n)
    {
        foreach (var type in Floats)
        {
            var x = RandomProgram.Sample([n], 1).AsType(type);
            BothTiers.SameBits($"{type}[{n}]", t => [Sin(t[0]).Sum(), Max(Sin(t[0])), Min(t[0] * 2), Prod(1 + t[0] / n), (t[0] * t[0]).Sum()], x);
        }
    }

    [Theory]
    [InlineData(3, 4, 5)]
    [InlineData(129, 2, 7)]
    [InlineData(300, 16, 16)]
    public void ReductionsOfAnyAxes(int a, int b, int c)
    {
        foreach (var type in Floats)
        {
            var x = RandomProgram.Sample([a, b, c], 1).AsType(type);
            foreach (int[] axes in new int[][] { [0], [1], [2], [0, 1], [1, 2], [0, 2], [0, 1, 2] })
                BothTiers.SameBits($"{type}[{a}, {b}, {c}] over {string.Join(", ", axes)}", t => [Sum(Sin(t[0]), axes), Max(t[0] * 3, axes) + 1], x);
        }
    }

    /// <summary>The rows of a view are not those of the tensor that it is a view of.</summary>
    [Fact]
    public void RowsOfViews()
    {
        var x = RandomProgram.Sample([6, 4], 1);
        BothTiers.SameBits("a slice from the second row", t => [Tanh(Sum(t[0][1..3], 1))], x);
        BothTiers.SameBits("a slice of a result", t => [Tanh(Sum(Sin(t[0])[1..3], 1)), Sum(Exp(Sin(t[0])[2..]), 0)], x);
        BothTiers.SameBits("shorter rows", t => [Sum(Sin(t[0]).Reshape(12, 2)[..6], 1) * Sum(Sin(t[0]), 1)], x);
    }

    [Fact]
    public void ARowWiseChainIsOneStep()
    {
        var program = BothTiers.SameBits("softmax", t => [Softmax(t[0])], RandomProgram.Sample([50, 100], 1));
        Assert.IsType<RowStep>(Assert.Single(program.Steps));
    }

    private static Tensor LayerNorm(Tensor x, Tensor gain, Tensor bias)
    {
        var centred = x - Mean(x, [1], true);
        return centred / Sqrt(Mean(centred * centred, [1], true) + 1e-5) * gain + bias;
    }

    private static Tensor[] Pair((Tensor Value, Tensor Grad) pair) => [pair.Value, pair.Grad];
}
