using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Cases;

/// <summary>Powers at their singular points.</summary>
public sealed class PowerTests
{
    [Fact]
    public void TheHessianOfAPowerInEveryCombinationOfModes()
    {
        // At (4, 0): ∂²/∂x² = 0, ∂²/∂x∂y = x⁻¹, ∂²/∂y² = (log x)².
        double[] expected = [0, 0.25, 0.25, 1.9218120556728057];
        Func<Tensor, Tensor> f = p => Pow(p[0], p[1]);
        Holds.Everywhere(expected, Hessian(f), [4, 0]);
        Holds.Everywhere(expected, JacFwd(JacFwd(f)), [4, 0]);
        Holds.Everywhere(expected, JacFwd(JacRev(f)), [4, 0]);
        Holds.Everywhere(expected, JacRev(JacFwd(f)), [4, 0]);
        Holds.Everywhere(expected, JacRev(JacRev(f)), [4, 0]);
    }

    [Fact]
    public void WholeExponentsAtZero()
    {
        foreach (int n in (int[])[0, 1, 2, 3])
        {
            Holds.Everywhere(n == 0 ? 1 : 0, x => Pow(x, n), 0);
            Holds.Everywhere(n == 1 ? 1 : 0, Grad(x => Pow(x, n)), 0);
            Holds.Everywhere(n == 2 ? 2 : 0, Grad(Grad(x => Pow(x, n))), 0);
        }

        Holds.Everywhere(1, Grad(x => Pow(x, 0) + x), 3.14);
        Holds.Everywhere(double.PositiveInfinity, x => Pow(x, -2), 0);
    }

    [Fact]
    public void ExponentsInATensor()
    {
        foreach (var exponents in (Tensor[])[Tensor.From([0L, 1]), Tensor.From([0, 1]), Tensor.From([0f, 1f]), Tensor.From([0.0, 1])])
        {
            Holds.InDouble(1, Grad(x => Sum(Pow(x, exponents))), 3.14);
            Holds.InDouble(1, Grad(x => Sum(Pow(x, exponents))), 0);
        }
    }

    [Fact]
    public void RealExponentsAtZero()
    {
        var zero = Tensor.From([0.0]).Reshape();
        Holds.InDouble(0, Grad(x => Pow(x, 0.0)), 0);
        Holds.InDouble(0, Grad(x => Pow(x, zero)), 0);
        Holds.InDouble(0, Grad(Grad(x => Pow(x, zero))), 0);
        Holds.InDouble(1, Grad(x => Pow(x, zero + 1)), 0);
        Holds.InDouble(double.PositiveInfinity, Grad(x => Pow(x, zero + 0.5)), 0);
        // d 0ʸ/dy = 0 for every y ≥ 0, by convention at y = 0 too.
        foreach (double y in (double[])[0, 0.5, 1, 2, 7.25])
            Holds.Everywhere(0, Grad(e => Pow(Tensor.ZerosLike(e), e)), y);
    }

    [Fact]
    public void TheProductWithALogarithm()
    {
        // x·log y is 0 at x = 0; its derivatives are log y and x/y.
        Holds.Everywhere(0, x => XLogY(x, Tensor.ZerosLike(x)), 0);
        Holds.Everywhere([Math.Log(3), 2.0 / 3], Grad(p => XLogY(p[0], p[1])), [2, 3]);
        Holds.Everywhere([Math.Log(3), 0], Grad(p => XLogY(p[0], p[1])), [0, 3]);
    }
}
