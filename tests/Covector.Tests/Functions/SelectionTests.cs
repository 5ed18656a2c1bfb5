using static Covector.Functions;
using static Covector.Tests.Functions.Everywhere;

namespace Covector.Tests.Functions;

public sealed class SelectionTests
{
    private static readonly Tensor X = Count(3, 2);

    [Fact]
    public void TakingAlongAnAxis()
    {
        Value(Tensor.From([5.0, 6, 1, 2, 5, 6], 3, 2), x => Take(x, [2, 0, -1], 0), X);
        Value(Tensor.From([2.0, 2, 4, 4, 6, 6], 3, 2), x => Take(x, Tensor.From([1, 1]), -1), X);
        Value(Tensor.From([3.0, 4]), x => Take(x, 1, 0), X);
        Value(Tensor.From([1.0, 2, 3, 2, 1, 3], 2, 3), x => Take(x, Tensor.From([0L, 1, 2, 1, 0, 2], 2, 3), 0), Count(3));
        Value(Tensor.Zeros([0, 2]), x => Take(x, Tensor.Zeros([0], DType.Int64), 0), X);
        Gradient(Tensor.From([0.0, 0, 3, 3, 0, 0], 3, 2), x => Sum(Take(x, [1, 1, 1], 0)), X);
        Consistent(x => Take(x, [2, 0, 2], 1), Mixed(2, 3));
    }

    [Fact]
    public void PlacesThatAreTracedOrBatched()
    {
        Tensor x = Count(4), indices = Tensor.From([3L, -4, -1, 0], 2, 2);
        Same(Tensor.From([4.0, 1, 4, 1], 2, 2), Covector.Transforms.Jit((Tensor a, Tensor i) => Take(a, i, 0))(x, indices));
        Same(Tensor.From([4.0, 1, 4, 1], 2, 2), Covector.Transforms.Vmap((Tensor a, Tensor i) => Take(a, i, 0), (null, 0))(x, indices));
        Assert.Throws<IndexOutOfBoundsException>(() => Covector.Transforms.Jit((Tensor a, Tensor i) => Take(a, i, 0))(x, Tensor.From([4L])).ToArray<double>());
        Assert.Throws<IndexOutOfBoundsException>(() => Covector.Transforms.Jit((Tensor a, Tensor i) => Take(a, i, 0))(x, Tensor.From([-5L])).ToArray<double>());
    }

    [Fact]
    public void OutsideOfTheAxis()
    {
        Message<IndexOutOfBoundsException>("Take: the index 3 is outside of axis 0 of [3, 2], which has 3 elements; indices run from -3 to 2.", () => Take(X, [3], 0));
        Message<IndexOutOfBoundsException>("Take: the index -3 is outside of axis 1 of [3, 2], which has 2 elements; indices run from -2 to 1.", () => Take(X, -3, 1));
        Message<IndexOutOfBoundsException>("Take: the index 0 points into axis 0 of [0], which is empty.", () => Take(Tensor.Zeros([0]), 0, 0));
        Message<DTypeMismatchException>("Take: the operand is Float64; expected whole numbers; convert with indices.AsType(DType.Int64).", () => Take(X, Tensor.From([0.0]), 0));
        Message<DTypeMismatchException>("Take: the operand is Float64; expected whole numbers; convert with indices.AsType(DType.Int64).", () => Take(X, [0.5, 1], 0));
        Value(Tensor.From([5.0, 6, 1, 2], 2, 2), x => Take(x, [7, -1], 0, IndexMode.Clamp), X);
    }

    [Fact]
    public void WindowsAtComputedPlaces()
    {
        var x = Count(5);
        Value(Tensor.From([3.0, 4]), v => DynamicSlice(v, 2, 2), x);
        Value(Tensor.From([4.0, 5]), v => DynamicSlice(v, 9, 2, 0, IndexMode.Clamp), x);
        Gradient(Tensor.From([0.0, 0, 0, 1, 1]), v => Sum(DynamicSlice(v, 9, 2, 0, IndexMode.Clamp)), x);
        Value(Tensor.From([3.0, 6], 2, 1), v => DynamicSlice(v, 2, 1, 1), Count(2, 3));
        Message<IndexOutOfBoundsException>("DynamicSlice: the index 4 is outside of axis 0 of [4], which has 4 elements; indices run from -4 to 3.", () => DynamicSlice(x, 4, 2));
        Message<ShapeMismatchException>("DynamicSlice: a window of 6 elements does not fit into axis 0 of [5].", () => DynamicSlice(x, 0, 6));
        Assert.Throws<IndexOutOfBoundsException>(() => Covector.Transforms.Jit((Tensor a, Tensor i) => DynamicSlice(a, i, 2))(x, 4).ToArray<double>());
    }

    [Fact]
    public void OneHotAndSegments()
    {
        Same(Tensor.From([0.0, 0, 1, 1, 0, 0, 0, 0, 0], 3, 3), OneHot(Tensor.From([2, 0, 3]), 3));
        Assert.Equal([false, true], OneHot([1], 2, DType.Bool).ToArray<bool>());
        Value(Tensor.From([6.0, 8, 0, 0, 3, 4], 3, 2), v => SegmentSum(v, [0, 2, 0], 3), X);
        Gradient(Tensor.From([1.0, 1, 100, 100, 1, 1], 3, 2), v => Sum(SegmentSum(v, [0, 2, 0], 3) * Tensor.From([1.0, 10, 100], 3, 1)), X);
        Message<ShapeMismatchException>("SegmentSum: the numbers have the shape [2] and the tensor [3, 2], which must start with it.", () => SegmentSum(X, [0, 1], 2));
        Assert.Throws<IndexOutOfBoundsException>(() => SegmentSum(X, [0, 1, 2], 2));
    }
}
