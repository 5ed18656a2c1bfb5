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

    /// <summary>A product of many factors has an error that grows with their number; a power has not.</summary>
    [Fact]
    public void LargeWholeExponentsAreAccurate()
    {
        var random = new Random(3);
        foreach (int n in (int[])[3, 8, 9, 20, 63])
            for (int i = 0; i < 300; i++)
            {
                // x = k/2¹⁰ and xⁿ = kⁿ/2¹⁰ⁿ exactly.
                int k = random.Next(1025, 2048);
                double x = k / 1024.0, power = (double)Pow(x, (double)n);
                double exact = Math.ScaleB((double)System.Numerics.BigInteger.Pow(k, n), -10 * n);
                Assert.True(Math.Abs(power - exact) <= 4 * (Math.BitIncrement(exact) - exact), $"{x}^{n} is {power:R}, expected {exact:R}");
            }

        Holds.Everywhere(-Math.Pow(1.5, 9), x => Pow(x, 9), -1.5);
        Holds.Everywhere(9 * Math.Pow(1.5, 8), Grad(x => Pow(x, 9)), -1.5);
        Holds.Everywhere(0, Grad(x => Pow(x, 9)), 0);
        Holds.Everywhere(double.NegativeInfinity, Grad(x => Pow(x, -9)), 0.0);
    }

    [Fact]
    public void IntegersKeepTheirTypeWhateverTheExponent()
    {
        foreach (int n in (int[])[2, 64, 65, 101, int.MaxValue])
        {
            Assert.Equal([n % 2 == 0 ? 1 : -1, 0, 1], Pow(Tensor.From([-1L, 0, 1]), n).ToArray<long>());
            Assert.Equal([n % 2 == 0 ? 1 : -1, 0, 1], Jit(x => Pow(x, n))(Tensor.From([-1, 0, 1])).ToArray<int>());
        }

        Assert.Equal([1L << 62, 3486784401], [(long)Pow(Tensor.From([2L])[0], 62), (long)Pow(Tensor.From([3L])[0], 20)]);
        Assert.Equal([0L], Pow(Tensor.From([2L]), 65).ToArray<long>());
        Assert.Equal([0.5], Pow(Tensor.From([2L]), -1).ToArray<double>());
        Assert.Equal([8.0], Pow(Tensor.From([2L]), 3.0).ToArray<double>());
        Assert.Throws<DTypeMismatchException>(() => Pow(Tensor.From([2L]), 1L << 40));
    }

    /// <summary>Where the exponent is not known, neither is whether integers stay integers.</summary>
    [Fact]
    public void IntegersToAnUnknownNumberAreRefused()
    {
        var f = Jit((Tensor x, Tensor n) => Pow(x, n));
        var error = Assert.Throws<ConcretizationException>(() => f(Tensor.Arange(3), 3));
        Assert.Contains("Pow: argument 'n'", error.Message, StringComparison.Ordinal);
        Assert.Equal(DType.Float64, f(Tensor.Arange(3), Tensor.From([3])[0]).DType);
        Holds.Equal([-1.331], f(Tensor.From([-1.1]), 3));
        Assert.Equal(DType.Float32, f(Tensor.From([2f]), 3.0).DType);
    }
}
