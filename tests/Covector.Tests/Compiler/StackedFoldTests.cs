using Covector.Compiler;
using Covector.Tests.Fuzz;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Compiler;

/// <summary>Loops over many examples that stack one total of them for each step: a block of examples at a time all the same.</summary>
public sealed class StackedFoldTests
{
    private static readonly DType[] Floats = [DType.Float32, DType.Float64];

    public static TheoryData<int> Lengths => [0, 1, 3, 17, 64, 1001, 1024, 1025, 2051, 16_392];

    /// <summary>A polynomial by Horner's rule: d/dxⱼ ½ Σᵢ (yᵢ − Σₖ xₖ tᵢᵏ)² = −Σᵢ (yᵢ − Σₖ xₖ tᵢᵏ) tᵢʲ.</summary>
    [Theory]
    [MemberData(nameof(Lengths))]
    public void TheGradientOfLeastSquares(int n)
    {
        const int Degree = 9;
        var (x, t, y) = (RandomProgram.Sample([Degree], 1), Sin(RandomProgram.Sample([n], 2)), RandomProgram.Sample([n], 3));
        double[] expected = new double[Degree], bound = new double[Degree];
        for (int i = 0; i < n; i++)
        {
            double error = (double)y[i], power = 1;
            for (int k = 0; k < Degree; k++, power *= (double)t[i])
                error -= (double)x[k] * power;
            power = 1;
            for (int j = 0; j < Degree; j++, power *= (double)t[i])
            {
                expected[j] -= error * power;
                bound[j] += Math.Abs(error * power);
            }
        }

        foreach (var type in Floats)
        {
            Tensor[] inputs = [x.AsType(type), t.AsType(type), y.AsType(type)];
            var program = BothTiers.SameBits($"{type}, {n}", v => [Grad((Tensor x) => Loss(x, v[1], v[2]))(v[0])], inputs);
            Assert.Equal(n >= 64 / type.Size, HasRowLoop(program, "folded"));
            var actual = Jit(Grad((Tensor x) => Loss(x, inputs[1], inputs[2])), AtOnce)(inputs[0]);
            for (int j = 0; j < Degree; j++)
                Assert.Equal(expected[j], (double)actual[j], (type == DType.Float32 ? 1e-5 : 1e-14) * (1 + bound[j]));
        }

        static Tensor Loss(Tensor x, Tensor t, Tensor y) => 0.5 * Sum(Square(y - Scan<Tensor, Tensor, Tensor?>(
            (sum, c) => (sum * t + c, null), Tensor.ZerosLike(t), x, reverse: true).Carry));
    }

    /// <summary>
    /// s ← s·c + t: dL/dcₖ = Σᵢ λₖ₊₁ᵢ sₖᵢ with λₖ = cₖ λₖ₊₁ needs s of each step, which both loops pass on in blocks of rows.
    /// </summary>
    [Theory]
    [InlineData(17, 40)]
    [InlineData(1001, 40)]
    [InlineData(2051, 300)]
    public void TheGradientOfProducts(int n, int steps)
    {
        var (c, t) = (Cos(RandomProgram.Sample([steps], 1)), RandomProgram.Sample([n], 2));
        double[] expected = new double[steps], bound = new double[steps], s = new double[steps + 1];
        for (int i = 0; i < n; i++)
        {
            s[0] = (double)t[i];
            for (int k = 0; k < steps; k++)
                s[k + 1] = s[k] * (double)c[k] + (double)t[i];
            double slope = 2 * s[steps];
            for (int k = steps - 1; k >= 0; k--, slope *= (double)c[k + 1])
            {
                expected[k] += slope * s[k];
                bound[k] += Math.Abs(slope * s[k]);
            }
        }

        var program = BothTiers.SameBits($"{n}, {steps}", v => [Grad((Tensor c) => Loss(c, v[1]))(v[0])], c, t);
        Assert.Contains(program.Steps.OfType<RowStep>(), r => r.ToString().Split("loop[").Length == 3);
        var actual = Jit(Grad((Tensor c) => Loss(c, t)), AtOnce)(c);
        for (int k = 0; k < steps; k++)
            Assert.Equal(expected[k], (double)actual[k], 1e-12 * (1 + bound[k]));

        static Tensor Loss(Tensor c, Tensor t) =>
            Sum(Square(Scan<Tensor, Tensor, Tensor?>((s, c) => (s * c + t, null), t, c).Carry));
    }

