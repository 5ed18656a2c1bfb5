using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Cases;

/// <summary>Gradients of reductions, of empty tensors among them.</summary>
public sealed class ReductionGradientTests
{
    [Fact]
    public void OfNothing()
    {
        var empty = Tensor.Zeros([0]);
        Holds.Equal(0, Sum(empty));
        Holds.Equal(1, Prod(empty));
        Holds.Equal(double.NaN, Mean(empty));
        Holds.Equal(double.NegativeInfinity, LogSumExp(empty));
        foreach (var f in (Func<Tensor, Tensor>[])[Sum, Prod, Mean, Norm, LogSumExp])
        {
            Assert.Equal(new Shape(0), Grad(f)(empty).Shape);
            Assert.Equal(new Shape(0), Jit(Grad(f))(empty).Shape);
            Assert.Equal(new Shape(0, 0), Hessian(f)(empty).Shape);
        }

        Holds.Throws<ShapeMismatchException>("Max: the shape [0] has no elements along axis 0; Max of nothing is not defined.", () => Max(empty));
        Holds.Throws<ShapeMismatchException>("Min: the shape [2, 0] has no elements along axis 1; Min of nothing is not defined.", () => Jit(x => Min(x, 1))(Tensor.Zeros([2, 0])));
        Holds.Throws<ShapeMismatchException>("ArgMax: the shape [0] has no elements along axis 0; ArgMax of nothing is not defined.", () => ArgMax(empty, 0));
        Assert.Equal(new Shape(0), Max(Tensor.Zeros([0, 3]), 1).Shape);
        Assert.Equal(new Shape(0, 3), Grad(x => Sum(Max(x, 1)))(Tensor.Zeros([0, 3])).Shape);
    }

    [Fact]
    public void OfSumsAndMeans()
    {
        var x = Tensor.From([1.0, 2, 3, 4, 5, 6], 2, 3);
        Holds.InDouble([2, 2, 2, 8, 8, 8], Grad(v => Sum(Square(Sum(v, 1)) / Tensor.From([6.0, 3.75]))), x, 1e-12);
        Holds.InDouble([0.5, 5, 50, 0.5, 5, 50], Grad(v => Sum(Mean(v, 0) * Tensor.From([1.0, 10, 100]))), x);
        Holds.InDouble([1, 1, 1, 1, 1, 1], Grad(v => Sum(Sum(v, [0, 1], true))), x);
    }

    [Fact]
    public void OfProductsWithZeros()
    {
        Holds.Everywhere([12, 8, 6], Grad(Prod), [2, 3, 4]);
        Holds.Everywhere([12, 0, 0], Grad(Prod), [0, 3, 4]);
        Holds.Everywhere([0, 0, 0], Grad(Prod), [0, 0, 4]);
        Holds.Everywhere([0, 4, 3, 4, 0, 0, 3, 0, 0], Hessian(Prod), [0, 3, 4]);
        // Σ cumprod: 1 + b + bc, a + ac, ab.
        Holds.Everywhere([1 + 3 + 12, 2 + 8, 6], Grad(x => Sum(CumProd(x, 0))), [2, 3, 4]);
        Holds.Everywhere([1 + 3 + 12, 0, 0], Grad(x => Sum(CumProd(x, 0))), [0, 3, 4]);
        Holds.Everywhere([111, 110, 100], Grad(x => Sum(CumSum(x, 0) * Tensor.From([1.0, 10, 100]))), [2, 3, 4]);
    }
}
