using Covector.Tests.Cases;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Api;

/// <summary>Functions that rearrange, join, select and contract, each by its name and against elements written out or loops.</summary>
public sealed class StructureSignatureTests
{
    private static readonly Tensor M = [[1, 2, 3], [4, 5, 6]];

    [Fact]
    public void Shapes()
    {
        Holds.Equal([[1, 2], [3, 4], [5, 6]], Reshape(M, 3, 2));
        Holds.Equal([[1, 2], [3, 4], [5, 6]], Reshape(M, -1, 2));
        Holds.Equal([1, 2, 3, 4, 5, 6], M.Reshape(-1));
        Holds.Equal([[1, 2], [3, 4], [5, 6]], M.Reshape([3, 2]));
        Holds.Equal(7, Tensor.From([7.0]).Reshape());
        Holds.Equal([[1, 4], [2, 5], [3, 6]], Transpose(M));
        Holds.Equal([[1, 4], [2, 5], [3, 6]], M.T);
        Holds.Equal([[1, 4], [2, 5], [3, 6]], M.Transpose());
        Holds.Equal([[1, 4], [2, 5], [3, 6]], M.Transpose(1, 0));
        Holds.Equal([[1, 4], [2, 5], [3, 6]], Transpose(M, 1, 0));
        Holds.Equal([[1, 4], [2, 5], [3, 6]], Transpose(M, -1, 0));
        Assert.Equal(new Shape(4, 2, 3), Transpose(Tensor.Ones([2, 3, 4]), 2, 0, 1).Shape);
        Holds.Equal([[1, 2], [1, 2], [1, 2]], BroadcastTo([1, 2], [3, 2]));
        Holds.Equal([[1, 1], [2, 2]], BroadcastTo([[1], [2]], [2, 2]));
        Assert.Equal(new Shape(2, 3), Squeeze(Tensor.Ones([1, 2, 1, 3])).Shape);
        Assert.Equal(new Shape(1, 2, 3), Squeeze(Tensor.Ones([1, 2, 1, 3]), 2).Shape);
        Assert.Equal(new Shape(1, 2, 3), Squeeze(Tensor.Ones([1, 2, 1, 3]), -2).Shape);
        Assert.Equal(new Shape(2, 1, 3), ExpandDims(M, 1).Shape);
        Assert.Equal(new Shape(2, 3, 1), ExpandDims(M, -1).Shape);
        Assert.Equal(new Shape(1, 2, 3), ExpandDims(M, 0).Shape);
    }

    [Fact]
    public void JoiningAndSplitting()
    {
        Tensor n = [[7, 8, 9]];
        Holds.Equal([[1, 2, 3], [4, 5, 6], [7, 8, 9]], Concatenate([M, n], 0));
        Holds.Equal([[1, 2, 3], [4, 5, 6], [7, 8, 9]], Concatenate([M, n]));
        Holds.Equal([[1, 2, 3, 1, 2, 3], [4, 5, 6, 4, 5, 6]], Concatenate([M, M], axis: 1));
        Holds.Equal([[1, 2, 3, 1, 2, 3], [4, 5, 6, 4, 5, 6]], Concatenate(new[] { M, M }, -1));
        Holds.Equal([[1, 2], [3, 4]], Stack([[1, 2], [3, 4]], 0));
        Holds.Equal([[1, 3], [2, 4]], Stack(new Tensor[] { new[] { 1.0, 2 }, new[] { 3.0, 4 } }, axis: 1));
        Holds.Equal([[1, 3], [2, 4]], Stack([[1, 2], [3, 4]], -1));
        Holds.Equal([3, 4], Stack([3.0, 4.0]));
        Tensor[] parts = Split(M, 3, 1);
        Assert.Equal(3, parts.Length);
        Holds.Equal([[2], [5]], parts[1]);
        parts = Split(M, [1], axis: -1);
        Holds.Equal([[2, 3], [5, 6]], parts[1]);
        Holds.Equal([[4, 5, 6]], Split(M, 2)[1]);
        Holds.Equal([[0, 0, 0], [2, 2, 2]], Grad(x => 2 * Sum(Split(x, 2)[1]))(M));
        var (a, b) = Grad((x, y) => Sum(Concatenate([x, y], 1) * Tensor.From([1.0, 2, 3, 4])), Wrt.All)([[0, 0, 0]], [[0]]);
        Holds.Equal([[1, 2, 3]], a);
        Holds.Equal([[4]], b);
    }

