using static Covector.Functions;
using static Covector.Tests.Functions.Everywhere;
using static Covector.Transforms;

namespace Covector.Tests.Functions;

public sealed class StatisticsTests
{
    private static readonly Tensor X = Tensor.From([1.0, 2, 4]);

    [Fact]
    public void MeansAndVariances()
    {
        Value(7.0 / 3, Mean, X);
        Value(14.0 / 9, Var, X);
        Value(Math.Sqrt(14) / 3, Std, X);
        Value(Tensor.From([2.5, 3.5, 4.5], 1, 3), x => Mean(x, [0], true), Count(2, 3));
        Value(Tensor.From([2.25, 2.25, 2.25]), x => Var(x, 0), Count(2, 3));
        Assert.Equal(1.5, (double)Mean(Tensor.From([1, 2])));
        Assert.Equal(DType.Float32, Mean(Tensor.From([1f, 2f])).DType);
        Assert.True(double.IsNaN((double)Mean(Tensor.Zeros([0]))));
        Same(Tensor.Zeros([0]), Grad(Mean)(Tensor.Zeros([0])));
    }

    [Fact]
    public void GradientsOfMeansAndVariances()
    {
        Gradient(Tensor.Full([3], 1.0 / 3), Mean, X);
        Gradient(Tensor.From([-8.0 / 9, -2.0 / 9, 10.0 / 9]), Var, X);
        Gradient(Tensor.From([-0.35634832254989918, -0.089087080637474795, 0.44543540318737397]), Std, X);
        Gradient(Tensor.Zeros([3]), Std, Tensor.Full([3], 2.0));
        Value(0.0, Std, Tensor.Full([3], 2.0));
        Consistent(x => Std(x, 1), Mixed(2, 4));
    }

    [Fact]
    public void NormAndItsKink()
    {
        var x = Tensor.From([3.0, 4]);
        Value(5.0, Norm, x);
        Gradient(Tensor.From([0.6, 0.8]), Norm, x);
        Same(Tensor.From([0.128, -0.096, -0.096, 0.072], 2, 2), Hessian(Norm)(x));
        Gradient(Tensor.Zeros([2]), Norm, Tensor.Zeros([2]));
        Gradient(Tensor.Zeros([2]), v => Norm(v) * Norm(v), Tensor.Zeros([2]));
        Value(Tensor.From([Math.Sqrt(5), 5]), v => Norm(v, 1), Tensor.From([1.0, 2, 3, 4], 2, 2));
    }

    [Fact]
    public void LogSumExpDoesNotOverflow()
    {
        Value(1001.3132616875182, LogSumExp, Tensor.From([1000.0, 1001]));
        Gradient(Tensor.From([0.26894142136999512, 0.73105857863000488]), LogSumExp, Tensor.From([1000.0, 1001]));
        Value(double.PositiveInfinity, LogSumExp, Tensor.From([1, double.PositiveInfinity]));
        Value(double.NegativeInfinity, LogSumExp, Tensor.Full([2], double.NegativeInfinity));
        Gradient(Tensor.Zeros([2]), LogSumExp, Tensor.Full([2], double.NegativeInfinity));
        Assert.Equal(double.NegativeInfinity, (double)LogSumExp(Tensor.Zeros([0])));
        Value(Tensor.From([Math.Log(Math.E + Math.Exp(2)), Math.Log(Math.Exp(3) + Math.Exp(4))], 2, 1), x => LogSumExp(x, [1], true), Count(2, 2));
        Consistent(x => LogSumExp(x, 0), Mixed(3, 2));
    }

    [Fact]
    public void LogSumExpOfAMask()
    {
        var mask = Tensor.From([true, true, true, true, false]);
        Gradient(
            Tensor.From([0.25, 0.25, 0.25, 0.25, 0]),
            x => LogSumExp(Where(mask, x, double.NegativeInfinity)),
            Tensor.From([0.0, 0, 0, 0, 100]));
    }
}
