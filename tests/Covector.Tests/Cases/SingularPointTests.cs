using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Cases;

/// <summary>Infinite slopes, masked singularities and NaN: what comes through and what does not.</summary>
public sealed class SingularPointTests
{
    private const double Infinity = double.PositiveInfinity;

    [Fact]
    public void TheSquareRootAtZero()
    {
        Holds.Everywhere(Infinity, Grad(Sqrt), 0);
        Holds.Everywhere(double.NaN, Grad(x => Sqrt(x * x)), 0);
        Holds.Everywhere(Infinity, Grad(Cbrt), 0);
        Holds.Everywhere(Infinity, Grad(Log), 0);
        Holds.Everywhere(-Infinity, Grad(Reciprocal), 0);
        Holds.Everywhere(Infinity, Grad(Asin), 1);
        Holds.Everywhere(-Infinity, Grad(Acos), 1);
    }

    [Fact]
    public void TheNormHasTheZeroSubgradient()
    {
        Holds.Everywhere([0, 0, 0], Grad(Norm), [0, 0, 0]);
        Holds.Everywhere([0, 0], Grad(x => Square(Norm(x))), [0, 0]);
        Holds.Everywhere([0, 0], Grad(x => Norm(x) * Norm(x)), [0, 0]);
        Holds.Everywhere([0.6, 0.8], Grad(Norm), [3, 4]);
        Holds.Everywhere([0.128, -0.096, -0.096, 0.072], Hessian(Norm), [3, 4]);
        Holds.Everywhere([0.128, -0.096, -0.096, 0.072], JacRev(Grad(Norm)), [3, 4]);

        // A row of zeros beside another one.
        Holds.InDouble([0, 0, 0.6, 0.8], Grad(x => Sum(Norm(x, 1))), Tensor.From([0.0, 0, 3, 4], 2, 2));
        Holds.InDouble([0, 0, 0.6, 0.8], Vmap(Grad(Norm)), Tensor.From([0.0, 0, 3, 4], 2, 2));
    }

    /// <summary>The squares of tiny and of huge numbers are no numbers of their type; their norm is.</summary>
    [Fact]
    public void TheNormOfTinyAndHugeNumbers()
    {
        foreach (double scale in (double[])[3e-308, 1e-200, 1e-140, 1e140, 1e200, 1e307])
        {
            Holds.InDouble([5 * scale], x => Norm(x).Reshape(1), Tensor.From([3 * scale, -4 * scale]));
            Holds.InDouble([0.6, -0.8], Grad(Norm), Tensor.From([3 * scale, -4 * scale]));
            Holds.InDouble([scale, scale], x => Std(x, 1), Tensor.From([scale, 3 * scale, -scale, -3 * scale], 2, 2));
            Holds.InDouble([-0.5, 0.5], Grad(Std), Tensor.From([scale, 3 * scale]));
        }

        foreach (float scale in (float[])[2e-38f, 1e-30f, 1e-19f, 1e20f, 5e37f])
        {
            Holds.InDouble([5 * scale, 0], x => Norm(x, 1), Tensor.From([3 * scale, -4 * scale, 0, 0], 2, 2), 1e-6);
            Holds.InDouble([0.6, -0.8], Grad(Norm), Tensor.From([3 * scale, -4 * scale]), 1e-6);
            Holds.InDouble([-0.5, 0.5], Grad(Std), Tensor.From([scale, 3 * scale]), 1e-6);
        }

        // One large number among small ones, the least numbers, none, and none that is finite.
        Holds.Everywhere([1e18, 1e18], x => Norm(x) * Tensor.OnesLike(x), [1e18, 1e-18]);
        Holds.InDouble([double.Epsilon * 5], x => Norm(x).Reshape(1), Tensor.From([double.Epsilon * 3, double.Epsilon * 4]));
        Holds.Equal(0, Norm(Tensor.Zeros([0])));
        Holds.Equal([0, 0, 0], Norm(Tensor.Zeros([3, 0]), 1));
        Holds.Everywhere([Infinity], x => Norm(x).Reshape(1), [1, -Infinity]);
        Holds.Everywhere([double.NaN], x => Norm(x).Reshape(1), [1, double.NaN]);
    }

