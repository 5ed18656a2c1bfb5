using System.Numerics;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Cases;

/// <summary>The derivatives of remainders, whose quotient is a whole number known exactly.</summary>
public sealed class RemainderTests
{
    [Fact]
    public void TheQuotientIsNotRoundedUp()
    {
        // 0.1 is a little more than a tenth in both precisions: nine times it is in 1.
        Holds.Everywhere(-9, Grad(y => Remainder(Tensor.OnesLike(y), y)), 0.1);
        Holds.Everywhere(10, Grad(y => FloorMod(-Tensor.OnesLike(y), y)), 0.1);
        Holds.Everywhere(-9, Grad(y => FloorMod(Tensor.OnesLike(y), y)), 0.1);
        Holds.Everywhere(0, Grad(y => Where(y > 0, Remainder(Tensor.OnesLike(y), y), 0)), 0);
    }

    [Fact]
    public void TheQuotientIsThatOfExactDivision()
    {
        var random = new Random(5);
        var gradient = Grad(((Tensor X, Tensor Y) p) => Sum(Remainder(p.X, p.Y)));
        double[] x = new double[2000], y = new double[2000], expected = new double[2000];
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = (random.Next(2) == 0 ? -1 : 1) * (0.05 + random.NextDouble());
            x[i] = random.Next(-60, 60) * y[i];
            expected[i] = -(double)Quotient(x[i], y[i]);
        }

        var (dx, dy) = gradient((Tensor.From(x), Tensor.From(y)));
        Assert.All(dx.ToArray<double>(), d => Assert.Equal(1, d));
        Assert.Equal(expected, dy.ToArray<double>());
    }

    /// <summary>x/y toward zero, of numbers scaled to integers.</summary>
    private static BigInteger Quotient(double x, double y) => new BigInteger(Math.ScaleB(x, 60)) / new BigInteger(Math.ScaleB(y, 60));
}
