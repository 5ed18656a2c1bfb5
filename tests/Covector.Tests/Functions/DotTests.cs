using static Covector.Functions;
using static Covector.Tests.Functions.Everywhere;
using static Covector.Transforms;

namespace Covector.Tests.Functions;

public sealed class DotTests
{
    private static readonly Tensor A = Count(2, 3);

    [Fact]
    public void VectorsAndMatrices()
    {
        Value(14.0, x => Dot(x, x), Count(3));
        Value(Tensor.From([14.0, 32]), x => Dot(A, x), Count(3));
        Value(Tensor.From([9.0, 12, 15]), x => Dot(x, A), Count(2));
        Value(Tensor.From([14.0, 32, 32, 77], 2, 2), x => Dot(x, x.T), A);
        Value(Tensor.Zeros([2, 3]), x => Dot(x, Tensor.Zeros([0, 3])), Tensor.Zeros([2, 0]));
        Assert.Equal(11, (long)Dot(Tensor.From([1, 2]), Tensor.From([3, 4])));
        Assert.Equal(DType.Float32, Dot(Tensor.From([1f]), [2]).DType);
    }

    [Fact]
    public void HigherRanksAgreeWithLoops()
    {
        var (a, b) = (Mixed(2, 3, 4), Mixed(5, 4, 2));
        var expected = new double[2 * 3 * 5 * 2];
        var (p, q) = (a.ToArray<double>(), b.ToArray<double>());
        for (int i = 0; i < 6; i++)
            for (int j = 0; j < 5; j++)
                for (int n = 0; n < 2; n++)
                    for (int k = 0; k < 4; k++)
                        expected[(i * 10) + (j * 2) + n] += p[(i * 4) + k] * q[(j * 8) + (k * 2) + n];
        Value(Tensor.From(expected, 2, 3, 5, 2), x => Dot(x, b), a);
        Consistent(x => Dot(x, x.Transpose(0, 2, 1)), Mixed(2, 3, 2));
    }

    [Fact]
    public void BatchesBroadcast()
    {
        var (a, b) = (Mixed(3, 1, 2, 4), Mixed(5, 4, 2));
        var rows = new Tensor[15];
        for (int i = 0; i < 15; i++)
            rows[i] = Dot(a[i / 5, 0], b[i % 5]);
        Value(Stack(rows).Reshape(3, 5, 2, 2), x => MatMul(x, b), a);
        Value(Stack(rows).Reshape(3, 5, 2, 2), x => MatMul(a, x), b);
        Value(Stack([Dot(A, b[0, ..3]), Dot(A, b[1, ..3])]), x => MatMul(A, x), b[..2, ..3]);
        Value(Stack([Dot(b[0], A), Dot(b[1], A)]), x => MatMul(x, A), b[..2]);
        Value(Stack([Dot(b[0], Count(2)), Dot(b[1], Count(2))]), x => MatMul(x, Count(2)), b[..2]);
        Value(Stack([Dot(Count(4), b[0]), Dot(Count(4), b[1])]), x => MatMul(Count(4), x), b[..2]);
        Value(14.0, x => MatMul(x, x), Count(3));
        Consistent(x => MatMul(x, b), a);
        Consistent(x => MatMul(x, x), Mixed(2, 3, 3));
    }

    [Fact]
    public void OuterAndTensorDot()
    {
        Value(Tensor.From([1.0, 2, 2, 4], 2, 2), x => Outer(x, x), Count(2));
        Assert.Equal(new Shape(2, 3, 4), Outer(A, Count(4)).Shape);
        Value(91.0, x => TensorDot(x, x, 2), A);
        Value(Tensor.From([17.0, 22, 27, 22, 29, 36, 27, 36, 45], 3, 3), x => TensorDot(x, x, [0], [-2]), A);
        Message<ShapeMismatchException>("TensorDot: 3 axes of [2, 3] and [2, 3] cannot be contracted; expected 0 to 2.", () => TensorDot(A, A, 3));
        Message<ShapeMismatchException>("TensorDot: A is [2, 3], B is [2, 3]: axis 1 of A and axis 0 of B are contracted, but have 3 and 2 elements.", () => TensorDot(A, A, 1));
        Message<ShapeMismatchException>("TensorDot: 1 axes of a and 2 of b are given; they are contracted in pairs.", () => TensorDot(A, A, [0], [0, 1]));
    }

    [Fact]
    public void Derivatives()
    {
        Tensor u = Count(3), w = Tensor.From([4.0, -1, 2]), g = Tensor.From([1.0, 2]);
        Gradient(w, x => Dot(x, w), u);
        Gradient(w, x => Dot(w, x), u);
        Gradient(Outer(g, u), x => Dot(g, Dot(x, u)), A);
        Gradient(Dot(A.T, g), x => Dot(g, Dot(A, x)), u);

        // With the entries of W in row-major order, ∂(Wx)/∂W is I ⊗ xᵀ.
        Same(Tensor.From([1.0, 2, 3, 0, 0, 0, 0, 0, 0, 1, 2, 3], 2, 6), JacRev(x => Dot(x, u))(A).Reshape(2, 6));
        Tensor q = [[1, 2], [3, 4]];
        Same([[2, 5], [5, 8]], Hessian(x => Dot(x, Dot(q, x)))(g));
        Same(Tensor.Eye(3), JacFwd(x => Dot(Tensor.Eye(3), u) + x)(w));
    }

    [Fact]
    public void LayerInClosedForm()
    {
        Tensor w = [[.1, -.2, .3], [.4, .5, -.6]], b = [.05, -.1], x = [1.0, 2, 3], u = [2.0, -1];
        Func<Tensor, Tensor, Tensor, Tensor> loss = (w, b, x) => Dot(u, Tanh(Dot(w, x) + b));
        Same(1.6054570894302442, loss(w, b, x));
        Gradient([[1.3463868997524818, 2.6927737995049637, 4.0391606992574455], [-0.78644773296592741, -1.5728954659318548, -2.3593431988977822]], p => loss(p, b, x), w);
        Gradient([1.3463868997524818, -0.78644773296592741], p => loss(w, p, x), b);
        Gradient([-0.17994040321112278, -0.66250124643346007, 0.875784709705301], p => loss(w, b, p), x);
    }

    [Fact]
    public void Messages()
    {
        Message<ShapeMismatchException>("Dot: A is [3, 4], B is [5, 4]: the contracted axes have 4 and 5 elements. Did you mean B.T?", () => Dot(Count(3, 4), Count(5, 4)));
        Message<ShapeMismatchException>("Dot: A is [3, 4], B is [3, 5]: the contracted axes have 4 and 3 elements. Did you mean A.T?", () => Dot(Count(3, 4), Count(3, 5)));
        Message<ShapeMismatchException>("Dot: A is [3, 4], B is [5, 3]: the contracted axes have 4 and 5 elements. Did you mean Dot(B, A)?", () => Dot(Count(3, 4), Count(5, 3)));
        Message<ShapeMismatchException>("Dot: A is [3, 4], B is [5, 6]: the contracted axes have 4 and 5 elements.", () => Dot(Count(3, 4), Count(5, 6)));
        Message<ShapeMismatchException>("Dot: A is [], B is [3]: a scalar has no axis to contract. Write a * b.", () => Dot(2.0, Count(3)));
        Message<ShapeMismatchException>("MatMul: the shapes [2] and [3] cannot be broadcast together: axis -1 has the lengths 2 and 3; they must be equal or one of them 1.", () => MatMul(Count(2, 1, 1), Count(3, 1, 1)));
    }
}
