using static Covector.Functions;
using static Covector.Tests.Functions.Everywhere;
using static Covector.Transforms;

namespace Covector.Tests.Functions;

public sealed class IndexingTests
{
    /// <summary>Element [i, j, k] is 100·i + 10·j + k.</summary>
    private static readonly Tensor X =
        Tensor.Arange(0.0, 2).Reshape(2, 1, 1) * 100 + Tensor.Arange(0.0, 3).Reshape(3, 1) * 10 + Tensor.Arange(0.0, 4);

    [Fact]
    public void NumbersAndRanges()
    {
        Value(112.0, x => x[1, 1, 2], X);
        Value(123.0, x => x[-1, ^1, -1], X);
        Value(Tensor.From([100.0, 101, 102, 103]), x => x[1, 0], X);
        Value(Tensor.From([20.0, 120]), x => x[.., 2, 0], X);
        Value(Tensor.From([11.0, 12, 21, 22], 2, 2), x => x[0, 1.., 1..^1], X);
        Value(Tensor.From([1.0, 3, 101, 103], 2, 2), x => x[.., 0, Slice.Step(1.., 2)], X);
        Value(Tensor.From([3.0, 2, 1, 0]), x => x[0, 0, Slice.Step(.., -1)], X);
        Value(Tensor.From([3.0, 1]), x => x[0, 0, Slice.Step(1..4, -2)], X);
        Value(Tensor.From([2.0]), x => x[0, 0, Slice.Step(1..3, -2)], X);
        Value(Tensor.Zeros([2, 3, 0]), x => x[Slice.Ellipsis, 2..2], X);
        Value(Tensor.From([1.0, 11, 21, 101, 111, 121], 2, 3), x => x[Slice.Ellipsis, 1], X);
        Value(X, x => x[Slice.Ellipsis], X);
        Value(X.Reshape(2, 1, 3, 4, 1), x => x[Slice.All, Slice.NewAxis, Slice.Ellipsis, Slice.NewAxis], X);
        Gradient(Tensor.From([0.0, 0, 1, 0]), x => x[2], Count(4));
        Consistent(x => x[.., Slice.Step(.., -2), 1..], Mixed(2, 3, 3));
    }

    [Fact]
    public void PlacesFromCollections()
    {
        Value(Tensor.From([1.0, 1, 3]), x => x[[0, 0, 2]], Count(3));
        Gradient(Tensor.From([11.0, 0, 100]), x => Sum(x[[0, 0, 2]] * Tensor.From([1.0, 10, 100])), Count(3));
        Value(Tensor.From([2.0, 3, 102, 103], 2, 2), x => x[.., 0, [2, -1]], X);
        Value(Tensor.From([0.0, 11, 111]), x => x[[0, 0, 1], [0, 1, 1], [0, 1, 1]], X);
        Value(Tensor.From([1.0, 2, 3, 1], 2, 2), x => x[Tensor.From([0, 1, 2, 0], 2, 2)], Count(3));
    }

    [Fact]
    public void SeveralTensorsBroadcastTogether()
    {
        Tensor rows = Tensor.From([0, 1], 2, 1), columns = Tensor.From([3, 0, 1]);
        Value(Tensor.From([23.0, 20, 21, 123, 120, 121], 2, 3), x => x[rows, 2, columns], X);
        Value(Tensor.From([3.0, 0, 1, 113, 110, 111], 2, 3), x => x[Tensor.From([0, 1], 2, 1), Tensor.From([0, 1], 2, 1), columns], X);
    }

    [Fact]
    public void AxesOfPlacesStandWhereTheTensorsStoodOrFirst()
    {
        var a = Tensor.From([0, 1, 1, 0, 0], 5);
        Assert.Equal(new Shape(2, 5, 4), X[.., a].Shape);
        Assert.Equal(new Shape(2, 5), X[.., a, a].Shape);
        Assert.Equal(new Shape(5, 3), X[a, .., a].Shape);
        Assert.Equal(new Shape(5, 3), X[0, .., a].Shape);
        Assert.Equal(new Shape(3, 5), X[0][.., a].Shape);
        Assert.Equal(new Shape(2, 5), X[.., 0, a].Shape);
        Assert.Equal(new Shape(5, 1, 4), X[a, Slice.NewAxis, a].Shape);
        Assert.Equal(new Shape(2, 1, 5, 4), X[.., Slice.NewAxis, a].Shape);
        Value(Tensor.From([0.0, 10, 20, 101, 111, 121], 2, 3), x => x[[0, 1], .., [0, 1]], X);
        Value(Tensor.From([1.0, 11, 21, 3, 13, 23], 2, 3), x => x[0, .., [1, 3]], X);
        Consistent(x => x[[0, 1, 1], .., [2, 0, 2]], Mixed(2, 3, 3));
        Consistent(x => x[.., [0, 1, 1], [2, 0, 2]], Mixed(2, 3, 3));
    }

