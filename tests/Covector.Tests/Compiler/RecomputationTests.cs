using Covector.Compiler;
using Covector.Primitives;
using Covector.Tests.Battery;
using Covector.Tests.Fuzz;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Compiler;

/// <summary>Residuals of loops that the backward loop computes again.</summary>
public sealed class RecomputationTests
{
    public static TheoryData<int, int> Sizes => new()
    {
        { 1, 1 }, { 5, 2 }, { 17, 3 }, { 64, 1 }, { 1001, 10 }, { 8, 0 },
    };

    /// <summary>c ← c + h·(2c)·x·c: four products of the carry; only the carry is kept.</summary>
    [Theory]
    [MemberData(nameof(Sizes))]
    public void ProductsOfTheCarry(int n, int steps)
    {
        var x = RandomProgram.Sample([n], 1);
        Tensor Last(Tensor p) => Scan(c => (c + 0.1 * ((2 * c) * (p * c + 1)) * (c - p), c), p, steps).Carry;
        Compare(p => Last(p).Sum(), p =>
        {
            var c = p;
            for (int i = 0; i < steps; i++)
                c += 0.1 * ((2 * c) * (p * c + 1)) * (c - p);
            return c.Sum();
        }, x);
        if (steps == 0)
            return;
        var (forward, backward) = Loops(p => Last(p).Sum(), x);
        Assert.Equal(1, forward.StackedCount);
        Assert.Equal(1, backward.ScannedCount);
        Assert.Same(forward.Body.Inputs[forward.ConstantCount], forward.Body.Outputs[^1]);
    }

    /// <summary>(1 + y)(1 − y) follows from y, which is dear and kept; of the scanned inputs nothing is kept.</summary>
    [Theory]
    [MemberData(nameof(Sizes))]
    public void DerivativesFromResults(int n, int steps)
    {
        var x = RandomProgram.Sample([steps, n], 1);
        Tensor Last(Tensor p) => Scan(
            (Tensor c, Tensor e) =>
            {
                var y = Tanh(c + e);
                return (y * (e * 2 + 1) * y, y * y);
            }, p[0], p).Item1;
        if (steps == 0)
            return;
        Compare(p => Last(p).Sum(), p =>
        {
            var c = p[0];
            for (int i = 0; i < steps; i++)
            {
                var y = Tanh(c + p[i]);
                c = y * (p[i] * 2 + 1) * y;
            }

            return c.Sum();
        }, x);
        var (forward, _) = Loops(p => Last(p).Sum(), x);
        Assert.Equal(1, forward.StackedCount);
    }

    /// <summary>What others read, too, is stacked; a loop of another length reads what it did.</summary>
    [Fact]
    public void StacksThatAreRead()
    {
        var x = RandomProgram.Sample([33], 1);
        Func<Tensor[], Tensor[]> f = t =>
        {
            var (last, stack) = Scan(c => (c * t[0], c * 2), t[0] + 1, 7);
            var (second, twice) = Scan((Tensor c, Tensor e) => (c + e, e * c), last, stack);
            var (third, _) = Scan((Tensor c, Tensor e) => (c * e, c), second, stack[..5]);
            return [stack, twice, third];
        };
        BothTiers.SameBits("stacks", f, x);
        BothTiers.SameBits("their gradient", t => [Grad((Tensor p) => f([p]).Aggregate(Tensor.Zeros([]), (a, b) => a + Sum(b)))(t[0])], x);
        BothTiers.SameBits("backwards", t =>
        {
            var (last, stack) = Scan(c => (c * t[0], c + t[0] * 2), t[0] + 1, 7, reverse: true);
            return [Scan((Tensor c, Tensor e) => (c + e, e), last, stack).Item1, last];
        }, x);
    }

    private static void Compare(Func<Tensor, Tensor> loop, Func<Tensor, Tensor> unrolled, Tensor x)
    {
        BothTiers.SameBits("gradient", t => [Grad(loop)(t[0])], x);
        // Eagerly every residual is kept.
        Same.Bits(Grad(loop)(x), Jit(Grad(loop), new JitOptions { CompilesAtOnce = true })(x), "the gradient with all residuals");
        Same.Close(Grad(unrolled)(x), Grad(loop)(x), "the gradient without a loop", 4096);
    }

    private static (Scan Forward, Scan Backward) Loops(Func<Tensor, Tensor> f, Tensor x)
    {
        var graph = Pipeline.Simplify(MakeGraph(Grad(f))(x).WithCapturesAsInputs());
        var scans = graph.Equations.Select(e => e.Primitive).OfType<Scan>().ToList();
        return (scans.Single(s => !s.Reverse), scans.Single(s => s.Reverse));
    }
}
