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
        Message<DTypeMismatchException>("Take: the indices are Float64; expected whole numbers. Convert them with indices.AsType(DType.Int64).", () => Take(X, Tensor.From([0.0]), 0));
        Message<DTypeMismatchException>("Take: the indices are Float64; expected whole numbers. Convert them with indices.AsType(DType.Int64).", () => Take(X, [0.5, 1], 0));
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
        Message<IndexOutOfBoundsException>("DynamicSlice: the window of 2 elements at 4 leaves axis 0 of [5], which has 5 elements; it may start from 0 to 3.", () => DynamicSlice(x, 4, 2));
        Message<IndexOutOfBoundsException>("DynamicSlice: the window of 2 elements at -1 leaves axis 0 of [5], which has 5 elements; it may start from 0 to 3.", () => DynamicSlice(x, -1, 2));
        Value(Tensor.From([4.0, 5]), v => DynamicSlice(v, -2, 2), x);
        Assert.Equal(new Shape(0), DynamicSlice(x, 5, 0).Shape);
        var compiled = Covector.Transforms.Jit((Tensor a, Tensor i) => DynamicSlice(a, i, 2));
        Same(Tensor.From([4.0, 5]), compiled(x, -2));
        Message<IndexOutOfBoundsException>(
            "Gather: the index 5 is outside of an axis of length 5. Indices run from 0 to 4 (or from the end, -1 to -5); to use the nearest valid one instead, "
            + "pass IndexMode.Clamp to Take.",
            () => compiled(x, -1));
        Assert.Throws<IndexOutOfBoundsException>(() => compiled(x, -6));
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
        Message<ShapeMismatchException>("SegmentSum: the ids have the shape [2]; the shape of x, [3, 2], must start with it.", () => SegmentSum(X, [0, 1], 2));
        Assert.Throws<IndexOutOfBoundsException>(() => SegmentSum(X, [0, 1, 2], 2));
    }
}
