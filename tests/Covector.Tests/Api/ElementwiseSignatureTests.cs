using Covector.Tests.Cases;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Api;

/// <summary>Every elementwise function by its name, against closed forms of its value and its derivative.</summary>
public sealed class ElementwiseSignatureTests
{
    private const double Root2Pi = 2.5066282746310002;

    /// <summary>Each function of one tensor, a point, its value and its derivative there.</summary>
    private static (Func<Tensor, Tensor> F, double X, double Value, double Derivative)[] Unary =>
    [
        (Exp, 0.7, Math.Exp(0.7), Math.Exp(0.7)),
        (Expm1, 0.7, Math.Exp(0.7) - 1, Math.Exp(0.7)),
        (Log, 0.7, Math.Log(0.7), 1 / 0.7),
        (Log1p, 0.7, Math.Log(1.7), 1 / 1.7),
        (Log2, 0.7, Math.Log2(0.7), 1 / (0.7 * Math.Log(2))),
        (Log10, 0.7, Math.Log10(0.7), 1 / (0.7 * Math.Log(10))),
        (Sqrt, 0.7, Math.Sqrt(0.7), 0.5 / Math.Sqrt(0.7)),
        (Rsqrt, 0.7, 1 / Math.Sqrt(0.7), -0.5 / (0.7 * Math.Sqrt(0.7))),
        (Cbrt, 0.7, Math.Cbrt(0.7), 1 / (3 * Math.Cbrt(0.49))),
        (Cbrt, -0.7, Math.Cbrt(-0.7), 1 / (3 * Math.Cbrt(0.49))),
        (Square, -0.7, 0.49, -1.4),
        (Reciprocal, 0.7, 1 / 0.7, -1 / 0.49),
        (Abs, -0.7, 0.7, -1),
        (Sign, -0.7, -1, 0),
        (Floor, -0.7, -1, 0),
        (Ceiling, 0.7, 1, 0),
        (Round, 2.5, 2, 0),
        (Round, -1.5, -2, 0),
        (Truncate, -1.7, -1, 0),
        (Sin, 0.7, Math.Sin(0.7), Math.Cos(0.7)),
        (Cos, 0.7, Math.Cos(0.7), -Math.Sin(0.7)),
        (Tan, 0.7, Math.Tan(0.7), 1 + (Math.Tan(0.7) * Math.Tan(0.7))),
        (Asin, 0.6, Math.Asin(0.6), 1.25),
        (Acos, 0.6, Math.Acos(0.6), -1.25),
        (Atan, 0.7, Math.Atan(0.7), 1 / 1.49),
        (Sinh, 0.7, Math.Sinh(0.7), Math.Cosh(0.7)),
        (Cosh, 0.7, Math.Cosh(0.7), Math.Sinh(0.7)),
        (Tanh, 0.7, Math.Tanh(0.7), 1 / (Math.Cosh(0.7) * Math.Cosh(0.7))),
        (Asinh, 0.75, Math.Log(2), 0.8),
        (Acosh, 1.25, Math.Log(2), 4.0 / 3),
        (Atanh, 0.6, Math.Log(2), 1.5625),
        (Sigmoid, 0.7, 1 / (1 + Math.Exp(-0.7)), Math.Exp(-0.7) / Math.Pow(1 + Math.Exp(-0.7), 2)),
        (Relu, 0.7, 0.7, 1),
        (Relu, -0.7, 0, 0),
        (Softplus, 0.7, Math.Log(1 + Math.Exp(0.7)), 1 / (1 + Math.Exp(-0.7))),
        (Gelu, 1, 0.84134474606854295, 1.0833154705876863),
        (Silu, 0.7, 0.7 / (1 + Math.Exp(-0.7)), (1 + (Math.Exp(-0.7) * 1.7)) / Math.Pow(1 + Math.Exp(-0.7), 2)),
        (Erf, 0.5, 0.52049987781304654, 2 / Math.Sqrt(Math.PI) * Math.Exp(-0.25)),
        (Erfc, 0.5, 0.47950012218695346, -2 / Math.Sqrt(Math.PI) * Math.Exp(-0.25)),
        (ErfInv, 0.5, 0.47693627620446987, 1.1125848189719498),
        (LogGamma, 0.5, 0.57236494292470009, -1.9635100260214235),
        (Digamma, 0.5, -1.9635100260214235, Math.PI * Math.PI / 2),
        (LogNdtr, 0, -Math.Log(2), 2 / Root2Pi),
        (Logit, 0.7, Math.Log(7.0 / 3), 1 / 0.21),
    ];

    [Fact]
    public void FunctionsOfOneTensor()
    {
        foreach (var (f, x, value, derivative) in Unary)
        {
            Holds.Everywhere(value, f, x, 3e-6);
            Holds.Everywhere(derivative, Grad(f), x);
            Holds.Everywhere([value, value], Vmap(f), [x, x], 3e-6);
            Holds.Everywhere([derivative, derivative], Vmap(Grad(f)), [x, x]);
            Holds.Everywhere([derivative, 0, 0, derivative], Jacobian(f), [x, x]);

            // Nothing in, nothing out.
            Assert.Equal((DType.Float32, new Shape(0, 3)), Kind(f(Tensor.Zeros([0, 3], DType.Float32))));
            Assert.Equal((DType.Float64, new Shape(3, 0)), Kind(Grad(v => Sum(f(v)))(Tensor.Zeros([3, 0]))));
        }
    }

