using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Cases;

/// <summary>Batch axes of arguments and results, and what Vmap says of those that do not fit.</summary>
public sealed class VmapAxesTests
{
    [Fact]
    public void EveryPositionOfTheBatchAxis()
    {
        // f(x, y) = (x·y, row sums) for x [2, 3], y [3, 4], batch of 5.
        var x = Tensor.Arange(0, 30).AsType(DType.Float64).Reshape(5, 2, 3);
        var y = Tensor.Arange(0, 60).AsType(DType.Float64).Reshape(5, 3, 4) * 0.5;
        var expected = new List<double>();
        for (int i = 0; i < 5; i++)
            expected.AddRange(Dot(x[i], y[i]).ToArray<double>());
        for (int a = 0; a < 3; a++)
            for (int b = 0; b < 3; b++)
                for (int o = 0; o < 3; o++)
                {
                    var (xa, yb) = (Move(x, 0, a), Move(y, 0, b));
                    foreach (var f in (Func<Tensor, Tensor, Tensor>[])
                        [Vmap(Dot, (a, b), o), Vmap(Dot, (a - 3, b - 3), o - 3), Jit(Vmap(Dot, (a, b), o)), Vmap(Jit(Dot), (a, b), o)])
                        Holds.Equal([.. expected], Move(f(xa, yb), o, 0));
                }
    }

    [Fact]
    public void OneArgumentForAll()
    {
        Tensor x = [1, 2, 3], y = [[1, 2, 3], [4, 5, 6]];
        Holds.Equal([14, 32], Vmap(Dot, (null, 0))(x, y));
        Holds.Equal([14, 32], Vmap(Dot, (0, null))(y, x));
        Holds.Equal([14, 14], Vmap(Dot, (0, null), 0)(Stack([x, x], 0), x));
        Holds.Equal([5, 7, 9], Vmap((a, b) => Sum(a) + b, (1, null))(y, 0.0));
    }

    [Fact]
    public void AxesOfATree()
    {
        // x(6, 2, 3) on axis 0, y(3, 6, 4) on 1, z(4, 5, 6) on 2: result (6, 2, 5).
        var (x, y, z) = (Tensor.Ones([6, 2, 3]), Tensor.Ones([3, 6, 4]), Tensor.Ones([4, 5, 6]));
        Func<(Tensor X, (Tensor Y, Tensor Z) P), Tensor> f = t => Dot(Dot(t.X, t.P.Y), t.P.Z);
        BatchAxes pair = (1, 2);
        var result = Vmap(f, BatchAxes.Tree(0, pair))((x, (y, z)));
        Holds.Equal(Tensor.Full([6, 2, 5], 12), result);
        var separate = Vmap((Tensor a, (Tensor Y, Tensor Z) p) => Dot(Dot(a, p.Y), p.Z), (0, (1, 2)))(x, (y, z));
        Holds.Equal(Tensor.Full([6, 2, 5], 12), separate);
    }

    [Fact]
    public void AxesOfResults()
    {
        var x = Tensor.Arange(0, 6).AsType(DType.Float64).Reshape(3, 2);
        var (a, b) = Vmap((Tensor v) => (v * 2, Sum(v)), 0, (1, 0))(x);
        Assert.Equal(new Shape(2, 3), a.Shape);
        Holds.Equal([1, 5, 9], b);
        var (c, d) = Vmap((Tensor v) => (v * 2, (Tensor)7.0), 0, (1, null))(x);
        Assert.Equal(new Shape(2, 3), c.Shape);
        Holds.Equal(7, d);

        // A result that does not depend on the batch is repeated.
        Holds.Equal([7, 7, 7], Vmap(_ => (Tensor)7.0)(x));
    }

