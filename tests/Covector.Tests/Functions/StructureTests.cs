using static Covector.Functions;
using static Covector.Tests.Functions.Everywhere;

namespace Covector.Tests.Functions;

public sealed class StructureTests
{
    private static readonly Tensor X = Count(2, 3);

    [Fact]
    public void Reshaping()
    {
        Value(Count(3, 2), x => Reshape(x, 3, -1), X);
        Value(Count(6), x => x.Reshape(-1), X);
        Value(5.0, x => x.Reshape(), Tensor.From([5.0], 1, 1));
        Value(Tensor.From([1.0, 4, 2, 5, 3, 6], 3, 2), Transpose, X);
        Value(Tensor.From([1.0, 4, 2, 5, 3, 6], 3, 2), x => Transpose(x, 1, 0), X);
        Value(Count(3), Squeeze, Count(1, 3, 1));
        Value(Count(1, 3), x => Squeeze(x, -1), Count(1, 3, 1));
        Value(Count(3, 1), x => ExpandDims(x, -1), Count(3));
        Value(Tensor.From([1.0, 1, 2, 2], 2, 2), x => BroadcastTo(x, [2, 2]), Count(2, 1));
        Gradient(Tensor.Full([2, 1], 2.0), x => Sum(BroadcastTo(x, [2, 2])), Count(2, 1));
        Message<ShapeMismatchException>("Reshape: [2, 3] has 6 elements and [4] has 4; they must be equal.", () => X.Reshape(4));
        Message<ShapeMismatchException>("Reshape: [2, 3] has 6 elements, which cannot be divided into [4, -1]: the other lengths make 4.", () => X.Reshape(4, -1));
        Message<ShapeMismatchException>("Reshape: [-1, -1] has more than one -1; only one length can follow from the others.", () => X.Reshape(-1, -1));
        Message<ShapeMismatchException>("Squeeze: axis 0 of [2, 3] has 2 elements; only an axis of length 1 can be removed.", () => Squeeze(X, 0));
        Message<ShapeMismatchException>("ExpandDims: axis 3 is out of range for the shape [1, 2, 3]; valid axes are -3 to 2.", () => ExpandDims(X, 3));
        Message<ShapeMismatchException>("BroadcastTo: [2, 3] cannot become [3]: only axes of length 1 stretch, and new axes come first.", () => BroadcastTo(X, [3]));
    }

    [Fact]
    public void JoiningAndSplitting()
    {
        Value(Tensor.From([1.0, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6], 2, 6), x => Concatenate([x, x], 1), X);
        Value(Tensor.From([1.0, 1, 2, 2, 3, 3], 3, 2), x => Stack([x, x], -1), Count(3));
        Value(Tensor.From([2.0, 5], 2, 1), x => Split(x, 3, 1)[1], X);
        Value(Tensor.From([2.0, 3, 5, 6], 2, 2), x => Split(x, [1], -1)[1], X);
        Gradient(Tensor.From([1.0, 2, 10, 4, 5, 20], 2, 3), x => Sum(Concatenate([x[.., ..2], Tensor.From([10.0, 20], 2, 1)], 1) * x) - Sum(x[.., ..2] * x[.., ..2]) / 2, X);
        Message<ShapeMismatchException>("Concatenate: there are no tensors; expected at least one.", () => Concatenate([]));
        Message<ShapeMismatchException>("Concatenate: tensor 1 has the shape [3, 2] and tensor 0 has [2, 3]; they may differ only in axis 0.", () => Concatenate([X, X.T]));
        Message<ShapeMismatchException>("Stack: tensor 1 has the shape [3, 2] and tensor 0 has [2, 3]; they must be equal.", () => Stack([X, X.T]));
        Message<ShapeMismatchException>("Split: axis 1 of [2, 3] has 3 elements, which cannot be divided into 2 equal parts. Give the starts of the parts instead: Split(x, [2, 5], axis).", () => Split(X, 2, 1)[0]);
        Message<ShapeMismatchException>("Split: the starts [2, 1] must ascend from 0 to 3, the length of axis 1.", () => Split(X, [2, 1], 1)[0]);
    }

