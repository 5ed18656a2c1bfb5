using Covector.Tests.Battery;
using Covector.Tests.Cases;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Control;

/// <summary>Running combinations in parallel against the same ones in order.</summary>
public sealed class AssociativeScanTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(13)]
    public void SumsAndProducts(int n)
    {
        var x = Tensor.Arange(1.0, n + 1.0);
        double[] sums = [.. Enumerable.Range(1, n).Select(i => i * (i + 1) / 2.0)];
        double[] rest = [.. Enumerable.Range(1, n).Select(i => n * (n + 1) / 2.0 - i * (i - 1) / 2.0)];
        Holds.Equal(sums, AssociativeScan((a, b) => a + b, x));
        Holds.Equal(rest, AssociativeScan((a, b) => a + b, x, reverse: true));
        Holds.Equal(sums, Jit((Tensor t) => AssociativeScan((a, b) => a + b, t))(x));
        Holds.Equal(CumProd(x, 0), AssociativeScan((a, b) => a * b, x));
        Assert.Equal(DType.Int64, AssociativeScan(Maximum, Tensor.Arange(0, n)).DType);
    }

    [Fact]
    public void LinearRecurrences()
    {
        // hᵢ = aᵢ·hᵢ₋₁ + bᵢ: the pair (a, b) after (a′, b′) is (a·a′, a·b′ + b).
        Tensor a = Fuzz.RandomProgram.Sample([11, 2], 1), b = Fuzz.RandomProgram.Sample([11, 2], 2);
        Func<Tensor, Tensor, Tensor> parallel = (a, b) =>
            AssociativeScan(((Tensor A, Tensor B) p, (Tensor A, Tensor B) q) => (q.A * p.A, q.A * p.B + q.B), (a, b)).Item2;
        Func<Tensor, Tensor, Tensor> inOrder = (a, b) => Scan(
            (Tensor h, (Tensor A, Tensor B) e) => (e.A * h + e.B, e.A * h + e.B), Tensor.Zeros([2]), (a, b)).Outputs;
        Same.Close(inOrder(a, b), parallel(a, b), "the values", 256);
        Func<Func<Tensor, Tensor, Tensor>, (Tensor, Tensor)> gradient = f => Grad((Tensor u, Tensor v) => Sum(Square(f(u, v))), Wrt.All)(a, b);
        var (ea, eb) = gradient(inOrder);
        var (ga, gb) = gradient(parallel);
        Same.Close((Tensor[])[ea, eb], [ga, gb], "the gradient", 1024);
    }

    [Fact]
    public void AnElementMayBeAMatrix()
    {
        // The product of matrices is associative and does not commute; elements lie along the middle axis.
        Tensor m = Fuzz.RandomProgram.Sample([3, 5, 3], 4);
        var actual = AssociativeScan(Dot, m, axis: 1);
        var product = m[.., 0];
        for (int i = 0; i < 5; i++)
        {
            product = i == 0 ? product : Dot(product, m[.., i]);
            Same.Close(product, actual[.., i], $"product {i}", 256);
        }

        Same.Close(actual, Vmap(t => AssociativeScan(Dot, t, axis: -2))(Covector.Functions.Stack([m, m]))[0], "in a batch", 256);
    }

    [Fact]
    public void Errors()
    {
        Holds.Throws<ShapeMismatchException>(
            "AssociativeScan: the combination of two elements of 'elements' is f64[]; expected f64[2], the type of an element.",
            () => AssociativeScan((a, b) => Sum(a + b), Tensor.Ones([4, 2])));
        Holds.Throws<ShapeMismatchException>(
            "AssociativeScan: 'elements.Item2' f64[3] has 3 elements along axis 0 and 'elements.Item1' f64[4] has 4; they must be equal.",
            () => AssociativeScan((p, q) => p, (Tensor.Ones([4]), Tensor.Ones([3]))).Item1);
        Holds.Throws<TreeMismatchException>(
            "AssociativeScan: the combination differs at elements: expected 2 elements, found 1 element.",
            () => AssociativeScan((p, q) => new[] { p[0] }, new[] { Tensor.Ones([4]), Tensor.Ones([4]) })[0]);
    }
}