    [Fact]
    public void RepeatingAndMoving()
    {
        Holds.Equal([[3, 2, 1], [6, 5, 4]], Flip(M, 1));
        Holds.Equal([[4, 5, 6], [1, 2, 3]], Flip(M, -2));
        Holds.Equal([[6, 5, 4], [3, 2, 1]], Flip(M));
        Holds.Equal([[3, 1, 2], [6, 4, 5]], Roll(M, 1, 1));
        Holds.Equal([[2, 3, 1], [5, 6, 4]], Roll(M, -1, -1));
        Holds.Equal([[3, 1, 2], [6, 4, 5]], Roll(M, 4, 1));
        Holds.Equal([[6, 1, 2], [3, 4, 5]], Roll(M, 1));
        Holds.Equal([[0, 0, 0, 0, 0], [0, 1, 2, 3, 0], [0, 4, 5, 6, 0], [0, 0, 0, 0, 0]], Pad(M, 1));
        Holds.Equal([[1, 2, 3, 9, 9], [4, 5, 6, 9, 9]], Pad(M, [(0, 0), (0, 2)], 9));
        Holds.Equal(Tensor.Full([2, 3], 2), Grad(x => 2 * Sum(Pad(x, 2)))(M));
        Holds.Equal([1, 2, 1, 2], Tile([1, 2], 2));
        Holds.Equal([[1, 2, 1, 2], [1, 2, 1, 2], [1, 2, 1, 2]], Tile([1, 2], 3, 2));
        Holds.Equal([[1, 2, 3, 1, 2, 3], [4, 5, 6, 4, 5, 6]], Tile(M, 1, 2));
        Holds.Equal([[1, 1, 2, 2, 3, 3], [4, 4, 5, 5, 6, 6]], Repeat(M, 2, 1));
        Holds.Equal([[1, 2, 3], [1, 2, 3], [4, 5, 6], [4, 5, 6]], Repeat(M, 2, 0));
        Holds.Equal(Tensor.Full([2, 3], 3), Grad(x => Sum(Repeat(x, 3, -1)))(M));
        Holds.Equal(Tensor.Full([2, 3], 6), Grad(x => Sum(Tile(x, 3, 2)))(M));
    }

    [Fact]
    public void Matrices()
    {
        Tensor square = [[1, 2, 3], [4, 5, 6], [7, 8, 9]];
        Holds.Equal([[1, 0, 0], [4, 5, 0], [7, 8, 9]], Tril(square));
        Holds.Equal([[1, 2, 3], [0, 5, 6], [0, 0, 9]], Triu(square));
        Holds.Equal([[0, 0, 0], [4, 0, 0], [7, 8, 0]], Tril(square, -1));
        Holds.Equal([[0, 2, 3], [0, 0, 6], [0, 0, 0]], Triu(square, 1));
        Holds.Equal([[1, 0, 0], [4, 5, 0]], Tril(M));
        Holds.Equal([1, 5, 9], Diag(square));
        Holds.Equal([1, 5], Diag(M));
        Holds.Equal([[1, 0], [0, 2]], Diag([1, 2]));
        Holds.Equal(15, Trace(square));
        Holds.Equal([15, 15], Trace(Stack([square, square])));
        Holds.Equal(Tensor.Eye(3), Grad(Trace)(square));
        Holds.Equal([[1, 0, 0], [0, 1, 0]], Grad(x => Sum(Diag(x)))(M));
        Holds.Equal([1, 1], Grad(x => Trace(Diag(x)))([3, 4]));
        Holds.Equal(Tril(Tensor.Ones([3, 3])), Grad(x => Sum(Tril(x)))(square));
        Holds.Equal(Stack([Tril(square), Tril(square)]), Vmap(Tril)(Stack([square, square])));
        Holds.Equal([[1, 5, 9], [1, 5, 9]], Vmap(Diag)(Stack([square, square])));
    }

    [Fact]
    public void Selecting()
    {
        Holds.Equal([[3, 1], [6, 4]], Take(M, Tensor.From([2, 0]), 1));
        Holds.Equal([[3, 1], [6, 4]], Take(M, [2, 0], 1));
        Holds.Equal([[4, 5, 6]], Take(M, [-1], 0));
        Holds.Equal([3, 6], Take(M, 2, -1));
        Holds.Equal([[1, 0, 2], [1, 0, 2]], Grad(x => Sum(Take(x, [0, 2, 2], 1)))(M));
        Holds.Equal([[0, 1, 0], [0, 0, 1], [0, 0, 0]], OneHot(Tensor.From([1, 2, 3]), 3));
        Holds.Equal([[0, 1], [1, 0]], OneHot([1, 0], 2));
        Holds.Equal([6, 0, 4], SegmentSum([1, 2, 3, 4], [0, 0, 0, 2], 3));
        Holds.Equal([10, 10, 30], Grad(x => Dot(SegmentSum(x, [0, 0, 2], 3), [10, 20, 30]))([1, 2, 3]));
    }

