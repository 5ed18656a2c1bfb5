using static Covector.Functions;
using static Covector.Tests.Functions.Everywhere;
using static Covector.Transforms;

namespace Covector.Tests.Functions;

public sealed class SoftmaxTests
{
    [Fact]
    public void Values()
    {
        double e = Math.E;
        Value(Tensor.From([1 / (1 + e), e / (1 + e)]), Softmax, Tensor.From([1000.0, 1001]));
        Value(Tensor.From([-Math.Log(1 + e), 1 - Math.Log(1 + e)]), LogSoftmax, Tensor.From([1000.0, 1001]));
        Value(Tensor.From([1 / (1 + e), 1 / (1 + e), e / (1 + e), e / (1 + e)], 2, 2), x => Softmax(x, 0), Tensor.From([0.0, 3, 1, 4], 2, 2));
        Value(Tensor.Zeros([2, 0]), Softmax, Tensor.Zeros([2, 0]));
    }

    [Fact]
    public void JacobianIsDiagonalLessOuterProduct()
    {
        var x = Tensor.From([0.1, -0.4, 0.7]);
        var y = Softmax(x);
        Same(Diag(y) - Outer(y, y), JacFwd(Softmax)(x), 1e-14);
        Same(Diag(y) - Outer(y, y), JacRev(Softmax)(x), 1e-14);
        Same(Tensor.Eye(3) - Outer(Tensor.Ones([3]), y), JacRev(LogSoftmax)(x), 1e-14);
        Consistent(v => Softmax(v, 0), Mixed(3, 2));
        Consistent(LogSoftmax, Mixed(2, 3));
    }

    [Fact]
    public void MaskedElementsAreExactlyZero()
    {
        var mask = Tensor.From([true, false]);
        Tensor Masked(Tensor x) => Softmax(Where(mask, x, double.NegativeInfinity));
        var x = Tensor.From([36.0, 10000]);
        Value(Tensor.From([1.0, 0]), Masked, x, 0);
        Gradient(Tensor.Zeros([2]), v => Masked(v)[0], x, 0);
        Gradient(Tensor.Zeros([2]), v => Masked(v)[1], x, 0);
    }

    [Fact]
    public void ScalarsHaveNoAxis() =>
        Message<ShapeMismatchException>("Softmax: axis -1 is out of range: the shape is [], a scalar, which has no axes.", () => Softmax(1.0));
}