    [Fact]
    public void NestedBatches()
    {
        Tensor x = [1, 2], y = [10, 20, 30];
        var table = Vmap(a => Vmap(b => a * b)(y))(x);
        Holds.Equal(Outer(x, y), table);
        Holds.Equal(Outer(x, y), Vmap(Vmap((a, b) => a * b, (null, 0)), (0, null))(x, y));
        Holds.Equal(Outer(y, x), Vmap(Vmap((a, b) => a * b, (0, null)), (null, 0), 1)(x, y).T);
    }

    [Fact]
    public void AnEmptyBatch()
    {
        Assert.Equal(new Shape(0), Vmap(Sum)(Tensor.Zeros([0, 3])).Shape);
        Assert.Equal(new Shape(0, 3), Vmap(Grad(x => Sum(x * x)))(Tensor.Zeros([0, 3])).Shape);
        Assert.Equal(new Shape(0, 2), Vmap((a, b) => Dot(a, b), (0, null))(Tensor.Zeros([0, 2, 3]), Tensor.Ones([3])).Shape);
    }

    [Fact]
    public void SizesThatDiffer() => Holds.Throws<BatchAxisException>(
        "Vmap: the sizes of the batch axes differ: 'a' f64[2, 3] has 2 along axis 0, 'b.Item1' f64[4, 5] has 5 along axis 1, 'b.Item2' f64[2] has 2 along "
        + "axis 0. They must be equal.",
        () => Vmap((Tensor a, (Tensor, Tensor) b) => Sum(a) + Sum(b.Item1) + b.Item2, (0, (1, 0)))(Tensor.Ones([2, 3]), (Tensor.Ones([4, 5]), Tensor.Ones([2]))));

    [Fact]
    public void AxesThatDoNotExist()
    {
        Holds.Throws<BatchAxisException>(
            "Vmap: 'x' is a scalar f64[] and has no axis 0 to map over; write null for it in inAxes.", () => Vmap(x => x * 2)(1.0));
        Holds.Throws<BatchAxisException>(
            "Vmap: 'x' is f64[2, 3]; its axis 2 in inAxes is out of range, valid axes are -2 to 1.", () => Vmap(x => x * 2, 2)(Tensor.Ones([2, 3])));
        Holds.Throws<BatchAxisException>(
            "Vmap: 'x' is f64[2, 3]; its axis -3 in inAxes is out of range, valid axes are -2 to 1.", () => Vmap(x => x * 2, -3)(Tensor.Ones([2, 3])));
        Holds.Throws<BatchAxisException>(
            "Vmap: 'result' has 1 axis with that of the batch; its axis 1 in outAxes is out of range, valid axes are -1 to 0.", () => Vmap(Sum, 0, 1)(Tensor.Ones([2, 3])));
    }

    [Fact]
    public void NoBatchAtAll()
    {
        Holds.Throws<BatchAxisException>(
            "Vmap: no argument has a batch axis, so the size of the batch is not known; give at least one of them an axis in inAxes.",
            () => Vmap((a, b) => a * b, (null, null))(1.0, 2.0));
        Holds.Throws<BatchAxisException>(
            "Vmap: the arguments hold no tensors, so there is nothing to map over.", () => Vmap((Tensor[] _) => (Tensor)1.0)([]));
    }

    [Fact]
    public void AResultThatIsNotTheSameForAll() => Holds.Throws<BatchAxisException>(
        "Vmap: the axis of 'result.Item2' in outAxes is null, but it differs between the elements of the batch; give it an axis such as 0.",
        () => Vmap((Tensor x) => (x, x), 0, (0, null))(Tensor.Ones([3])));

    [Fact]
    public void AxesWithinATensor() => Holds.Throws<BatchAxisException>(
        "Vmap: the axes (0, 1) have 2 entries for 'b.Item2', which is Tensor with 0 children. Write one axis for all of it, or one entry for each child.",
        () => Vmap((Tensor a, (Tensor, Tensor) b) => a, (0, (0, (0, 1))))(Tensor.Ones([2]), (Tensor.Ones([2]), Tensor.Ones([2]))));

