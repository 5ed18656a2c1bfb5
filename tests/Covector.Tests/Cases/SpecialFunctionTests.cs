using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Cases;

/// <summary>Activations and special functions: closed forms, and finite values where the naive formulas overflow or cancel.</summary>
public sealed class SpecialFunctionTests
{
    [Fact]
    public void SoftplusIsStableWhereTheFormulaIsNot()
    {
        Func<Tensor, Tensor> naive = x => Log1p(Exp(x));
        Holds.InDouble(double.NaN, Grad(naive), 1000);
        Holds.InDouble(1, Grad(Softplus), 1000);
        Holds.Everywhere(1, Grad(Softplus), 100);
        Holds.Everywhere(0.95257412682243322, Grad(Softplus), 3);
        Holds.Everywhere(0.95257412682243322, Grad(naive), 3);
        Holds.Everywhere(1.3132616875182228, Softplus, 1);
        Holds.Everywhere(0.73105857863000488, Grad(Softplus), 1);
        Holds.Everywhere(0.19661193324148185, Grad(Grad(Softplus)), 1);
        Holds.Everywhere(-0.090857747672948409, Grad(Grad(Grad(Softplus))), 1);
        Holds.Everywhere(1, Grad(Softplus), double.PositiveInfinity);
        Holds.Everywhere(0, Grad(Softplus), double.NegativeInfinity);
        Holds.Everywhere(double.NaN, Grad(Softplus), double.NaN);
    }

    [Fact]
    public void TheErrorFunctions()
    {
        Holds.Everywhere(1.1283791670955126, Grad(Erf), 0);
        Holds.Everywhere(0.4151074974205947, Grad(Erf), 1);
        Holds.Everywhere(-0.83021499484118941, Grad(Grad(Erf)), 1);
        Holds.Everywhere(-0.4151074974205947, Grad(Erfc), 1);
        Holds.Everywhere(1.1125848189719498, Grad(ErfInv), 0.5);
        Holds.Everywhere(0.88622692545275801, Grad(ErfInv), 0);
    }

    [Fact]
    public void TheGammaFunctions()
    {
        // ψ(1) = −γ, ψ′(1) = π²/6, ψ″(1) = −2ζ(3); ψ(2) = 1 − γ.
        Holds.Everywhere(-0.57721566490153286, Grad(LogGamma), 1);
        Holds.Everywhere(1.6449340668482264, Grad(Grad(LogGamma)), 1);
        Holds.Everywhere(-2.4041138063191886, Grad(Grad(Grad(LogGamma))), 1);
        Holds.Everywhere(0.42278433509846714, Digamma, 2);
        Holds.Everywhere(0.64493406684822644, Grad(Digamma), 2);
    }

    [Fact]
    public void SigmoidStaysFinite()
    {
        Holds.Everywhere(0.10499358540350652, Grad(Sigmoid), 2);
        Holds.Everywhere(-0.079962501056153063, Grad(Grad(Sigmoid)), 2);
        foreach (double x in (double[])[-1000, -1e20, 1000, 1e20, double.NegativeInfinity, double.PositiveInfinity])
        {
            Holds.Everywhere(x < 0 ? 0 : 1, Sigmoid, x);
            Holds.Everywhere(0, Grad(Sigmoid), x);
            Holds.Everywhere(0, Grad(Grad(Sigmoid)), x);
        }
    }

    [Fact]
    public void ActivationsOfNeuralNetworks()
    {
        // x·Φ(x) with its density.
        Holds.Everywhere(0.84134474606854295, Gelu, 1);
        Holds.Everywhere(1.0833154705876863, Grad(Gelu), 1);
        Holds.Everywhere(0.24197072451914335, Grad(Grad(Gelu)), 1);
        // x·σ(x): σ + xσ(1 − σ)
        Holds.Everywhere(0.73105857863000488, Silu, 1);
        Holds.Everywhere(0.92767051187148673, Grad(Silu), 1);
        // Of infinite numbers, too.
        foreach (var f in (Func<Tensor, Tensor>[])[Gelu, Silu, Relu, Softplus])
        {
            Holds.Everywhere(double.PositiveInfinity, f, double.PositiveInfinity);
            Holds.Everywhere(0, f, double.NegativeInfinity);
            Holds.Everywhere(double.NaN, f, double.NaN);
            Holds.Everywhere(0, Grad(x => Where(IsFinite(x), f(x), 0)), double.NegativeInfinity);
            Holds.Everywhere(0, Grad(x => Where(IsFinite(x), f(x), 0)), double.PositiveInfinity);
            Holds.Everywhere(1, Grad(f), 1e4);
            Holds.Everywhere(0, Grad(f), -1e4);
        }

        // log(p/(1 − p)): 1/(p(1 − p))
        Holds.Everywhere(1 / 0.1875, Grad(Logit), 0.25);
    }