    /// <summary>Where no square is out of range, the norm has the bits of its formula.</summary>
    [Fact]
    public void TheNormOfOrdinaryNumbers()
    {
        var random = new Random(11);
        for (int i = 0; i < 200; i++)
        {
            double a = random.NextDouble() - 0.5, b = random.NextDouble();
            Assert.Equal(Math.Sqrt((a * a) + (b * b)), (double)Norm(Tensor.From([a, b])));
        }
    }

    [Fact]
    public void TheSpreadOfEqualNumbers()
    {
        Holds.Everywhere([0, 0, 0], Grad(Std), [5, 5, 5]);
        Holds.Everywhere([0, 0, 0], Grad(Var), [5, 5, 5]);
        Holds.Everywhere([-8.0 / 9, -2.0 / 9, 10.0 / 9], Grad(Var), [1, 2, 4]);
        Holds.Everywhere([-0.35634832254989918, -0.089087080637474795, 0.44543540318737397], Grad(Std), [1, 2, 4]);
    }

    [Fact]
    public void AMaskedSingularityGivesExactlyZero()
    {
        Holds.Everywhere(0, Grad(x => Where(x > 0, Log(x), 0)), 0);
        Holds.Everywhere(0, Grad(x => Log(Where(x > 0, x, 1))), 0);
        Holds.Everywhere(0.5, Grad(x => Where(x > 0, Log(x), 0)), 2);
        foreach (var f in (Func<Tensor, Tensor>[])
            [Sqrt, Log, Reciprocal, Cbrt, x => 1 / x, x => x / Tensor.ZerosLike(x), x => Pow(x, -2), x => Pow(x, 0.5), x => Atan2(x, x), LogGamma, Digamma])
        {
            Holds.Everywhere(0, Grad(x => Where(x > 0, f(x), 0)), 0);
            Holds.Everywhere(0, x => Jvp(v => Where(v > 0, f(v), 0), x, Tensor.OnesLike(x)).Tangent, 0);
        }

        foreach (var f in (Func<Tensor, Tensor>[])[Asin, Acos, Atanh, Acosh, ErfInv, Logit])
            Holds.Everywhere(0, Grad(x => Where(x < 1, f(x), 0)), 1);
    }

    /// <summary>Where a branch that is not taken has values that are not finite, its operand is chosen, too.</summary>
    [Fact]
    public void AMaskedOperandGivesExactlyZero()
    {
        foreach (var f in (Func<Tensor, Tensor>[])[x => x * Log(x), x => x * (1 / x), x => Square(1 / x), x => Sin(1 / x), x => x * Rsqrt(x), x => Dot(Log(x) * Tensor.Ones([2], x.DType), x * Tensor.Ones([2], x.DType))])
            Holds.Everywhere(0, Grad(x => Where(x > 0, f(Where(x > 0, x, 1)), 0)), 0);
        foreach (var f in (Func<Tensor, Tensor>[])[Exp, Sinh, Expm1, x => Log(1 + Exp(x))])
            Holds.Everywhere(1, Grad(x => Where(x > 20, x, f(Where(x > 20, 1, x)))), 1000);
    }

    /// <summary>Derivatives where the function is 1 to the last digit: e^−x/(1 + e^−x)², and its own.</summary>
    [Fact]
    public void TheSlopeOfASaturatedSigmoid()
    {
        foreach (double x in (double[])[0, 3, 16, 37, 40, 80, -16, -40, -80])
        {
            double e = Math.Exp(-Math.Abs(x)), slope = e / ((1 + e) * (1 + e)), bend = -Math.Sign(x) * slope * (1 - e) / (1 + e);
            Holds.Everywhere(slope, Grad(Sigmoid), x);
            Holds.Everywhere(slope, Grad(Grad(Softplus)), x);
            Holds.Everywhere(bend, Grad(Grad(Sigmoid)), x);
        }

        Holds.InDouble(Math.Exp(-700), Grad(Sigmoid), 700);
    }

    [Fact]
    public void MaskedRootsUnderVmap()
    {
        Tensor epsilon = 1e-6;
        var gradient = Grad(v => Sum(Vmap(x => Where(x < epsilon, epsilon, Sqrt(x)))(v)));
        Holds.InDouble(new double[10], gradient, Tensor.Zeros([10]));
        Holds.Everywhere([0, 0.25, 0.5], gradient, [0, 4, 1]);
    }

