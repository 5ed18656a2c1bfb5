using static Covector.Functions;
using static Covector.Tests.Functions.Everywhere;

namespace Covector.Tests.Functions;

public sealed class ReductionsTests
{
    private static readonly Tensor X = Tensor.From([1.0, 5, 2, 4, 3, 6], 2, 3);

    [Fact]
    public void SumsOverAxes()
    {
        Value(21.0, Sum, X);
        Value(Tensor.From([5.0, 8, 8]), x => Sum(x, 0), X);
        Value(Tensor.From([8.0, 13]), x => Sum(x, -1), X);
        Value(Tensor.From([8.0, 13], 2, 1), x => Sum(x, [1], keepDims: true), X);
        Value(Tensor.From([21.0], 1, 1), x => Sum(x, [0, -1], keepDims: true), X);
        Value(X, x => Sum(x, []), X);
        Assert.Equal(7.0, (double)Sum(7.0));
    }

    [Fact]
    public void ExtremaAndProducts()
    {
        Value(6.0, Max, X);
        Value(Tensor.From([5.0, 6]), x => Max(x, 1), X);
        Value(Tensor.From([1.0, 3, 2]), x => Min(x, 0), X);
        Value(Tensor.From([1.0, 3], 2, 1), x => Min(x, [1], true), X);
        Value(720.0, Prod, X);
        Value(Tensor.From([10.0, 72]), x => Prod(x, 1), X);
        Assert.True(double.IsNaN((double)Max(Tensor.From([1, double.NaN, 2]))));
        Assert.True(double.IsNaN((double)Min(Tensor.From([1, double.NaN, 2]))));
    }

    [Fact]
    public void TruthValues()
    {
        var b = X > 2;
        Assert.Equal(4, (long)Sum(b));
        Assert.Equal(DType.Int64, Sum(b).DType);
        Assert.Equal([true, true], Any(b, 1).ToArray<bool>());
        Assert.Equal([false, true, false], All(b, 0).ToArray<bool>());
        Assert.False((bool)All(b));
        Assert.False((bool)Any(Tensor.Zeros([0], DType.Bool)));
        Assert.True((bool)All(Tensor.Zeros([0], DType.Bool)));
        Assert.Equal(0, (long)Prod(b));
    }

    [Fact]
    public void ElementTypesStay()
    {
        Assert.Equal(DType.Int32, Sum(Tensor.From([1, 2])).DType);
        Assert.Equal(DType.Float32, Sum(Tensor.From([1f, 2f])).DType);
        Assert.Equal(6, (long)Max(Tensor.From([5L, 6L])));
    }

    [Fact]
    public void NothingToReduce()
    {
        var empty = Tensor.Zeros([0]);
        Value(0.0, Sum, empty);
        Value(1.0, Prod, empty);
        Gradient(empty, Sum, empty);
        Gradient(empty, Prod, empty);
        Value(Tensor.Zeros([3]), x => Sum(x, 0), Tensor.Zeros([0, 3]));
        Value(Tensor.Zeros([0]), x => Max(x, 1), Tensor.Zeros([0, 3]));
        Message<ShapeMismatchException>("Max: the shape [0] has no elements along axis 0; Max of nothing is not defined.", () => Max(empty));
        Message<ShapeMismatchException>("Min: the shape [3, 0] has no elements along axis 1; Min of nothing is not defined.", () => Min(Tensor.Zeros([3, 0]), 1));
    }

    [Fact]
    public void Gradients()
    {
        Gradient(Tensor.Ones([2, 3]), Sum, X);
        Gradient(Tensor.From([0, 0.5, 0.5, 0]), Max, Tensor.From([1.0, 3, 3, 2]));
        Gradient(Tensor.Full([4], 0.25), Max, Tensor.Full([4], 7));
        Gradient(Tensor.Full([4], 0.25), Min, Tensor.Full([4], 7));
        Gradient(Tensor.From([6.0, 3, 2]), Prod, Tensor.From([1.0, 2, 3]));
        Gradient(Tensor.From([6.0, 0, 0]), Prod, Tensor.From([0.0, 2, 3]));
        Gradient(Tensor.From([0.0, 0, 0]), Prod, Tensor.From([0.0, 0, 3]));
        Consistent(x => Prod(x, 1), X);
        Consistent(x => Max(x, [0], true) * Min(x, [0], true), X);
    }

    [Fact]
    public void BroadcastOperandsAreSummed()
    {
        var (x, y) = (Count(3, 1), Count(1, 4));
        Gradient(Tensor.Full([3, 1], 10), a => Sum(a * y), x);
        Gradient(Tensor.Full([1, 4], 6), b => Sum(x * b), y);
        Gradient(Tensor.From([10.0]), a => Sum(a * y), Tensor.From([2.0]));
        Gradient(10.0, a => Sum(a * y), 2.0);
    }

    [Fact]
    public void WrongAxes()
    {
        Message<ShapeMismatchException>("Sum: axis 2 is out of range for the shape [2, 3]; valid axes are -2 to 1.", () => Sum(X, 2));
        Message<ShapeMismatchException>("Max: axis -3 is out of range for the shape [2, 3]; valid axes are -2 to 1.", () => Max(X, -3));
        Message<ShapeMismatchException>("Prod: axis -1 of [2, 3] is given twice.", () => Prod(X, [1, -1]));
        Message<ShapeMismatchException>("Sum: axis 0 is out of range: the shape is [], a scalar, which has no axes.", () => Sum(1.0, 0));
        Message<DTypeMismatchException>("Any: the operand is Float64; expected a Bool tensor, such as x > 0.", () => Any(X));
        Message<DTypeMismatchException>("All: the operand is Float64; expected a Bool tensor, such as x > 0.", () => All(X, 0));
    }
}
