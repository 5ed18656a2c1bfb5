using Covector.Tests.Battery;
using Covector.Tests.Cases;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Control;

/// <summary>Cond and Switch: one branch runs and is differentiated; in a batch each element takes its own.</summary>
public sealed class CondTests
{
    /// <summary>3x up to 2, sin x above.</summary>
    private static Tensor Piece(Tensor x) => Cond(x > 2, Sin, t => 3 * t, x);

    [Fact]
    public void ThePieceThatIsTaken()
    {
        Holds.Everywhere(Math.Sin(2.14), Piece, 2.14);
        Holds.Everywhere(-0.53896144939951142, Grad(Piece), 2.14);
        Holds.Everywhere(3, Grad(Piece), 1.72);
        Holds.Everywhere(-0.53896144939951142, x => Jvp(Piece, x, Tensor.OnesLike(x)).Tangent, 2.14);
        Holds.Everywhere(-Math.Sin(2.14), Grad(Grad(Piece)), 2.14);
        Holds.Everywhere(0, Grad(Grad(Piece)), 1.72);
        Holds.Everywhere([3, Math.Cos(2.14), 3, Math.Cos(5)], Vmap(Grad(Piece)), [1.72, 2.14, 2, 5]);
        Holds.Everywhere(-0.53896144939951142, Grad(Jit(Piece)), 2.14);
        Holds.Everywhere(3, Grad(Jit(Piece)), 1.72);
        Holds.Everywhere([3, Math.Cos(2.14)], Vmap(Grad(Jit(Piece))), [1.72, 2.14]);
        Holds.Everywhere([3, Math.Cos(2.14)], Grad<Tensor>(x => Sum(Vmap(Jit(Piece))(x))), [1.72, 2.14]);
    }

    [Fact]
    public void InABatchItIsWhere()
    {
        Func<Tensor, Tensor> f = x => Cond(x > 0, t => t * t, t => t * t * t, x);
        Func<Tensor, Tensor> w = x => Where(x > 0, x * x, x * x * x);
        var x = Tensor.Linspace(-1, 1, 20);
        Same.Close(Vmap(w)(x), Vmap(f)(x), "the value");
        Same.Close(Vmap(Grad(w))(x), Vmap(Grad(f))(x), "the gradient");
        Same.Close(Vmap(Grad(w))(x), Jit(Vmap(Grad(f)))(x), "the compiled gradient");
        Same.Close(Vmap(Grad(Grad(w)))(x), Vmap(Grad(Grad(f)))(x), "the second derivative");
        Same.Close(Vmap(Grad(w))(x), Grad<Tensor>(t => Sum(Vmap(f)(t)))(x), "the gradient of the batch");
    }

    [Fact]
    public void NoNaNFromTheBranchNotTaken()
    {
        const double eps = 1e-8;
        Func<Tensor, Tensor> f = t => Cond(t < eps, _ => eps, Sqrt, t);
        Func<Tensor, Tensor> total = x => Sum(Vmap(f)(x));
        Holds.Everywhere(new double[10], Grad(total), new double[10]);
        Holds.Everywhere(new double[10], Vmap(Grad(f)), new double[10]);
        Holds.Equal(10 * eps, total(Tensor.Zeros([10])));
    }

    [Fact]
    public void OnlyTheBranchTakenRuns()
    {
        int then = 0, otherwise = 0;
        Func<Tensor, Tensor> f = x => Cond(
            x > 0,
            t =>
            {
                then++;
                return t * 2;
            },
            t =>
            {
                otherwise++;
                return t * 3;
            },
            x);
        Assert.Equal(2, (double)Grad(f)(1.0));
        Assert.Equal((1, 0), (then, otherwise));
        Assert.Equal(-3, (double)f(-1.0));
        Assert.Equal((1, 1), (then, otherwise));

        // Traced both, run one: the other would read beyond the tensor.
        var compiled = Jit((Tensor x, Tensor i) => Cond(i < 3, t => t[i], t => Sum(t), x));
        Assert.Equal(6, (double)compiled([1, 2, 3], 7));
        Assert.Equal(2, (double)compiled([1, 2, 3], 1));
        var gradient = Grad((Tensor x, Tensor i) => compiled(x, i));
        Holds.Equal([1, 1, 1], gradient([1, 2, 3], 7));
        Holds.Equal([0, 1, 0], gradient([1, 2, 3], 1));
    }

