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

    private static Tensor Sample(Shape shape, int seed, DType type) => RandomProgram.Sample(shape, seed).AsType(type);
}
