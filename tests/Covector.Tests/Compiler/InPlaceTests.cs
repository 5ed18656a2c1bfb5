using Covector.Compiler;
using Covector.Tests.Fuzz;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Compiler;

/// <summary>Results written over operands that nothing reads any more.</summary>
public sealed class InPlaceTests
{
    public static TheoryData<int> Sizes => [0, 1, 3, 5, 17, 1001];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void ChainsOfProductsAndKernels(int n)
    {
        foreach (var type in (DType[])[DType.Float32, DType.Float64])
        {
            int m = Math.Max(1, n % 40);
            var (x, w, b) = (Sample([m, n], 1, type), Sample([n, n], 2, type), Sample([n], 3, type));
            BothTiers.SameBits($"layers {n}", t =>
            {
                var h = t[0];
                for (int i = 0; i < 3; i++)
                    h = Tanh(Dot(h, t[1]) + t[2]) * 0.5 + CumSum(h, 1);
                return [h, h[..1], CumSum(h, 1) - h];
            }, x, w, b);
            BothTiers.SameBits($"sums {n}", t =>
            {
                var c = CumSum(t[0], 1);
                var d = Sin(c) + Sum(c);
                return [Exp(d - Max(CumSum(d, 0) + 1)), Flip(CumSum(d * 2, 0), 1) + d];
            }, Sample([m, Math.Max(1, n)], 1, type));
            BothTiers.SameBits($"types {n}", t => [CumSum(t[0], 0).AsType(DType.Int32), (CumSum(t[0], 0) > 0).AsType(DType.Float32)], Sample([n], 1, type));
        }
    }