    [Fact]
    public void SwitchesAreClamped()
    {
        // Residuals of different number and shape; one branch returns a constant.
        Func<Tensor, Tensor, Tensor> f = (index, x) => Switch<Tensor, Tensor>(index, [t => Sum(t * t), t => Prod(Sin(t)), _ => 7.0, t => t[0] * Exp(t[1])], x);
        Tensor x = [0.5, 1.5];
        Tensor[] values = [2.5, Math.Sin(0.5) * Math.Sin(1.5), 7.0, 0.5 * Math.Exp(1.5)];
        Tensor[] gradients =
        [
            [1, 3], [Math.Cos(0.5) * Math.Sin(1.5), Math.Sin(0.5) * Math.Cos(1.5)], [0, 0], [Math.Exp(1.5), 0.5 * Math.Exp(1.5)],
        ];
        var compiled = Jit(f);
        var gradient = Jit((Tensor i, Tensor t) => Grad((Tensor u) => f(i, u))(t));
        var indices = Tensor.From([-5L, 0, 1, 2, 3, 9]);
        for (int i = 0; i < 6; i++)
        {
            int branch = Math.Clamp((int)(long)indices[i], 0, 3);
            Holds.Equal(values[branch], f(indices[i], x));
            Holds.Equal(values[branch], compiled(indices[i], x));
            Holds.Equal(gradients[branch], Grad((Tensor t) => f(indices[i], t))(x));
            Holds.Equal(gradients[branch], Grad((Tensor t) => compiled(indices[i], t))(x));
            Holds.Equal(gradients[branch], gradient(indices[i], x));
            Holds.Equal(gradients[branch], JacFwd((Tensor t) => compiled(indices[i], t))(x));
        }

        int[] taken = [0, 0, 1, 2, 3, 3];
        Holds.Equal(Stack(Array.ConvertAll(taken, b => values[b])), Vmap(f, (0, null))(indices, x));
        Holds.Equal(Stack(Array.ConvertAll(taken, b => gradients[b])), Vmap((Tensor i, Tensor t) => Grad((Tensor u) => f(i, u))(t), (0, null))(indices, x));
        Holds.Equal(Stack(Array.ConvertAll(taken, b => gradients[b])), Vmap(gradient, (0, null))(indices, x));
        for (int b = 0; b < 4; b++)
        {
            int chosen = b;
            Same.Close(
                Hessian((Tensor t) => f(chosen, t))(x), Jit((Tensor i, Tensor t) => Hessian((Tensor u) => f(i, u))(t))(chosen, x), $"the Hessian of branch {b}");
            Same.Close(
                Stack([values[b], f(chosen, 2 * x)]), Vmap(compiled, (null, 0))(chosen, Stack([x, 2 * x])), $"a batch of branch {b}");
        }
    }

    [Fact]
    public void TreesAndCaptures()
    {
        Func<Tensor, Tensor, Tensor> f = (x, y) =>
        {
            var (a, b) = Cond(
                Sum(x) > 0, ((Tensor u, Tensor v) t) => (t.u * y, new[] { t.v, y }), ((Tensor u, Tensor v) t) => (t.v - y, new[] { t.u * x, x }), (x, 2 * x));
            return Sum(a) + Sum(b[0] * b[1]);
        };
        Tensor x = [1, -0.5], y = [2, 3];
        foreach (var sign in new[] { 1.0, -1.0 })
        {
            var expected = Grad(f, Wrt.All)(sign * x, y);
            var actual = Jit((Tensor a, Tensor b) => Grad(f, Wrt.All)(a, b))(sign * x, y);
            Same.Close((Tensor[])[expected.Item1, expected.Item2], [actual.Item1, actual.Item2], "the gradient");
            var batch = Vmap((Tensor a, Tensor b) => Grad(f, Wrt.All)(a, b))(Stack([sign * x, -sign * x]), Stack([y, 2 * y]));
            Same.Close((Tensor[])[expected.Item1, expected.Item2], [batch.Item1[0], batch.Item2[0]], "the batch");
        }

        Assert.Equal(5, (double)Jit((Tensor p) => Cond(p > 0, () => p + 4, () => p))(1.0));
    }

    [Fact]
    public void NumbersTakeTheTypeOfTheOtherBranch()
    {
        var f = Jit((Tensor x) => Cond(x > 0, t => t, _ => 0.0, x));
        Assert.Equal(DType.Float32, f(Tensor.From([1f])[0]).DType);
        Assert.Equal(DType.Float32, Jit((Tensor x) => Cond(x > 0, _ => 0, t => t, x))(Tensor.From([1f])[0]).DType);
    }

    [Fact]
    public void Errors()
    {
        Tensor three = [1, 2, 3];
        Holds.Throws<ShapeMismatchException>(
            "Cond: the results must have one type, but 'result' is f64[3] in 'otherwise' and f64[] in 'then'. Use BroadcastTo or Reshape to make the shapes equal.",
            () => Jit((Tensor x) => Cond(x[0] > 0, t => Sum(t), t => t, x))(three));
        Holds.Throws<DTypeMismatchException>(
            "Switch: the results must have one type, but 'result.Item2' is f64[3] in 'branch 0' and i64[3] in 'branch 1'. Convert one of them with AsType(DType.Float64).",
            () => Jit((Tensor x, Tensor i) => Switch<Tensor, (Tensor, Tensor)>(i, [t => (t, t), t => (t, t.AsType(DType.Int64))], x).Item1)(three, 0));
        Holds.Throws<TreeMismatchException>(
            "Cond: the result of 'then' differs at result: expected 2 elements, found 1 element.",
            () => Jit((Tensor x) => Cond(x[0] > 0, t => new[] { t }, t => new[] { t, t }, x)[0])(three));
        Holds.Throws<ShapeMismatchException>(
            "Cond: the predicate has the shape [3]; expected one truth value. Use Where to choose element by element.", () => Cond(three > 0, t => t, t => t, three));
        Holds.Throws<DTypeMismatchException>("Cond: the predicate is Float64; expected Bool, such as x > 0.", () => Cond(three[0], t => t, t => t, three));
        Holds.Throws<DTypeMismatchException>(
            "Switch: the index is Float64; expected a whole number. Convert it with AsType(DType.Int64).", () => Switch(three[0], [t => t], three));
        Assert.Throws<ArgumentException>(() => Switch(0, [], three));
        Assert.Contains(
            "argument 't'", Assert.Throws<ConcretizationException>(() => Jit((Tensor x) => Cond(x > 0, t => t * (double)t, t => t, x))(1.0)).Message, StringComparison.Ordinal);
    }
}