    [Fact]
    public void TheSecondDerivativeOfAMaskedSingularity()
    {
        Holds.Everywhere(0, Grad(Grad(x => Where(x > 0, Log(x), 0))), 0);
        Holds.Everywhere(-0.25, Grad(Grad(x => Where(x > 0, Log(x), 0))), 2);
        Holds.Everywhere(0, Grad(Grad(x => Where(x > 0, Sqrt(x), 0))), 0);
    }

    [Fact]
    public void LogSumExpOfLargeAndMaskedNumbers()
    {
        Holds.Everywhere([0.26894142136999512, 0.73105857863000488], Grad(LogSumExp), [1000, 1001]);
        Holds.InDouble([1001.3132616875182], x => LogSumExp(x, 0).Reshape(1), Tensor.From([1000.0, 1001]));
        Tensor mask = [true, true, true, true, false];
        Holds.Everywhere([0.25, 0.25, 0.25, 0.25, 0], Grad(x => LogSumExp(Where(mask, x, -Infinity))), [0, 0, 0, 0, 100]);
        Holds.Everywhere([0.25, 0.25, 0.25, 0.25, 0], Grad(x => LogSumExp(x[..4])), [0, 0, 0, 0, 100]);
        Holds.Everywhere([Infinity], x => LogSumExp(x).Reshape(1), [1, Infinity]);
        Holds.Everywhere([-Infinity], x => LogSumExp(x).Reshape(1), [-Infinity, -Infinity]);
        Holds.Everywhere([0, 0], Grad(LogSumExp), [-Infinity, -Infinity]);
    }

    [Fact]
    public void SoftmaxMaskedToOneElement()
    {
        Tensor mask = [true, false];
        Func<Tensor, Tensor> f = x => Softmax(Where(mask, x, -Infinity))[0];
        Holds.Everywhere([1], x => f(x).Reshape(1), [36, 10000]);
        Holds.Everywhere([0, 0], Grad(f), [36, 10000]);
        Holds.Everywhere([0, 0], Grad(x => Softmax(x)[1]), [36, 10000]);
    }

    [Fact]
    public void TheDerivativeOfLogSoftmax()
    {
        // δ₀ⱼ − softmax(x)ⱼ
        Holds.Everywhere([0.73105857863000488, -0.73105857863000488], Grad(x => LogSoftmax(x)[0]), [0, 1]);
        Holds.Everywhere([1, -1], Grad(x => LogSoftmax(x)[0]), [0, 1000]);
    }

    [Fact]
    public void NaNIsNotSilenced()
    {
        foreach (var f in (Func<Tensor, Tensor>[])[Sin, Exp, Log, Sqrt, Tanh, Sigmoid, x => x * x, x => 1 / x, x => Pow(x, 2.5), x => Maximum(x, 0), Erf])
            Holds.Everywhere(double.NaN, Grad(f), double.NaN);
        Holds.Everywhere([2, double.NaN], Grad(x => Sum(x * x)), [1, double.NaN]);

        // What is not chosen does not count.
        Holds.Everywhere(1, Grad(x => Where(x > 0, x, Log(x - 2))), 2);
        Holds.Everywhere(0, Grad(x => Where(IsNaN(x), 0, Log(x))), double.NaN);
    }

    [Fact]
    public void TheLengthOfAStepAtTheOrigin()
    {
        // As of the norm.
        Holds.Everywhere([0, 0], Grad(p => Hypot(p[0], p[1])), [0, 0]);
        Holds.Everywhere([0, 0, 0, 0], Hessian(p => Hypot(p[0], p[1])), [0, 0]);
        Holds.Everywhere([0.128, -0.096, -0.096, 0.072], Hessian(p => Hypot(p[0], p[1])), [3, 4]);

        // The point (0, 0): a zero cotangent passes as zero.
        Holds.Everywhere([0, 0], Grad(p => Where(p[0] > 0, Hypot(p[0], p[1]), 0)), [0, 0]);
        Holds.Everywhere([0, 0], Grad(p => Where(p[0] > 0, Atan2(p[0], p[1]), 0)), [0, 0]);
    }
}