    [Fact]
    public void Products()
    {
        Tensor v = [1, 10, 100], b = [[1, 2], [3, 4], [5, 6]];
        Holds.Equal(14, Dot([1, 2, 3], [1, 2, 3]));
        Holds.Equal([321, 654], Dot(M, v));
        Holds.Equal([41, 52, 63], Dot([1, 10], M));
        Holds.Equal([[22, 28], [49, 64]], Dot(M, b));
        Holds.Equal([[22, 28], [49, 64]], MatMul(M, b));
        Holds.Equal(Stack([Dot(M, b), Dot(2 * M, b)]), MatMul(Stack([M, 2 * M]), b));
        Assert.Equal(new Shape(2, 2, 5, 4), Dot(Tensor.Ones([2, 2, 3]), Tensor.Ones([5, 3, 4])).Shape);
        Assert.Equal(new Shape(5, 2, 4), MatMul(Tensor.Ones([2, 3]), Tensor.Ones([5, 3, 4])).Shape);
        Holds.Equal([[1, 10, 100], [2, 20, 200]], Outer([1, 2], v));
        Holds.Equal([[22, 28], [49, 64]], TensorDot(M, b, 1));
        Holds.Equal(91, TensorDot(M, M, 2));
        Holds.Equal([[14, 32], [32, 77]], TensorDot(M, M, [1], [1]));
        Assert.Equal(new Shape(2, 3, 3, 2), TensorDot(M, b, 0).Shape);
        Holds.Equal([[22, 28], [49, 64]], Einsum("ij,jk->ik", M, b));
        Holds.Equal([[22, 28], [49, 64]], Einsum("ij,jk", M, b));
        Holds.Equal([[1, 4], [2, 5], [3, 6]], Einsum("ij->ji", M));
        Holds.Equal(21, Einsum("ij->", M));
        Holds.Equal(6, Einsum("ii", Take(M, [0, 1], 1)));
        Holds.Equal(Dot(Dot(M, b), M), Einsum("ij,jk,kl->il", M, b, M));
        Holds.Equal(Dot(Dot(M, b), M), Einsum("ij,jk,kl->il", new[] { M, b, M }));
        Holds.Equal(2 * M, Einsum("...,...->...", M, 2.0));

        // dA = G·Bᵀ, dB = Aᵀ·G.
        Tensor g = [[1, 2], [3, 4]];
        foreach (var product in (Func<Tensor, Tensor, Tensor>[])
            [
                Dot, MatMul, (x, y) => Einsum("ij,jk->ik", x, y), (x, y) => TensorDot(x, y, 1),
            ])
        {
            var (da, db) = Grad((x, y) => Sum(product(x, y) * g), Wrt.All)(M, b);
            Holds.Equal(Dot(g, b.T), da);
            Holds.Equal(Dot(M.T, g), db);
        }
    }

    [Fact]
    public void Convolutions()
    {
        var x = Tensor.From([1.0, 2, 3, 4, 5], 1, 1, 5);
        var w = Tensor.From([1.0, 0, -1], 1, 1, 3);
        Holds.Equal([-2, -2, -2], Convolve(x, w).Reshape(-1));
        Holds.Equal([-2, -2], Convolve(x, w, stride: 2).Reshape(-1));
        Holds.Equal([-2, -2, -2, -2, 4], Convolve(x, w, padding: Padding.Same).Reshape(-1));
        Holds.Equal([-2, -2, -2, -2, 4], Convolve(x, w, padding: 1).Reshape(-1));
        Holds.Equal([-4], Convolve(x, w, dilation: 2).Reshape(-1));
        Holds.Equal([1, 1, 0, -1, -1], Grad(v => Sum(Convolve(v, w)))(x).Reshape(-1));
        Holds.Equal([6, 9, 12], Grad((v, k) => Sum(Convolve(v, k)), Wrt.Second)(x, w).Reshape(-1));

        // Two axes, against the loop.
        var image = Tensor.Arange(0.0, 2 * 3 * 5 * 4).Reshape(2, 3, 5, 4);
        var kernel = Tensor.Arange(0.0, 2 * 3 * 3 * 2).Reshape(2, 3, 3, 2) - 10;
        double[] i = image.ToArray<double>(), k = kernel.ToArray<double>(), y = new double[2 * 2 * 3 * 3];
        for (int n = 0; n < 2; n++)
            for (int o = 0; o < 2; o++)
                for (int p = 0; p < 3; p++)
                    for (int q = 0; q < 3; q++)
                        for (int c = 0; c < 3; c++)
                            for (int r = 0; r < 3; r++)
                                for (int s = 0; s < 2; s++)
                                    y[(((((n * 2) + o) * 3) + p) * 3) + q] +=
                                        i[(((((n * 3) + c) * 5) + p + r) * 4) + q + s] * k[(((((o * 3) + c) * 3) + r) * 2) + s];
        Holds.Equal(Tensor.From(y, 2, 2, 3, 3), Convolve(image, kernel));
        Holds.Equal(Tensor.From(y, 2, 2, 3, 3), Jit(Convolve)(image, kernel));
    }
}
