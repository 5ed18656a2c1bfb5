using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Cases;

/// <summary>Gradients of reading and writing parts of tensors.</summary>
public sealed class IndexingGradientTests
{
    private static readonly Tensor Weights = [1, 10, 100];

    [Fact]
    public void ReadsOfOnePlaceAddUp()
    {
        Holds.Everywhere([11, 0, 100], Grad(x => Sum(x[[0, 0, 2]] * Weights)), [1, 2, 3]);
        Holds.Everywhere([11, 0, 100], Grad(x => Sum(Take(x, Tensor.From([0L, 0, -1]), 0) * Weights)), [1, 2, 3]);
        Holds.Everywhere([111, 0, 0], Grad(x => Sum(x[Tensor.From([0, 0, 0])] * Weights)), [1, 2, 3]);

        // Places that are an argument of the compiled function.
        Func<Tensor, Tensor, Tensor> f = (x, i) => Sum(x[i] * Weights);
        Holds.Equal([11, 0, 100], Jit(Grad(f))(Tensor.From([1.0, 2, 3]), Tensor.From([0L, 0, 2])));
        Holds.Equal([0, 0, 111], Jit(Grad(f))(Tensor.From([1.0, 2, 3]), Tensor.From([-1L, -1, 2])));
    }

    [Fact]
    public void RangesAndNumbers()
    {
        Holds.Everywhere([0, 1, 10, 0], Grad(x => Sum(x[1..3] * Weights[..2])), [1, 2, 3, 4]);
        Holds.Everywhere([10, 0, 1], Grad(x => Sum(x[Slice.Step(.., -2)] * Weights[..2])), [1, 2, 3]);
        Holds.Everywhere([0, 0, 6], Grad(x => x[^1] * x[2]), [1, 2, 3]);
        Holds.InDouble([0, 0, 1, 0, 10, 0, 0, 0], Grad(x => Sum(x[^1, [0, 0]] * 0) + x[0, 2] + 10 * x[1, 0]), Tensor.Ones([2, 4]));
        Holds.InDouble([0, 1, 0, 10], Grad(x => Sum(x[.., 1] * Weights[..2])), Tensor.Ones([2, 2]));
    }

    [Fact]
    public void AddingAtAPlaceTwice()
    {
        var (dx, du) = Grad((x, u) => Sum(x.At([0, 0]).Add(u) * Weights), Wrt.All)(Tensor.Ones([3]), Tensor.Ones([2]));
        Holds.Equal([1, 10, 100], dx);
        Holds.Equal([1, 1], du);
        (dx, du) = Jit(Grad((x, u) => Sum(x.At([0, 0]).Add(u) * Weights), Wrt.All))(Tensor.Ones([3]), Tensor.Ones([2]));
        Holds.Equal([1, 10, 100], dx);
        Holds.Equal([1, 1], du);
    }

    [Fact]
    public void TheLastWriteWins()
    {
        Func<Tensor, Tensor, Tensor> f = (x, u) => x.At([1, 1]).Set(u);
        Holds.Equal([1, 7, 3], f(Tensor.From([1.0, 2, 3]), [5, 7]));
        foreach (var g in new[] { Grad((x, u) => Sum(f(x, u) * Weights), Wrt.All), Jit(Grad((x, u) => Sum(f(x, u) * Weights), Wrt.All)) })
        {
            var (dx, du) = g(Tensor.From([1.0, 2, 3]), [5, 7]);
            Holds.Equal([1, 0, 100], dx);
            Holds.Equal([0, 10], du);
        }
    }

    [Fact]
    public void WritesOfRows()
    {
        Func<Tensor, Tensor, Tensor> f = (x, u) => x.At(1).Set(u);
        var (dx, du) = Grad((x, u) => Sum(f(x, u) * Weights), Wrt.All)(Tensor.Ones([2, 3]), Tensor.Ones([3]));
        Holds.Equal(Tensor.From([1.0, 10, 100, 0, 0, 0], 2, 3), dx);
        Holds.Equal([1, 10, 100], du);

        // A number written into a whole column.
        var column = Grad((x, u) => Sum(x.At(.., 0).Set(u) * Weights), Wrt.Second)(Tensor.Ones([2, 3]), 5.0);
        Holds.Equal(2, column);
    }