    [Fact]
    public void Repeating()
    {
        Value(Tensor.From([6.0, 5, 4, 3, 2, 1], 2, 3), Flip, X);
        Value(Tensor.From([3.0, 2, 1, 6, 5, 4], 2, 3), x => Flip(x, 1), X);
        Value(Tensor.From([3.0, 1, 2, 6, 4, 5], 2, 3), x => Roll(x, 1, 1), X);
        Value(Tensor.From([2.0, 3, 1, 5, 6, 4], 2, 3), x => Roll(x, -4, 1), X);
        Value(Tensor.From([6.0, 1, 2, 3, 4, 5], 2, 3), x => Roll(x, 1), X);
        Value(Tensor.From([1.0, 2, 1, 2, 1, 2, 1, 2], 2, 4), x => Tile(x, 2, 2), Count(2));
        Value(Tensor.From([1.0, 2, 1, 2], 2, 2), x => Tile(x, 2, 1), Count(2));
        Value(Tensor.From([1.0, 1, 2, 2], 2, 2), x => Tile(x, 2), Count(2, 1));
        Value(Tensor.From([1.0, 1, 2, 2, 3, 3, 4, 4], 2, 4), x => Repeat(x, 2, 1), Count(2, 2));
        Consistent(x => Repeat(Tile(Roll(x, 1, 0), 2, 1), 3, 1), Mixed(2, 3));
        Message<ShapeMismatchException>("Tile: the count is -1; expected 0 or more.", () => Tile(X, -1));
        Message<ShapeMismatchException>("Repeat: the count is -1; expected 0 or more.", () => Repeat(X, -1, 0));
    }

    [Fact]
    public void Margins()
    {
        Value(Tensor.From([7.0, 1, 2, 7]), x => Pad(x, 1, 7), Count(2));
        Value(Tensor.From([0.0, 0, 0, 1, 0, 0], 3, 2), x => Pad(x, [(1, 1), (1, 0)]), Count(1, 1));
        Value(Tensor.From([double.NaN, 1]), x => Pad(x, [(1, 0)], double.NaN), Count(1));
        Gradient(Tensor.From([10.0, 100]), x => Sum(Pad(x, 1, 7) * Tensor.From([1.0, 10, 100, 1000])), Count(2));
        Message<ShapeMismatchException>("Pad: 1 pair of widths is given for the shape [2, 3], which has 2 axes.", () => Pad(X, [(1, 1)]));
        Message<ShapeMismatchException>("Pad: the widths (1, -1) of axis 0 must not be negative; use indexing to cut.", () => Pad(Count(2), [(1, -1)]));
    }

    [Fact]
    public void Matrices()
    {
        var a = Count(2, 3);
        Value(Tensor.From([1.0, 0, 0, 4, 5, 0], 2, 3), Tril, a);
        Value(Tensor.From([1.0, 2, 0, 4, 5, 6], 2, 3), x => Tril(x, 1), a);
        Value(Tensor.From([1.0, 2, 3, 0, 5, 6], 2, 3), Triu, a);
        Value(Tensor.From([0.0, 2, 3, 0, 0, 6], 2, 3), x => Triu(x, 1), a);
        Value(Tensor.From([1.0, 0, 3, 4, 5, 0, 7, 8], 2, 2, 2), Tril, Count(2, 2, 2));
        Value(Tensor.From([1.0, 0, 0, 2], 2, 2), Diag, Count(2));
        Value(Tensor.From([0.0, 1, 0, 0, 0, 2, 0, 0, 0], 3, 3), x => Diag(x, 1), Count(2));
        Value(Tensor.From([0.0, 0, 0, 1, 0, 0, 0, 2, 0], 3, 3), x => Diag(x, -1), Count(2));
        Value(Tensor.From([1.0, 5]), Diag, a);
        Value(Tensor.From([2.0, 6]), x => Diag(x, 1), a);
        Value(Tensor.From([4.0]), x => Diag(x, -1), a);
        Value(Tensor.From([4.0, 8]), x => Diag(x, -1), Count(3, 3));
        Value(Tensor.Zeros([0]), x => Diag(x, 5), a);
        Value(6.0, Trace, a);
        Value(Tensor.From([5.0, 13]), Trace, Count(2, 2, 2));
        Gradient(Tensor.From([1.0, 0, 0, 0, 1, 0], 2, 3), Trace, a);
        Consistent(x => Diag(Diag(x, 1)) * 2, Mixed(3, 4));
        Message<ShapeMismatchException>("Trace: the shape is [2]; expected a matrix, or a batch of matrices in the last two axes.", () => Trace(Count(2)));
        Message<ShapeMismatchException>("Diag: the shape is [1, 1, 1]; expected a vector (for its diagonal matrix) or a matrix (for its diagonal).", () => Diag(Count(1, 1, 1)));
    }
}