    [Fact]
    public void AxesOfAnotherStructure() => Holds.Throws<BatchAxisException>(
        "Vmap: the axes (0, 0, 0) have 3 entries for 'p', which is (Tensor, Tensor) with 2 children. "
        + "Write one axis for all of it, or one entry for each child.",
        () => Vmap(((Tensor, Tensor) p) => p.Item1, (0, 0, 0))((Tensor.Ones([2]), Tensor.Ones([2]))));

    [Fact]
    public void PerExampleGradientsOfALayeredNetwork()
    {
        var w1 = Tensor.Arange(0, 6).AsType(DType.Float64).Reshape(2, 3) * 0.1 - 0.2;
        var w2 = Tensor.Arange(0, 8).AsType(DType.Float64).Reshape(4, 2) * 0.1 - 0.3;
        var (b1, b2) = (Tensor.From([0.1, -0.1]), Tensor.Ones([4]) * 0.2);
        var xs = Tensor.Linspace(-1, 1, 15).Reshape(5, 3);
        Func<(Tensor W1, Tensor B1, Tensor W2, Tensor B2), Tensor, Tensor> loss = (p, x) => Sum(Square(Dot(p.W2, Tanh(Dot(p.W1, x) + p.B1)) + p.B2));
        var all = Vmap(Grad(loss), (null, 0))((w1, b1, w2, b2), xs);
        Assert.Equal(
            (new Shape(5, 2, 3), new Shape(5, 2), new Shape(5, 4, 2), new Shape(5, 4)), (all.W1.Shape, all.B1.Shape, all.W2.Shape, all.B2.Shape));
        var compiled = Jit(Vmap(Grad(loss), (null, 0)))((w1, b1, w2, b2), xs);
        var inner = Vmap(Jit(Grad(loss)), (null, 0))((w1, b1, w2, b2), xs);
        for (int i = 0; i < 5; i++)
        {
            var one = Grad(loss)((w1, b1, w2, b2), xs[i]);
            foreach (var batch in new[] { all, compiled, inner })
            {
                Holds.Equal(one.W1, batch.W1[i]);
                Holds.Equal(one.B1, batch.B1[i]);
                Holds.Equal(one.W2, batch.W2[i]);
                Holds.Equal(one.B2, batch.B2[i]);
            }
        }
    }

    [Fact]
    public void DerivativesOfBatches()
    {
        Tensor xs = [[0.1, 0.7], [-0.3, 1.2], [2.0, -1.0]];
        Func<Tensor, Tensor> f = x => Sum(Sin(x) * x[0] * Exp(x[1]));
        foreach (var (transformed, one) in ((Func<Tensor, Tensor>, Func<Tensor, Tensor>)[])
            [(Vmap(Grad(f)), Grad(f)), (Vmap(Hessian(f)), Hessian(f)), (Vmap(x => Jvp(f, x, [1.0, 2.0]).Tangent), x => Jvp(f, x, [1.0, 2.0]).Tangent),
             (Vmap(x => Vjp(Sin, x).Pullback(x)), x => Vjp(Sin, x).Pullback(x)), (Vmap(x => Linearize(f, x).Pushforward(x)), x => Linearize(f, x).Pushforward(x)),
             (Vmap(JacFwd(Tanh)), JacFwd(Tanh)), (Vmap(x => Hvp(f)(x, x)), x => Hvp(f)(x, x))])
            foreach (var batch in (Tensor[])[transformed(xs), Jit(transformed)(xs)])
                for (int i = 0; i < 3; i++)
                    Holds.Equal(one(xs[i]), batch[i]);
    }

    private static Tensor Move(Tensor x, int from, int to)
    {
        var axes = new List<int>();
        for (int i = 0; i < x.Rank; i++)
            if (i != from)
                axes.Add(i);
        axes.Insert(to, from);
        return x.Transpose([.. axes]);
    }
}
