using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Cases;

/// <summary>Derivatives of elementary functions of a number, up to high order, against their closed forms.</summary>
public sealed class ScalarDerivativeTests
{
    /// <summary>The derivative of each order, by reverse mode over itself.</summary>
    private static Func<Tensor, Tensor> Order(Func<Tensor, Tensor> f, int order) => order == 0 ? f : Grad(Order(f, order - 1));

    /// <summary>The same by forward mode over itself.</summary>
    private static Func<Tensor, Tensor> Forward(Func<Tensor, Tensor> f, int order) =>
        order == 0 ? f : x => Jvp(Forward(f, order - 1), x, Tensor.OnesLike(x)).Tangent;

    private static void Orders(double[] expected, Func<Tensor, Tensor> f, double x, double single = Holds.Single)
    {
        for (int order = 0; order < expected.Length; order++)
        {
            Holds.Everywhere(expected[order], Order(f, order), x, single);
            Holds.Everywhere(expected[order], Forward(f, order), x, single);
        }
    }

    [Fact]
    public void TanhToTheFifthOrder()
    {
        // From the third order on the polynomials in tanh x cancel, which single precision shows.
        Orders(
            [0.46211715726000976, 0.78644773296592741, -0.72686198138358728, -0.56520928825977036, 3.9522195637245831, -3.2666864719713927],
            Tanh, 0.5, 3e-5);
        Orders(
            [0.76159415595576489, 0.41997434161402607, -0.6397000084492245, 0.62162668077129626, 0.66509104475050168, -5.5568935584737198],
            Tanh, 1, 3e-5);
    }

    [Fact]
    public void TanhAgreesWithThePolynomialsInItself()
    {
        foreach (double x in (double[])[-2.5, -0.3, 0, 0.1, 0.9, 3])
        {
            double t = Math.Tanh(x), d = 1 / (Math.Cosh(x) * Math.Cosh(x));
            Holds.InDouble(d, Grad(Tanh), x);
            Holds.InDouble(-2 * t * d, Grad(Grad(Tanh)), x);
            Holds.InDouble(d * ((6 * t * t) - 2), Grad(Grad(Grad(Tanh))), x, 1e-11);
        }
    }

    [Fact]
    public void TheSixthDerivativeOfAQuotient()
    {
        // d⁶(1/x) = 720/x⁷
        Holds.Everywhere(0.0439453125, Order(x => 1 / x, 6), 4);
        Holds.Everywhere(0.0439453125, Order(Reciprocal, 6), 4);
        Holds.Everywhere(0.0439453125, Order(x => Pow(x, -1), 6), 4);
        Holds.Everywhere(-3.0 / 128, Order(x => 1.0 / x, 3), 4);
        Holds.Everywhere(-6.0 / 256, Forward(x => 1 / x, 3), 4);
    }

    [Fact]
    public void SineReturnsAfterFourDerivatives()
    {
        Orders([0.29552020666133958, 0.95533648912560602, -0.29552020666133958, -0.95533648912560602, 0.29552020666133958], Sin, 0.3);
        Orders([0.95533648912560602, -0.29552020666133958, -0.95533648912560602, 0.29552020666133958, 0.95533648912560602], Cos, 0.3);
    }

    [Fact]
    public void FanOutAccumulates() => Orders(
        [0.96040029790110711, 0.42620659914577453, -2.6062624512889684, 4.2550552521635016], x => Sin(Sin(x) + Sin(x)), 0.7, 2e-5);

    [Fact]
    public void PowersByMultiplicationAndByPow()
    {
        // d³(x⁵) = 60x²
        Holds.Everywhere(135, Order(x => x * x * x * x * x, 3), 1.5);
        Holds.Everywhere(135, Order(x => Pow(x, 5), 3), 1.5);
        Holds.Everywhere(135, Order(x => Pow(x, 5.0), 3), 1.5);
        // d²(x^2.5) = 3.75·√x
        Holds.Everywhere(3.75 * 1.5, Order(x => Pow(x, 2.5), 2), 2.25);
    }

