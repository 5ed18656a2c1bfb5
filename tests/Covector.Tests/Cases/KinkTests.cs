using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Cases;

/// <summary>What is chosen as derivative where there is none, or more than one.</summary>
public sealed class KinkTests
{
    [Fact]
    public void NegativeZeroIsZero()
    {
        Holds.Everywhere(0, Grad(Relu), -0.0);
        Holds.Everywhere(0, Grad(Abs), -0.0);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    public void TheRectifier(double x, double derivative)
    {
        Holds.Everywhere(derivative, Grad(Relu), x);
        Holds.Everywhere(0, Grad(Grad(Relu)), x);
    }

    [Theory]
    [InlineData(-2, -1)]
    [InlineData(0.0, 0)]
    [InlineData(2, 1)]
    public void AbsoluteValue(double x, double derivative)
    {
        Holds.Everywhere(derivative, Grad(Abs), x);
        Holds.Everywhere(0, Grad(Grad(Abs)), x);
    }

    [Fact]
    public void ATieOfTwoIsSharedInHalves()
    {
        Holds.Everywhere([0.5, 0.5], Grad(p => Maximum(p[0], p[1])), [3, 3]);
        Holds.Everywhere([0.5, 0.5], Grad(p => Minimum(p[0], p[1])), [3, 3]);
        Holds.Everywhere([0, 1], Grad(p => Maximum(p[0], p[1])), [2, 3]);
        Holds.Everywhere([1, 0], Grad(p => Minimum(p[0], p[1])), [2, 3]);
        Holds.Everywhere([0.5, 0.5], Grad(p => Maximum(p[0], p[1])), [0.0, -0.0]);
        Holds.Everywhere(1, Grad(x => Maximum(x, x)), 3);
    }

    [Fact]
    public void ATieOfManyIsSharedEqually()
    {
        Holds.Everywhere([0, 0.5, 0.5, 0], Grad(Max), [1, 3, 3, 2]);
        Holds.Everywhere([0.5, 0, 0, 0.5], Grad(Min), [1, 3, 3, 1]);
        Holds.Everywhere([0.2, 0.2, 0.2, 0.2, 0.2], Grad(Max), [7, 7, 7, 7, 7]);
        Holds.InDouble([1, 0, 0, 1, 1, 0], Grad(x => Sum(Max(x, 1))), Tensor.From([2.0, 1, 0, 2, 9, 8], 3, 2));
    }

    [Fact]
    public void ClipIsHalfAtABound()
    {
        foreach (var (x, derivative) in ((double, double)[])[(-2, 0), (-1, 0.5), (0.3, 1), (1, 0.5), (2, 0)])
        {
            Holds.Everywhere(derivative, Grad(v => Clip(v, -1, 1)), x);
            Holds.Everywhere(derivative, Grad(v => Minimum(Maximum(v, -1), 1)), x);
        }

        Holds.Everywhere([0.5, 0.5, 0], Grad(p => Clip(p[0], p[1], p[2])), [1, 1, 5]);
    }

    [Fact]
    public void StepFunctionsHaveTheDerivativeZero()
    {
        foreach (var f in (Func<Tensor, Tensor>[])[Floor, Ceiling, Round, Sign, Truncate, x => (x > 1).AsType(x.DType), x => x.AsType(DType.Int64).AsType(x.DType)])
            foreach (double x in (double[])[-1.5, 0, 0.5, 1, 2.25])
            {
                Holds.Everywhere(0, Grad(f), x);
                Holds.Everywhere(0, Grad(Grad(f)), x);
                Holds.Everywhere(1, Grad(v => v + f(v)), x);
            }
    }

    [Fact]
    public void StraightThroughEstimation()
    {
        Holds.Everywhere(1, Grad(x => x + StopGradient(Round(x) - x)), 3.14);
        Holds.Everywhere(3, x => x + StopGradient(Round(x) - x), 3.14, 1e-6);
    }

    [Fact]
    public void SortingFollowsTheElements()
    {
        Tensor weights = [1, 10, 100];
        Holds.Everywhere([100, 1, 10], Grad(x => Sum(Sort(x, 0) * weights)), [3, 1, 2]);

        // Equal elements keep their order.
        Holds.Everywhere([1, 10, 100], Grad(x => Sum(Sort(x, 0) * weights)), [2, 2, 2]);
        Holds.Everywhere([10, 1, 100], Grad(x => Sum(Sort(x, -1) * weights)), [2, 1, 2]);
        Holds.Everywhere([0, 10, 1, 0], Grad(x => Sum(TopK(x, 2).Values * weights[..2])), [1, 3, 3.5, 2]);
        Holds.Everywhere([0, 1, 10, 0], Grad(x => Sum(TopK(x, 2).Values * weights[..2])), [1, 3, 3, 2]);
    }

    [Fact]
    public void PlacesHaveNoDerivative()
    {
        Holds.Everywhere([0, 0, 0], Grad(x => Sum(ArgSort(x, 0).AsType(x.DType))), [3, 1, 2]);
        Holds.Everywhere([0, 0, 0], Grad(x => ArgMax(x, 0).AsType(x.DType)), [3, 1, 2]);
        Holds.Everywhere([1, 1, 1], Grad(x => Sum(x) * ArgMin(x, 0).AsType(x.DType)), [3, 1, 2]);
        Holds.Everywhere([0, 1, 0], Grad(x => x[ArgMin(x, 0)]), [3, 1, 2]);
    }

    [Fact]
    public void RunningMaxima()
    {
        // cummax [1, 3, 2, 3] = [1, 3, 3, 3]; the first that attains it takes all.
        Tensor weights = [1, 10, 100, 1000];
        Holds.Everywhere([1, 1110, 0, 0], Grad(x => Sum(CumMax(x, 0) * weights)), [1, 3, 2, 3]);
    }
}