    [Fact]
    public void TracedPlaces()
    {
        var f = Jit((Tensor x, Tensor i, Tensor j) => x[i, .., j]);
        Same(Tensor.From([3.0, 13, 23, 100, 110, 120], 2, 3), f(X, Tensor.From([0L, -1]), Tensor.From([3L, 0])));
        Assert.Throws<IndexOutOfBoundsException>(() => f(X, Tensor.From([0L, 2]), Tensor.From([0L, 0])).ToArray<double>());
        Assert.Throws<IndexOutOfBoundsException>(() => f(X, Tensor.From([0L, 0]), Tensor.From([0L, 4])).ToArray<double>());
        Assert.Throws<IndexOutOfBoundsException>(() => f(X, Tensor.From([0L, 0]), Tensor.From([0L, -5])).ToArray<double>());
        Same(Tensor.From([10.0, 120]), Vmap((Tensor x, Tensor j) => x[j, 0])(X, Tensor.From([1, 2])));
    }

    [Fact]
    public void Masks()
    {
        var x = Count(2, 3);
        Same(Tensor.From([3.0, 4, 5, 6]), x[x > 2]);
        Same(Tensor.From([4.0, 5, 6], 1, 3), x[Tensor.From([false, true])]);
        Same(Tensor.From([1.0, 3, 4, 6], 2, 2), x[.., Tensor.From([true, false, true])]);
        Same(Tensor.Zeros([0]), x[x > 9]);
        Same(Tensor.From([0.0, 0, 1, 1, 1, 1], 2, 3), Grad(v => Sum(v[v > 2]))(x));
        Assert.Throws<ConcretizationException>(() => Jit(v => v[v > 2])(x));
        Message<ShapeMismatchException>("Index: the mask has the shape [3] and selects along axis 0 of [2, 3]; its axes must have the lengths of those that it selects from.", () => x[Tensor.From([true, false, true])]);
        Message<ShapeMismatchException>("Index: the mask is a scalar; expected one truth value for each element, or Where(condition, a, b) to choose between values.", () => x[Sum(x) > 0]);
    }

    [Fact]
    public void SecondDerivativeOfARepeatedIndexIsZero()
    {
        var x = Count(3, 4);
        var (value, tangent) = Jvp(Grad(v => Sum(v[[1, 1, 1]])), x, x);
        Same(Tensor.From([0.0, 0, 0, 0, 3, 3, 3, 3, 0, 0, 0, 0], 3, 4), value);
        Same(Tensor.Zeros([3, 4]), tangent);
    }

    [Fact]
    public void Messages()
    {
        Message<ShapeMismatchException>("Index: 4 indices are given for the shape [2, 3, 4], which has 3 axes.", () => X[0, 0, 0, 0]);
        Message<ShapeMismatchException>("Index: 1 index is given for the shape [], which has 0 axes.", () => Sum(X)[0]);
        Message<ShapeMismatchException>("Index: there is more than one Slice.Ellipsis; only one can stand for the remaining axes.", () => X[Slice.Ellipsis, 0, Slice.Ellipsis]);
        Message<IndexOutOfBoundsException>("Index: the index 3 is outside of axis 1 of [2, 3, 4], which has 3 elements; indices run from -3 to 2.", () => X[0, 3]);
        Message<IndexOutOfBoundsException>("Index: the index -3 is outside of axis 0 of [2, 3, 4], which has 2 elements; indices run from -2 to 1.", () => X[-3]);
        Message<IndexOutOfBoundsException>("Index: the index ^0 is outside of axis 0 of [2, 3, 4], which has 2 elements; indices run from -2 to 1.", () => X[^0]);
        Message<IndexOutOfBoundsException>("Index: the index 5 is outside of axis 2 of [2, 3, 4], which has 4 elements; indices run from -4 to 3.", () => X[.., .., [5]]);
        Message<IndexOutOfBoundsException>("Index: the range 1..5 is outside of axis 2 of [2, 3, 4], which has 4 elements; a range starts and ends within its axis, and does not end before it starts.", () => X[0, 0, 1..5]);
        Message<IndexOutOfBoundsException>("Index: the range 2..1 is outside of axis 2 of [2, 3, 4], which has 4 elements; a range starts and ends within its axis, and does not end before it starts.", () => X[0, 0, 2..1]);
        Message<DTypeMismatchException>("Index: the indices are Float64; expected whole numbers. Convert them with indices.AsType(DType.Int64).", () => X[Tensor.From([0.0])]);
        Message<DTypeMismatchException>("Index: the indices are Float64; expected whole numbers. Convert them with indices.AsType(DType.Int64).", () => X[1.0]);
        Message<ShapeMismatchException>("Index: the shapes [2] and [3] cannot be broadcast together: axis -1 has the lengths 2 and 3; they must be equal or one of them 1.", () => X[[0, 0], [0, 0, 0]]);
        Assert.StartsWith("Slice.Step(0..^0, 0): the step must not be 0.", Assert.Throws<ArgumentOutOfRangeException>(() => Slice.Step(.., 0)).Message);
    }
}
