using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Transforms;

/// <summary>Derivatives of derivatives: the mechanism on scalar functions with closed forms.</summary>
public sealed class NestedGradTests
{
    [Fact]
    public void TanhUpToThirdOrder()
    {
        Assert.Equal(0.07065082485316443, (double)Grad(Tanh)(2.0), 15);
        Assert.Equal(-0.6397000084492245, (double)Grad(Grad(Tanh))(1.0), 14);
        Assert.Equal(0.62162668077129626, (double)Grad(Grad(Grad(Tanh)))(1.0), 14);
    }

    [Fact]
    public void FourthDerivativeOfSineIsSine() =>
        Assert.Equal(0.29552020666133958, (double)Grad(Grad(Grad(Grad(Sin))))(0.3), 14);

    [Fact]
    public void FanOutAccumulates()
    {
        Func<Tensor, Tensor> f = x => Sin(Sin(x) + Sin(x));
        Assert.Equal(0.42620659914577453, (double)Grad(f)(0.7), 14);
        Assert.Equal(-2.6062624512889684, (double)Grad(Grad(f))(0.7), 13);
        Assert.Equal(4.2550552521635016, (double)Grad(Grad(Grad(f)))(0.7), 12);
    }

    [Fact]
    public void InnerDerivativesDoNotSeeOuterPerturbations()
    {
        // d/dx [ x · d/dy (x + y) ] = 1, and d/dx [ x · d/dy (x·y) ] = 2x.
        Assert.Equal(1, (double)Grad(x => x * Grad(y => x + y)(1.0))(1.0));
        Assert.Equal(8, (double)Grad(x => x * Grad(y => x * y)(1.0))(4.0));
    }

    [Fact]
    public void ForwardModeAndLinearize()
    {
        var (value, tangent) = Jvp(Sin, 0.7, 1.0);
        Assert.Equal(Math.Sin(0.7), (double)value, 15);
        Assert.Equal(Math.Cos(0.7), (double)tangent, 15);
        var (_, pushforward) = Linearize(x => Exp(x) * x, 0.5);
        Assert.Equal(2 * 1.5 * Math.Exp(0.5), (double)pushforward(2.0), 14);
    }
}