    /// <summary>Everything that folds, beside stacks of rows, forward and backward, of whole numbers, too.</summary>
    [Theory]
    [MemberData(nameof(Lengths))]
    public void EveryFold(int n)
    {
        if (n == 0)
            return;
        foreach (var type in (DType[])[.. Floats, DType.Int32, DType.Int64])
            foreach (bool reverse in (bool[])[false, true])
            {
                var (x, e) = ((RandomProgram.Sample([n], 1) * 3).AsType(type), (RandomProgram.Sample([5], 2) * 2).AsType(type));
                BothTiers.SameBits($"{type}, {n}, reverse: {reverse}", v =>
                {
                    var (last, stacks) = Scan<Tensor, Tensor, Tensor[]>(
                        (c, e) => (c + e * v[0], [Sum(c * c), Max(c), c - e, Min(c + v[0]), Sum(c + e)]), v[0], v[1], reverse: reverse);
                    return [last, .. stacks];
                }, x, e);
            }
    }

    [Theory]
    [InlineData(3, 5)]
    [InlineData(17, 17)]
    [InlineData(64, 64)]
    [InlineData(130, 7)]
    [InlineData(1001, 3)]
    [InlineData(4099, 2)]
    public void TotalsOfColumns(int n, int k)
    {
        // What is folded has as many elements as there are rows, too.
        foreach (var type in Floats)
        {
            Tensor[] inputs =
            [
                RandomProgram.Sample([n, k], 1).AsType(type), RandomProgram.Sample([6, k], 2).AsType(type),
                RandomProgram.Sample([6, n, k], 3).AsType(type),
            ];
            BothTiers.SameBits($"{type}, [{n}, {k}]", v =>
            {
                var (last, stacks) = Scan<Tensor, (Tensor Bias, Tensor Force), Tensor[]>(
                    (c, z) => (Tanh(c + z.Bias) * z.Force, [Sum(c, 0), Max(c * z.Force, 0), Sum(c, 1), Sum(c)]), v[0], (v[1], v[2]));
                return [last, .. stacks];
            }, inputs);
            BothTiers.SameBits($"the gradient, {type}, [{n}, {k}]", v =>
            {
                var (x, bias) = Grad((Tensor x, Tensor bias) => Sum(Square(Scan<Tensor, (Tensor Bias, Tensor Force), Tensor?>(
                    (c, z) => (Tanh(c + z.Bias) * z.Force, null), x, (bias, v[2])).Carry)), Wrt.All)(v[0], v[1]);
                return [x, bias];
            }, inputs);
        }
    }

    /// <summary>The total of element i·step of each of so many arithmetic sequences.</summary>
    [Fact]
    public void TotalsOfCountedRows()
    {
        const int N = 5003, Steps = 20;
        var f = Jit((Tensor x) => Scan<Tensor, Tensor, (Tensor, Tensor, Tensor)>(
            (c, d) => (c + d, (Sum(c), Max(c), Min(c))), x, Tensor.Ones([Steps])).Outputs, AtOnce);
        var (sums, highest, lowest) = f(Tensor.Arange(N).AsType(DType.Float64));
        for (int i = 0; i < Steps; i++)
        {
            Assert.Equal(N * (N - 1) / 2.0 + (double)N * i, (double)sums[i]);
            Assert.Equal(N - 1 + i, (double)highest[i]);
            Assert.Equal(i, (double)lowest[i]);
        }
    }

    [Theory]
    [InlineData(70)]
    [InlineData(1500)]
    public void TotalsThatTheLoopGoesOnWith(int n)
    {
        // Rows then depend on each other.
        var (x, z) = (RandomProgram.Sample([n], 1), RandomProgram.Sample([5, n], 2));
        foreach (var body in (Func<Tensor, Tensor, (Tensor, Tensor)>[])
        [
            (c, z) => (c * z - Mean(c), Sum(c)),
            (c, z) => (c + z, c * Sum(c)),
            (c, z) => (c + z * Tanh(Sum(c)), Sum(c)),
            (c, z) => (c + z, Sum(c / (1 + Square(Max(c))))),
        ])
        {
            var program = BothTiers.SameBits($"{n}", v =>
            {
                var (last, stack) = Scan(body, v[0], v[1]);
                return [last, stack];
            }, x, z);
            Assert.False(HasRowLoop(program, "folded"));
        }
    }

