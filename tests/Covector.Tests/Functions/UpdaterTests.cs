using static Covector.Functions;
using static Covector.Tests.Functions.Everywhere;
using static Covector.Transforms;

namespace Covector.Tests.Functions;

public sealed class UpdaterTests
{
    private static readonly Tensor X = Count(2, 3);

    [Fact]
    public void NumbersAndRanges()
    {
        Value(Tensor.From([1.0, 2, 3, 9, 9, 9], 2, 3), x => x.At(1).Set(9), X);
        Value(Tensor.From([1.0, 2, 3, 4, 9, 6], 2, 3), x => x.At(1, -2).Set(9), X);
        Value(Tensor.From([11.0, 2, 23, 14, 5, 26], 2, 3), x => x.At(.., Slice.Step(.., 2)).Add(Tensor.From([10.0, 20])), X);
        Value(Tensor.From([21.0, 2, 13, 4, 5, 6], 2, 3), x => x.At(0, Slice.Step(.., -2)).Add(Tensor.From([10.0, 20])), X);
        Value(Tensor.From([2.0, 4, 6, 8, 10, 12], 2, 3), x => x.At(Slice.Ellipsis).Multiply(2), X);
        Value(Tensor.From([1.0, 2, 3, 4, 10, 12], 2, 3), x => x.At(1, 1..).Multiply(2), X);
        Value(X, x => x.At(.., 1..1).Set(5), X);
        Value(Tensor.From([7.0, 2, 7, 4, 5, 6], 2, 3), x => x.At(Slice.NewAxis, 0, Slice.Step(.., 2)).Maximum(7), X);
        Value(5.0, x => x.At(Slice.Ellipsis).Set(5), 3.0);
    }

    [Fact]
    public void RepeatedPlaces()
    {
        Value(Tensor.From([31.0, 2, 3]), x => x.At([0, 0]).Add(Tensor.From([10.0, 20])), Count(3));
        Value(Tensor.From([5.0, 7]), x => x.At([1, 1]).Set(Tensor.From([5.0, 7])), Tensor.From([5.0, 6]));
        Value(Tensor.From([6.0, 2]), x => x.At([0, 0]).Multiply(Tensor.From([2.0, 3])), Count(2));
        Value(Tensor.From([-3.0, 2]), x => x.At([0, 0]).Minimum(Tensor.From([2.0, -3])), Count(2));
        Value(Tensor.From([11.0, 2, 3, 14, 5, 36], 2, 3), x => x.At([0, 1, 1], [0, 2, 0]).Add([10, 30, 10]), X);
    }

    [Fact]
    public void MixedIndicesAgreeWithReading()
    {
        var x = Mixed(3, 4, 2, 3);
        var (i, j) = (Tensor.From([0, 2, 1]), Tensor.From([1, 3, 0]));
        Slice[][] indices =
        [
            [i], [Slice.All, j], [i, j], [i, Slice.All, 0], [Slice.All, j, 1..], [0, Slice.All, 1, i], [i, Slice.All, Slice.NewAxis, i - i], [Slice.Ellipsis, i],
            [Slice.Step(.., -1), j], [i.Reshape(3, 1), j], [Slice.NewAxis, Slice.All, 1, Slice.Step(.., -1)], [Slice.All, j, 0, i], [x > 0],
        ];
        foreach (var index in indices)
        {
            var u = Mixed(x[index].Shape.ToArray()) + 2;
            Same(u, x.At(index).Set(u)[index]);
            Same(x[index] + u, x.At(index).Add(u)[index]);
            Same(x, x.At(index).Set(u).At(index).Set(x[index]));
            Same(Sum(u), Sum(x.At(index).Add(u)) - Sum(x), 1e-10);
        }
    }