    [Fact]
    public void MultiplyingMinimaAndMaxima()
    {
        Holds.Everywhere([2 * 1, 5 * 10, 100], Grad(x => Sum(x.At([0, 1]).Multiply(Tensor.From([2.0, 5]).AsType(x.DType)) * Weights)), [1, 2, 3]);
        Holds.Throws<NotDifferentiableException>(
            "At(indices).Multiply(u): the derivative with respect to u is not defined here because indices may repeat. "
            + "If they do not, write x.At(indices).Set(x[indices] * u).",
            () => Grad(u => Sum(Weights.At([0, 0]).Multiply(u)))(Tensor.Ones([2])));

        // max(1, 5) takes the update, max(2, 2) is shared, max(3, 0) keeps the element.
        foreach (var g in new[] { Grad((x, u) => Sum(x.At([0, 1, 2]).Maximum(u) * Weights), Wrt.All), Jit(Grad((x, u) => Sum(x.At([0, 1, 2]).Maximum(u) * Weights), Wrt.All)) })
        {
            var (dx, du) = g(Tensor.From([1.0, 2, 3]), [5, 2, 0]);
            Holds.Equal([0, 5, 100], dx);
            Holds.Equal([1, 5, 0], du);
        }

        // Three that attain the minimum share it.
        var (mx, mu) = Grad((x, u) => x.At([0, 0]).Minimum(u)[0], Wrt.All)(Tensor.From([2.0, 9]), [2, 2]);
        Holds.Equal([1.0 / 3, 0], mx);
        Holds.Equal([1.0 / 3, 1.0 / 3], mu);
    }

    [Fact]
    public void OutsideOfTheAxis()
    {
        Holds.Throws<IndexOutOfBoundsException>(
            "Take: the index 5 is outside of axis 0 of [3], which has 3 elements; indices run from -3 to 2.",
            () => Take(Weights, Tensor.From([0L, 5]), 0));
        Holds.Throws<IndexOutOfBoundsException>("Index: the index 3 is outside of axis 0 of [3], which has 3 elements; indices run from -3 to 2.", () => Weights[3]);
        Holds.Throws<IndexOutOfBoundsException>("Index: the index -4 is outside of axis 0 of [3], which has 3 elements; indices run from -3 to 2.", () => Weights[-4]);
        Holds.Throws<IndexOutOfBoundsException>("Index: the range 1..5 is outside of axis 0 of [3], which has 3 elements; a range starts and ends within its axis, and does not end before it starts.", () => Weights[1..5]);
        Holds.Throws<ShapeMismatchException>("Index: 2 indices are given for the shape [3], which has 1 axis.", () => Weights[0, 0]);

        // Known only while the compiled function runs.
        var f = Jit((x, i) => Take(x, i, 0));
        Holds.Equal([100, 1], f(Weights, Tensor.From([2L, 0])));
        Assert.Throws<IndexOutOfBoundsException>(() => f(Weights, Tensor.From([2L, 3])));
        Assert.Throws<IndexOutOfBoundsException>(() => f(Weights, Tensor.From([-4L, 0])));
        Holds.Equal([100, 1], f(Weights, Tensor.From([2L, 0])));
    }

    [Fact]
    public void WindowsThatLeaveTheAxis()
    {
        var x = Tensor.From([1.0, 2, 3, 4]);
        Assert.Throws<IndexOutOfBoundsException>(() => DynamicSlice(x, 3, 2));
        var compiled = Jit((v, i) => DynamicSlice(v, i, 2));
        Holds.Equal([3, 4], compiled(x, Tensor.From([2L]).Reshape()));
        Assert.Throws<IndexOutOfBoundsException>(() => compiled(x, Tensor.From([3L]).Reshape()));

        // Clamped, the window and its gradient move inside.
        Func<Tensor, Tensor, Tensor> f = (v, i) => Sum(DynamicSlice(v, i, 2, 0, IndexMode.Clamp) * Weights[..2]);
        foreach (var g in new[] { Grad(f), Jit(Grad(f)) })
        {
            Holds.Equal([0, 0, 1, 10], g(x, Tensor.From([7L]).Reshape()));
            Holds.Equal([1, 10, 0, 0], g(x, Tensor.From([-3L]).Reshape()));
            Holds.Equal([0, 1, 10, 0], g(x, Tensor.From([1L]).Reshape()));
        }

        Holds.Equal([0, 0, 1], Grad(v => Sum(Take(v, Tensor.From([9L]), 0, IndexMode.Clamp)))(Weights));
    }

    [Fact]
    public void TheDerivativeOfAGatheredGradient()
    {
        // x [3, 4], Σ x[[1, 1, 1]]: the gradient is 3 in row 1, and does not change.
        var x = Tensor.Ones([3, 4]);
        Func<Tensor, Tensor> gradient = Grad(v => Sum(v[[1, 1, 1]]));
        foreach (var f in (Func<Tensor, Tensor>[])[gradient, Jit(gradient)])
        {
            var (value, tangent) = Jvp(f, x, x);
            Holds.Equal(Tensor.From([0.0, 0, 0, 0, 3, 3, 3, 3, 0, 0, 0, 0], 3, 4), value);
            Holds.Equal(Tensor.Zeros([3, 4]), tangent);
        }
    }

    [Fact]
    public void Masks()
    {
        Tensor mask = [true, false, true];
        Holds.Equal([1, 0, 10], Grad(x => Sum(x[mask] * Weights[..2]))(Tensor.Ones([3])));
        Holds.Equal([2, 0, 4], Grad(x => Sum(x[x > 0] * x[x > 0]))(Tensor.From([1.0, -5, 2])));
        Assert.Throws<ConcretizationException>(() => Jit(x => Sum(x[x > 0]))(Weights));
    }
}