    /// <summary>What is computed of a few numbers in each step is computed beside the loop, for all steps.</summary>
    [Theory]
    [InlineData(70)]
    [InlineData(1500)]
    public void NumbersBeforeAndAfter(int n)
    {
        foreach (var type in Floats)
        {
            Tensor[] inputs =
            [
                RandomProgram.Sample([n], 1).AsType(type), RandomProgram.Sample([12], 2).AsType(type),
                RandomProgram.Sample([], 3).AsType(type),
            ];
            var program = BothTiers.SameBits($"{type}, {n}", v =>
            {
                var (last, stacks) = Scan<Tensor, Tensor, Tensor[]>(
                    (c, e) =>
                    {
                        var (once, total) = (Exp(e) * v[2], -2 * Sum(c));
                        return (c * v[0] + once, [total * v[2] + e, once, e, Exp(Max(c)) / total, e * e, total, total, c]);
                    }, v[0], v[1]);
                return [last, .. stacks];
            }, inputs);
            Assert.True(HasRowLoop(program, "folded"));
            program = BothTiers.SameBits($"the gradient, {type}, {n}", v =>
            [
                Grad((Tensor e) => Sum(Square(Scan<Tensor, Tensor, Tensor?>(
                    (c, e) => (c * v[0] - Tanh(2 * e) * v[2], null), v[0], e).Carry)))(v[1]),
            ], inputs);
            Assert.True(HasRowLoop(program, "folded"));
        }
    }

    /// <summary>Σᵢ (i + Σⱼ exp xⱼ) = n(n − 1)/2 + n Σⱼ exp xⱼ for i = 0 … n − 1.</summary>
    [Fact]
    public void ExponentialsOfWhatIsScanned()
    {
        const int N = 2500, Steps = 30;
        var x = Tensor.Arange(Steps) / 10.0;
        var (_, sums) = Jit((Tensor x) => Scan<Tensor, Tensor, Tensor>(
            (c, e) => (c + Exp(e), 0.5 * Sum(c + Exp(e))), Tensor.Arange(N).AsType(DType.Float64), x), AtOnce)(x);
        double shift = 0;
        for (int k = 0; k < Steps; k++)
        {
            shift += Math.Exp(k / 10.0);
            double expected = 0.5 * (N * (N - 1) / 2.0 + N * shift);
            Assert.Equal(expected, (double)sums[k], 1e-12 * expected);
        }
    }

    [Theory]
    [InlineData(65)]
    [InlineData(1031)]
    public void StridedOperands(int n)
    {
        var (x, z) = (RandomProgram.Sample([2 * n], 1), RandomProgram.Sample([n, 7], 2));
        BothTiers.SameBits($"{n}", v =>
        {
            var (last, stacks) = Scan<Tensor, Tensor, (Tensor, Tensor)>(
                (c, z) => (c * z + v[0][..n], (Sum(c * z), Sum(c))), v[0][Slice.Step(.., 2)], v[1].T);
            return [last, stacks.Item1 * 2, stacks.Item2[1..]];
        }, x, z);
    }

    /// <summary>A stack of totals is read by steps behind the loop, one of which runs over as many rows.</summary>
    [Fact]
    public void StacksAsLongAsTheRows()
    {
        const int N = 128;
        var (x, z) = (RandomProgram.Sample([N], 1), RandomProgram.Sample([N, N], 2));
        BothTiers.SameBits("square", v =>
        {
            var (last, stack) = Scan<Tensor, Tensor, Tensor>((c, z) => (c * z + 1, Sum(c)), v[0], v[1]);
            var again = Scan<Tensor, Tensor, Tensor>((c, s) => (c * 0.5 + s, Sum(c * s)), last, stack);
            return [last + stack, stack * 2, again.Carry, again.Outputs];
        }, x, z);
    }

    private static JitOptions AtOnce => new() { CompilesAtOnce = true };

    /// <summary>Whether a loop of the program runs for some rows at a time, and what it does is described so.</summary>
    private static bool HasRowLoop(StepProgram program, string what) => program.Steps.OfType<RowStep>().Any(
        s => s.ToString().Split("loop[") is [_, .., var last] && last.Contains(what));
}