    /// <summary>One result of a step is written over an operand, another result of the same step over that one: found by random programs.</summary>
    [Fact]
    public void ResultsOfOneStepFollowEachOther()
    {
        var program = new RandomProgram([851379, 16633260, 10893478, 13053608, 9623666, 5530332, 7122076, 4556768, 6328616], false);
        var x = Array.ConvertAll(RandomProgram.Point(40), p => RandomProgram.Sample([37, .. p.Shape.ToArray()], 41 + p.Rank));
        BothTiers.SameBits("batch", t => Vmap<Tensor[], Tensor[]>(p => program.Run(p, false))(t), x);
        BothTiers.SameBits("gradients", t => Vmap(Grad<Tensor[]>(p => program.Loss(p, false)))(t), x);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Loops(int n)
    {
        foreach (int length in (int[])[0, 1, 2, 3, 4, 9])
            foreach (bool reverse in (bool[])[false, true])
            {
                var (a, b, xs) = (Sample([n], 1, DType.Float64), Sample([n], 2, DType.Float64), Sample([length, n], 3, DType.Float64));
                string what = $"{length} steps of {n}";
                BothTiers.SameBits($"two carries {what}", t =>
                {
                    // Each carry is read after the other has its next value; a and what it came from are read after the loop.
                    var start = CumSum(t[0], 0);
                    var ((p, q), ys) = Scan(((Tensor P, Tensor Q) c, Tensor x) =>
                    {
                        var p = c.P * 0.5 + CumSum(x, 0);
                        return ((p + c.Q, Sin(c.P) - x), p * c.Q);
                    }, (start, CumSum(t[1], 0)), t[2], reverse: reverse);
                    return [p, q, ys, start, t[0] * 2];
                }, a, b, xs);
                BothTiers.SameBits($"carries that change places {what}", t =>
                {
                    var ((p, q), _) = Scan(((Tensor P, Tensor Q) c, Tensor x) => ((c.Q + x, c.P), x), (t[0], t[1]), t[2], reverse: reverse);
                    return [p, q];
                }, a, b, xs);
            }
    }

    /// <summary>A product, and in its place what follows; then the sum, in the place of its operand, and not of what is read later.</summary>
    [Fact]
    public void AResultTakesThePlaceOfADeadOperand()
    {
        var (x, w) = (Sample([64, 64], 1, DType.Float32), Sample([64, 64], 2, DType.Float32));
        string update = Jit((Tensor p, Tensor q) => q - 0.1f * Dot(p.T, p)).Explain(x, w).Schedule;
        Assert.Matches("^(\\w+), (\\w+) = product.* \\+ kernel.*, \\2 over \\1$", update);
        var both = BothTiers.SameBits("what is read later stays", t =>
        {
            var c = CumSum(t[0], 0);
            var d = Exp(CumSum(c, 1));
            return [d, c];
        }, x);
        Assert.Null(both.Under(both.Outputs[1]));
    }

    /// <summary>What it came from is dead before the next one is written, though another step than the last reads it.</summary>
    [Fact]
    public void ACarryThatIsDeadGivesItsPlaceToTheNext()
    {
        var (x, w) = (Sample([30, 20], 1, DType.Float64), Sample([20, 20], 2, DType.Float64));
        BothTiers.SameBits("products in a loop", t => [ForLoop(0, 7, (_, c) => Tanh(Dot(Dot(c, t[1]), t[1].T)), t[0])], x, w);
        BothTiers.SameBits("two carries", t =>
        {
            var ((p, q), _) = Scan(((Tensor P, Tensor Q) c) => ((Dot(Dot(c.P, t[1]) + c.Q, t[1]), Dot(Dot(c.P, t[1]), t[1]) * c.Q), c.P[0]), (t[0], t[0] * 2), 6);
            return [p, q];
        }, x, w);
        string schedule = Jit((Tensor t, Tensor v) => ForLoop(0, 7, (_, c) => Tanh(Dot(Dot(c, v), v.T)), t)).Explain(x, w).Schedule;
        Assert.Contains("loop[7, 1 in place]", schedule, StringComparison.Ordinal);
    }

    [Fact]
    public void ACarryIsUpdatedInPlace()
    {
        const int N = 10_000;
        var x = Sample([N], 1, DType.Float64);
        var report = Jit((Tensor t) => ForLoop(0, 50, (_, c) => CumSum(Sin(c), 0) * 0.5 + c, t)).Explain(x);
        Assert.Contains("loop[50, 1 in place]", report.Schedule, StringComparison.Ordinal);

        // What is added up takes one place more, the other carry none.
        Assert.InRange(report.ArenaBytes, N * sizeof(double), 5 * N * sizeof(double) / 2);
    }

    /// <summary>A loop that changes one row in each step does not touch the others: neither a copy nor a second place for the whole.</summary>
    [Fact]
    public void ARowIsChangedInPlace()
    {
        const int N = 20_000, Width = 16;
        var x = Sample([N, Width], 1, DType.Float64);
        Func<Tensor, Tensor, Tensor>[] changes =
        [
            (c, i) => c.At(i).Set(c[i] * 2 + 1),
            (c, i) => c.At(i).Add(c[N - 1 - i]),
            (c, i) =>
            {
                var row = Sin(c[0]);
                return c.At(i).Set(c[i]).At(i + 1).Add(row);
            },
        ];
        foreach (var change in changes)
        {
            var report = Jit((Tensor t) => ForLoop(0, 100, (i, c) => change(c, i), t)).Explain(x);
            Assert.Contains("in place]", report.Schedule, StringComparison.Ordinal);
            Assert.InRange(report.ArenaBytes, 0, N * Width * sizeof(double) / 2);
        }

        // Each row is twice the one before, and the last is read by nobody else.
        var doubled = Jit((Tensor t) => ForLoop(1, N, (i, c) => c.At(i).Set(c[i - 1] * 0.5 + 1), t), JitOptions.Eager);
        var (expected, actual) = (x.ToArray<double>(), doubled(x).ToArray<double>());
        Assert.Equal((double)x[0, 3], expected[3]);
        for (int i = 1; i < N; i++)
            for (int j = 0; j < Width; j++)
                expected[i * Width + j] = expected[(i - 1) * Width + j] * 0.5 + 1;
        Assert.Equal(expected, actual);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void ScattersAndGathers(int n)
    {
        var (x, u) = (Sample([n + 2, 3], 1, DType.Float64), Sample([4, 3], 2, DType.Float64));
        var places = Tensor.From([0L, n, 1, n + 1], 4);
        BothTiers.SameBits($"read before and after {n}", t =>
        {
            var c = CumSum(t[0], 0);
            var before = c[t[2]];
            var d = c.At(t[2]).Add(t[1]);
            return [before, d[t[2]], c * 2, d.At(t[2]).Set(before).At(t[2]).Minimum(t[1]).At(t[2]).Multiply(2.0), t[0].At(t[2]).Maximum(t[1])];
        }, x, u, places);
        BothTiers.SameBits($"views {n}", t =>
        {
            var c = CumSum(t[0], 0);
            return [c.T.At(2).Add(c[.., 0]), Flip(c, 0).At(t[2]).Set(Flip(t[1], 1)), c.Reshape(3 * n + 6).At(t[2]).Add(1.0), c[1..].At(0).Set(c[0])];
        }, x, u, places);
        BothTiers.SameBits($"updates that are what is changed {n}", t =>
        {
            var c = CumSum(t[0], 0);
            return [c.At(Tensor.Arange(n + 2)).Add(c)];
        }, x);
    }

    [Fact]
    public void LoopsThatEndWhenTheyAreDone()
    {
        foreach (int n in (int[])[1, 3, 17, 1001])
            foreach (double limit in (double[])[0, 1, 5, 40])
            {
                var (x, y) = (Sample([n], 1, DType.Float64), Sample([n], 2, DType.Float64));
                BothTiers.SameBits($"{n} numbers to {limit}", t =>
                {
                    var start = CumSum(t[0], 0);
                    var (p, q, k) = While<(Tensor, Tensor, Tensor)>(
                        c => c.Item3 < limit, c => (c.Item2 * 0.5 + CumSum(t[1], 0), c.Item1, c.Item3 + 1), (start, CumSum(t[1] * 2, 0), 0 * Sum(t[0])));
                    var (r, _) = While<(Tensor, Tensor)>(c => c.Item2 < limit, c => (Sin(c.Item1) + t[1], c.Item2 + 2), (t[0], 0 * Sum(t[0])));
                    return [p, q, k, r, start, t[0] * 1];
                }, x, y);
            }
    }

    private static Tensor Sample(Shape shape, int seed, DType type) => RandomProgram.Sample(shape, seed).AsType(type);
}