    [Fact]
    public void ExponentialsAndLogarithms()
    {
        Orders([Math.E * Math.E, Math.E * Math.E, Math.E * Math.E, Math.E * Math.E], Exp, 2);
        Orders([Math.Log(3), 1.0 / 3, -1.0 / 9, 2.0 / 27, -6.0 / 81], Log, 3);
        Holds.Everywhere(1 / (3 * Math.Log(2)), Grad(Log2), 3);
        Holds.Everywhere(1 / (3 * Math.Log(10)), Grad(Log10), 3);
        Holds.Everywhere(0.5, Grad(Sqrt), 1);
        Holds.Everywhere(-1.0 / 32, Grad(Grad(Sqrt)), 4);
        Holds.Everywhere(-1.0 / 16, Grad(Rsqrt), 4);
        Holds.Everywhere(1.0 / 12, Grad(Cbrt), 8);
        Holds.Everywhere(10, Grad(Square), 5);
    }

    [Fact]
    public void InverseTrigonometricFunctions()
    {
        Holds.Everywhere(1.1547005383792515, Grad(Asin), 0.5);
        Holds.Everywhere(-1.1547005383792515, Grad(Acos), 0.5);
        Holds.Everywhere(0.2, Grad(Atan), 2);
        // asin″ = x/(1 − x²)^(3/2), atan″ = −2x/(1 + x²)²
        Holds.Everywhere(0.76980035891950105, Grad(Grad(Asin)), 0.5);
        Holds.Everywhere(-0.16, Grad(Grad(Atan)), 2);
        // tan′ = 1 + tan² = 1/cos²
        Holds.Everywhere(1 / Math.Pow(Math.Cos(0.7), 2), Grad(Tan), 0.7);
    }

    [Fact]
    public void HyperbolicFunctions()
    {
        Holds.Everywhere(Math.Cosh(0.7), Grad(Sinh), 0.7);
        Holds.Everywhere(Math.Sinh(0.7), Grad(Cosh), 0.7);
        Holds.Everywhere(1 / Math.Sqrt(1.49), Grad(Asinh), 0.7);
        Holds.Everywhere(1 / Math.Sqrt(0.69), Grad(Acosh), 1.3);
        Holds.Everywhere(1 / 0.51, Grad(Atanh), 0.7);
    }

    [Fact]
    public void TheAngleAndTheDistanceOfAPoint()
    {
        var (dy, dx) = Grad((y, x) => Atan2(y, x), Wrt.All)(3.0, 4.0);
        Holds.Equal(0.16, dy);
        Holds.Equal(-0.12, dx);
        (dx, dy) = Grad((x, y) => Hypot(x, y), Wrt.All)(3.0, 4.0);
        Holds.Equal(0.6, dx);
        Holds.Equal(0.8, dy);
        (dx, dy) = Jit(Grad((x, y) => Hypot(x, y), Wrt.All))(3.0, 4.0);
        Holds.Equal(0.6, dx);
        Holds.Equal(0.8, dy);
        Holds.Everywhere([0.16, -0.12], Grad(p => Atan2(p[0], p[1])), [3, 4]);
        Holds.Everywhere([0.6, 0.8], Grad(p => Hypot(p[0], p[1])), [3, 4]);

        // Without overflow or underflow of the squares.
        Holds.InDouble([0.6, 0.8], Grad(p => Hypot(p[0], p[1])), Tensor.From([3e200, 4e200]));
        Holds.InDouble([0.16e200, -0.12e200], Grad(p => Atan2(p[0], p[1])), Tensor.From([3e-200, 4e-200]));
    }

    [Fact]
    public void TaylorCoefficientsByNestedForwardMode()
    {
        double[] sine = [1, 1, 0.5, 0, -1.0 / 8, -1.0 / 15, -1.0 / 240];
        double[] tanh =
        [
            0.46211715726000976, 0.78644773296592741, -0.36343099069179364, -0.09420154804329506, 0.16467581515519096, -0.027222387266428272,
        ];
        for (int k = 0, factorial = 1; k < sine.Length; k++, factorial *= k)
        {
            Func<Tensor, Tensor> derivative = Forward(x => Exp(Sin(x)), k), of = Forward(Tanh, k);
            double n = factorial;
            // The third coefficient vanishes by cancellation.
            if (k != 3)
                Holds.InDouble(sine[k], x => derivative(x) / n, 0, 1e-11);
            if (k < tanh.Length)
                Holds.InDouble(tanh[k], x => of(x) / n, 0.5, 1e-11);
        }

        Assert.Equal(0, (double)Forward(x => Exp(Sin(x)), 3)(0.0), 1e-14);
    }
}