    [Fact]
    public void QuestionsAboutNumbers()
    {
        Tensor x = [1, double.NaN, double.PositiveInfinity, double.NegativeInfinity];
        Assert.Equal([false, true, false, false], IsNaN(x).ToArray<bool>());
        Assert.Equal([true, false, false, false], IsFinite(x).ToArray<bool>());
        Assert.Equal([true, false, false, false], Jit(IsFinite)(x).ToArray<bool>());
        Assert.Equal([true, true], IsFinite(Tensor.From([1, 2])).ToArray<bool>());
        Assert.Equal([false, true, false, false], Equal(x, x).ToArray<bool>().Select(b => !b));
        Assert.Equal([false, true, false, false], NotEqual(x, x).ToArray<bool>());
    }

    /// <summary>Each function of two tensors, a point, its value and its derivatives there.</summary>
    private static (Func<Tensor, Tensor, Tensor> F, double X, double Y, double Value, double Dx, double Dy)[] Binary =>
    [
        (Pow, 2, 3.5, Math.Pow(2, 3.5), 3.5 * Math.Pow(2, 2.5), Math.Log(2) * Math.Pow(2, 3.5)),
        (Maximum, 2, 3, 3, 0, 1),
        (Minimum, 2, 3, 2, 1, 0),
        (Atan2, 3, 4, Math.Atan2(3, 4), 0.16, -0.12),
        (Atan2, -3, -4, Math.Atan2(-3, -4), -0.16, 0.12),
        (Hypot, 3, 4, 5, 0.6, 0.8),
        (LogAddExp, 0, 1, 1.3132616875182228, 0.26894142136999512, 0.73105857863000488),
        (XLogY, 2, 3, 2 * Math.Log(3), Math.Log(3), 2.0 / 3),
        (Remainder, 7.5, 2, 1.5, 1, -3),
        (Remainder, -7.5, 2, -1.5, 1, 3),
        (FloorMod, 7.5, 2, 1.5, 1, -3),
        (FloorMod, -7.5, 2, 0.5, 1, 4),
        (FloorMod, 7.5, -2, -0.5, 1, 4),
        ((x, y) => x % y, -7.5, 2, -1.5, 1, 3),
        ((x, y) => x + y, 2, 3, 5, 1, 1),
        ((x, y) => x - y, 2, 3, -1, 1, -1),
        ((x, y) => x * y, 2, 3, 6, 3, 2),
        ((x, y) => x / y, 2, 4, 0.5, 0.25, -0.125),
    ];

    [Fact]
    public void FunctionsOfTwoTensors()
    {
        foreach (var (f, x, y, value, dx, dy) in Binary)
        {
            Holds.Everywhere([value], p => f(p[0], p[1]).Reshape(1), [x, y], 3e-6);
            Holds.Everywhere([dx, dy], Grad(p => f(p[0], p[1])), [x, y]);
            Holds.Equal(value, f(x, y));
            Holds.Equal(dx, Grad(f)(x, y));
            Holds.Equal(dy, Grad(f, Wrt.Second)(x, y));
            var (a, b) = Jit(Grad(f, Wrt.All))(x, y);
            Holds.Equal(dx, a);
            Holds.Equal(dy, b);

            // A column and a row broadcast; their derivatives are sums.
            var column = Tensor.Full([3, 1], x);
            var row = Tensor.Full([2], y);
            Holds.Equal(Tensor.Full([3, 2], value), f(column, row));
            (a, b) = Grad((u, v) => Sum(f(u, v)), Wrt.All)(column, row);
            Holds.Equal(Tensor.Full([3, 1], 2 * dx), a);
            Holds.Equal(Tensor.Full([2], 3 * dy), b);
            Holds.Equal(Tensor.Full([3, 2], value), Vmap(f, (0, null))(column, row));
            Assert.Equal(new Shape(0, 2), f(Tensor.Zeros([0, 1]), row).Shape);
        }
    }

    [Fact]
    public void ComparisonsLogicAndChoice()
    {
        Tensor x = [1, 2, 3], y = [3, 2, 1];
        Assert.Equal([false, true, false], Equal(x, y).ToArray<bool>());
        Assert.Equal([true, false, true], NotEqual(x, y).ToArray<bool>());
        Assert.Equal([true, false, false], (x < y).ToArray<bool>());
        Assert.Equal([true, true, false], (x <= y).ToArray<bool>());
        Assert.Equal([false, false, true], (x > y).ToArray<bool>());
        Assert.Equal([false, true, true], (x >= 2).ToArray<bool>());
        Assert.Equal([false, true, false], ((x >= 2) & (y >= 2)).ToArray<bool>());
        Assert.Equal([true, true, true], ((x >= 2) | (y >= 2)).ToArray<bool>());
        Assert.Equal([true, false, false], (!(x >= 2)).ToArray<bool>());
        Assert.Equal(DType.Bool, (x < y).DType);
        Holds.Equal([1, 2, 1], Where(x < y, x, y));
        Holds.Equal([1, 2, 0], Where(x < 3, x, 0));
        Holds.Equal([1.5, 2, 2.5], Clip(x, 1.5, 2.5));
        Holds.Equal([0, 1, 0], Grad(v => Sum(Clip(v, 1.5, 2.5)))(x));
        Holds.Equal([0.5, 1, 0.5], Grad(v => Sum(Clip(v, 1, 3)))(x));
        Holds.Equal([0, 0, 1], Grad(v => Sum(Where(x < y, 0, Where(x > y, v, 2))))(x));
    }

    private static (DType, Shape) Kind(Tensor x) => (x.DType, x.Shape);
}
