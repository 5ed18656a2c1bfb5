using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Cases;

/// <summary>CheckGradients finds wrong rules, names the worst entry, and refuses points where differences mean nothing.</summary>
public sealed class GradientCheckTests
{
    [Fact]
    public void RightRulesPass()
    {
        var report = CheckGradients(x => Sum(Sin(x) * Exp(x)), [0.3, -0.7, 1.1]);
        Assert.True(report.Comparisons > 20);
        Assert.NotEmpty(report.Worst);
        Assert.All(report.Worst, c => Assert.True(c.Agrees));
        Assert.StartsWith(
            $"{report.Comparisons} derivatives agree with finite differences; the largest deviations:\n  ", report.ToString(),
            StringComparison.Ordinal);
        CheckGradients(x => Sum(Sin(x) * Exp(x)), Tensor.From([0.3f, -0.7f, 1.1f]));
        CheckGradients(x => Sum(x * x * x), Tensor.Zeros([0]));
        CheckGradients(Tanh, 0.3, order: 3);
    }

    [Fact]
    public void TheWorstEntryIsNamed()
    {
        // A derivative that hides a factor: wrong by 1, 100 and 10 in the three entries, by a hundredth of each.
        Tensor factor = [1, 100, 10];
        var error = Assert.Throws<GradientMismatchException>(
            () => CheckGradients(x => Sum(StopGradient(x * 0.01) * x * factor), [1, 1, 1]));
        Assert.Equal(("x[1]", "result", 1), (error.Comparison.Argument, error.Comparison.Output, error.Comparison.Order));
        Assert.Equal(1, error.Comparison.Computed, 1e-12);
        Assert.Equal(2, error.Comparison.Expected, 1e-9);
        Assert.StartsWith(
            "CheckGradients: Jvp, order 1: d result / d x[1] = 1, by finite differences ", error.Message, StringComparison.Ordinal);

        // In a tree, with its path; of a second derivative, with its order.
        error = Assert.Throws<GradientMismatchException>(
            () => CheckGradients(((Tensor A, Tensor[] B) p) => Sum(p.A + (StopGradient(p.B[1]) * p.B[1])), ((Tensor)1.0, [1.0, 2.0])));
        Assert.Equal("p.Item2[1]", error.Comparison.Argument);
        error = Assert.Throws<GradientMismatchException>(() => CheckGradients(WrongSecond, 1.0));
        Assert.Equal(2, error.Comparison.Order);
        Assert.Contains(" of ", error.Comparison.Mode, StringComparison.Ordinal);
    }

    /// <summary>x² with the right gradient 2x, which is then taken for a constant.</summary>
    private static Tensor WrongSecond(Tensor x)
    {
        var at = StopGradient(x);
        return (at * at) + (2 * at * (x - at));
    }

    [Fact]
    public void PointsWithoutFiniteValues()
    {
        Holds.Throws<NonFiniteException>(
            "CheckGradients: result is NaN at the given point; differences need a function that is finite there.",
            () => CheckGradients(Log, -1.0));
        Holds.Throws<NonFiniteException>(
            "CheckGradients: result[1] is -Infinity at the given point; differences need a function that is finite there.",
            () => CheckGradients(Log, [1.0, 0.0]));
        Assert.Throws<GradientMismatchException>(() => CheckGradients(Abs, 0.0));
    }

    [Fact]
    public void ArgumentsThatHaveNoDerivative()
    {
        Holds.Throws<DTypeMismatchException>(
            "CheckGradients: the point holds no floating-point tensor; a derivative needs Float32 or Float64.",
            () => CheckGradients(x => x * 1.5, Tensor.From([1L])));
        Holds.Throws<DTypeMismatchException>(
            "CheckGradients: the function returned i64[], which has no derivative; expected Float32 or Float64. Do not round or "
            + "compare the result before returning it.",
            () => CheckGradients(x => ArgMax(x, 0), [1.0, 2.0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => CheckGradients(Sin, 1.0, 0));
    }
}