    [Fact]
    public void LogNdtrInTheTail()
    {
        // The inverse Mills ratio φ/Φ: √(2/π) at 0, x + 1/x + … towards −∞.
        Holds.Everywhere(0.79788456080286536, Grad(LogNdtr), 0);
        Holds.InDouble(40.024968847207264, Grad(LogNdtr), -40);
        Holds.Everywhere(0, Grad(LogNdtr), 60);
        Holds.Everywhere(1000.000999998, Grad(LogNdtr), -1000);
        Holds.Everywhere(1e10, Grad(LogNdtr), -1e10);
        Holds.Everywhere(double.PositiveInfinity, Grad(LogNdtr), double.NegativeInfinity);
        Holds.Everywhere(0, Grad(LogNdtr), double.PositiveInfinity);
        Holds.Everywhere(double.NaN, Grad(LogNdtr), double.NaN);

        // The second derivative −h(x + h) tends to −1, the third to 0.
        Holds.InDouble(-0.967303565382887775, Grad(Grad(LogNdtr)), -5, 1e-11);
        Holds.Everywhere(-0.999722684116585231, Grad(Grad(LogNdtr)), -60);
        Holds.Everywhere(-0.999999000006, Grad(Grad(LogNdtr)), -1000);
        Holds.Everywhere(-1, Grad(Grad(LogNdtr)), -1e10);
        Holds.InDouble(9.22850181961901776e-6, Grad(Grad(Grad(LogNdtr))), -60, 1e-10);
    }

    [Fact]
    public void TheLogarithmOfASumOfExponentials()
    {
        Holds.Everywhere([0.26894142136999512, 0.73105857863000488], Grad(p => LogAddExp(p[0], p[1])), [0, 1]);
        Holds.Everywhere([0.26894142136999512, 0.73105857863000488], Grad(p => LogAddExp(p[0], p[1])), [1000, 1001]);
        const double infinity = double.PositiveInfinity;
        Func<Tensor, Tensor> f = p => LogAddExp(p[0], p[1]);
        Holds.Everywhere([0.5, 0.5], Grad(f), [-infinity, -infinity]);
        Holds.Everywhere([0.5, 0.5], Grad(f), [infinity, infinity]);
        Holds.Everywhere([1, 0], Grad(f), [0, -infinity]);
        Holds.InDouble([-infinity], f, Tensor.From([-infinity, -infinity]));
    }

    [Fact]
    public void NothingCancelsNearZero()
    {
        Holds.InDouble(0.9999999999, Grad(Log1p), 1e-10, 1e-15);
        Holds.InDouble(1.0000000001, Grad(Expm1), 1e-10, 1e-15);
        Holds.InDouble(1e-10 - 5e-21, Log1p, 1e-10, 1e-15);
        Holds.InDouble(1e-10 + 5e-21, Expm1, 1e-10, 1e-15);
        for (int x = -80; x <= 80; x += 8)
            Holds.Everywhere(Math.Exp(x), Grad(Expm1), x, 2e-6);
    }

    [Fact]
    public void TanhSaturatesWithoutNaN()
    {
        var x = new double[11];
        for (int i = 0; i < x.Length; i++)
            x[i] = 190 + i;
        Holds.Everywhere(new double[11], Grad(v => Sum(Tanh(v))), x);
        Holds.Everywhere(new double[11], Grad(v => Sum(Grad(u => Sum(Tanh(u)))(v))), x);
    }
}