    [Fact]
    public void Gradients()
    {
        var w = Tensor.From([1.0, 10, 100]);
        Gradient(Tensor.From([1.0, 1]), u => Sum(Count(3).At([0, 0]).Add(u)), Tensor.From([5.0, 7]));
        Gradient(w, x => Sum(x.At([0, 0]).Add(3) * w), Count(3));
        Gradient(Tensor.From([0.0, 10]), u => Sum(Count(3).At([1, 1]).Set(u) * w), Tensor.From([5.0, 7]));
        Gradient(Tensor.From([1.0, 0, 100]), x => Sum(x.At([1, 1]).Set(7) * w), Count(3));
        Gradient(Tensor.From([6.0, 10, 100]), x => Sum(x.At([0, 0]).Multiply(Tensor.From([2.0, 3])) * w), Count(3));
        Gradient(Tensor.From([1.0, 0.5 * 10, 0]), x => Sum(x.At([1, 2]).Maximum(Tensor.From([2.0, 5])) * w), Count(3));
        Gradient(Tensor.From([5.0, 100]), u => Sum(Count(3).At([1, 2]).Maximum(u) * w), Tensor.From([2.0, 5]));
        Gradient(Tensor.From([2.0, 30]), u => Sum(Count(3).At(1..).Multiply(u) * Tensor.From([0.0, 1, 10])), Tensor.From([5.0, 7]));
        Gradient(Tensor.From([3.0, 1]), u => Sum(Count(3).At([2, 0]).Multiply(u)), Tensor.From([5.0, 7]));
        Gradient(2.0, u => Sum(Count(3).At(1).Multiply(u)), 5.0);
        Gradient(Tensor.From([1.0, 5, 1]), x => Sum(x.At(1).Multiply(5)), Count(3));
        Consistent(x => x.At(.., [2, 0]).Multiply(x[.., ..2] * x[.., 1..]), Mixed(2, 3));
        Consistent(x => x.At(.., [2, 0]).Set(x[.., ..2] * x[.., 1..]), Mixed(2, 3));
        var error = Assert.Throws<NotDifferentiableException>(() => Grad(u => Sum(Count(3).At([0, 0]).Multiply(u)))(2.0));
        Assert.StartsWith("At(indices).Multiply(u): the derivative with respect to u is not defined", error.Message);
    }

    [Fact]
    public void TracedPlaces()
    {
        var f = Jit((Tensor x, Tensor i, Tensor j) => x.At(i, j).Add(10));
        Same(Tensor.From([1.0, 2, 13, 14, 5, 6], 2, 3), f(X, Tensor.From([0L, -1]), Tensor.From([-1L, 0])));
        Assert.Throws<IndexOutOfBoundsException>(() => f(X, Tensor.From([0L, 0]), Tensor.From([0L, 3])).ToArray<double>());
        Assert.Throws<IndexOutOfBoundsException>(() => f(X, Tensor.From([0L, 2]), Tensor.From([0L, -3])).ToArray<double>());
    }

    [Fact]
    public void ElementTypesAndShapes()
    {
        Assert.Equal([1f, 9f], Tensor.From([1f, 2f]).At(1).Set(9).ToArray<float>());
        Assert.Equal([1L, 9L], Tensor.From([1L, 2L]).At(1).Set(9).ToArray<long>());
        Assert.Equal([true, false], Tensor.From([true, true]).At(1).Set(false).ToArray<bool>());
        Message<DTypeMismatchException>("At(index).Set: the updates are Float64 and the tensor is Int64; convert with AsType(DType.Int64).", () => Tensor.From([1L]).At(0).Set(0.5));
        Message<DTypeMismatchException>("At(index).Add: the updates are Float64 and the tensor is Float32; convert with AsType(DType.Float32).", () => Tensor.From([1f]).At(0).Add(Tensor.From([0.5])));
        Message<ShapeMismatchException>("At(index).Set: the updates have the shape [2, 3], which does not broadcast to [3], the shape of x[index].", () => X.At(0).Set(X));
        Message<ShapeMismatchException>("At(index).Add: the shapes [2] and [3] cannot be broadcast together: axis -1 has the lengths 2 and 3; they must be equal or one of them 1.", () => X.At(0).Add(Count(2)));
        Message<IndexOutOfBoundsException>("Index: the index 2 is outside of axis 0 of [2, 3], which has 2 elements; indices run from -2 to 1.", () => X.At(2).Set(0));
    }
}
