using Covector.Tests.Battery;
using Covector.Tests.Cases;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Control;

/// <summary>Loops whose number of steps is computed: values, both modes, batches whose elements stop at different times.</summary>
public sealed class WhileTests
{
    /// <summary>x ← x² until it exceeds 100: x^(2ⁿ).</summary>
    private static Tensor Squares(Tensor x) => While(y => y <= 100, y => y * y, x);

    [Fact]
    public void RepeatedSquares()
    {
        // 1.5^16, 16·1.5^15, 16·15·1.5^14, 16·15·14·1.5^13.
        double first = 7006.30224609375, second = 16 * 15 * Math.Pow(1.5, 14), third = 16 * 15 * 14 * Math.Pow(1.5, 13);
        Func<Tensor, Tensor> f = Squares;
        Holds.Everywhere(656.84083557128906, f, 1.5);
        Holds.Everywhere(first, Grad(f), 1.5);
        Holds.Everywhere(first, x => Jvp(f, x, Tensor.OnesLike(x)).Tangent, 1.5);
        Holds.Everywhere(first, x => Linearize(f, x).Pushforward(Tensor.OnesLike(x)), 1.5);
        Holds.Everywhere(first, Grad(Jit(f)), 1.5);
        Holds.Everywhere(second, Grad(Grad(f)), 1.5);
        Holds.Everywhere(second, x => Jvp(Grad(f), x, Tensor.OnesLike(x)).Tangent, 1.5);
        Holds.Everywhere(second, x => Grad(p => Jvp(f, p, Tensor.OnesLike(p)).Tangent)(x), 1.5);
        Holds.Everywhere(second, Grad(Jit(Grad(f))), 1.5);
        Holds.Everywhere(second, JacFwd(JacFwd(f)), 1.5);
        Holds.Everywhere(third, Grad(Grad(Grad(f))), 1.5);
    }

    [Fact]
    public void ElementsOfABatchStopWhenTheyAreDone()
    {
        // 200 is beyond the limit at the start: no step. 3: 3⁸, one more than 9, 81; 11: 121.
        double[] x = [1.5, 200, 3, 11], value = [Math.Pow(1.5, 16), 200, Math.Pow(3, 8), 121];
        double[] first = [16 * Math.Pow(1.5, 15), 1, 8 * Math.Pow(3, 7), 22], second = [240 * Math.Pow(1.5, 14), 0, 56 * Math.Pow(3, 6), 2];
        Func<Tensor, Tensor> f = Squares;
        Holds.Everywhere(value, Vmap(f), x);
        Holds.Everywhere(first, Vmap(Grad(f)), x);
        Holds.Everywhere(first, Grad<Tensor>(t => Sum(Vmap(f)(t))), x);
        Holds.Everywhere(first, Vmap(Grad(Jit(f))), x);
        Holds.Everywhere(first, Vmap(Jit(Grad(f))), x);
        Holds.Everywhere(first, Vmap(t => Jvp(f, t, Tensor.OnesLike(t)).Tangent), x);
        Holds.Everywhere(second, Vmap(Grad(Grad(f))), x);
        Holds.Everywhere(second, Grad<Tensor>(t => Sum(Vmap(Grad(f))(t))), x);
        Assert.Equal(new Shape(0), Vmap(Grad(f))(Tensor.Zeros([0])).Shape);
    }

    [Fact]
    public void StepsThatOthersTakeLeaveNoTrace()
    {
        // Beyond its last step an element would read outside of the vector, and divide by zero.
        Tensor a = [1, 2, 4, 8];
        Func<Tensor, Tensor, Tensor> f = (count, x) => ForLoop(0, count, (i, y) => y + x / (count - i) * a[i], 0.0);
        Func<double, double, double> slope = (n, x) => Enumerable.Range(0, (int)n).Sum(i => (double)a[i] / (n - i));
        var counts = Tensor.From([0L, 1, 4, 2]);
        var x = Tensor.From([2.0, 2, 3, 4]);
        var slopes = Tensor.From([slope(0, 2), slope(1, 2), slope(4, 3), slope(2, 4)]);
        Holds.Equal(slopes * x, Vmap(f)(counts, x));
        Holds.Equal(slopes * x, Jit(Vmap(f))(counts, x));
        Holds.Equal(slopes, Vmap((Tensor n, Tensor t) => Grad((Tensor u) => f(n, u))(t))(counts, x));
        Holds.Equal(slopes, Jit(Vmap((Tensor n, Tensor t) => Grad((Tensor u) => f(n, u))(t)))(counts, x));
        Holds.Equal(slopes, Grad((Tensor t) => Sum(Vmap(f)(counts, t)))(x));
    }

    [Fact]
    public void BoundsThatAreTraced()
    {
        Func<Tensor, Tensor, Tensor> f = (n, x) => ForLoop(1, n, (i, y) => y * x + i, x);
        // ((x·x + 1)·x + 2)·x + 3 = x⁴ + x² + 2x + 3.
        var compiled = Jit(f);
        var gradient = Jit((Tensor n, Tensor t) => Grad((Tensor u) => f(n, u))(t));
        var hessian = Jit((Tensor n, Tensor t) => Hessian((Tensor u) => f(n, u))(t));
        Holds.Equal(27, compiled(4, 2.0));
        Holds.Equal(38, gradient(4, 2.0));
        Holds.Equal(50, hessian(4, 2.0));
        Holds.Equal(2, compiled(1, 2.0));
        Holds.Equal(1, gradient(1, 2.0));
        Holds.Equal(0, hessian(1, 2.0));
        Holds.Equal(5, compiled(2, 2.0));
        Holds.Equal(4, gradient(2, 2.0));
        Holds.Equal(38, Grad((Tensor x) => compiled(4, x))(2.0));
        Holds.Equal(8, LinearTranspose((Tensor x) => Jit((Tensor n, Tensor t) => ForLoop(0, n, (i, y) => 2 * y, t))(3, x), 1.0)(1.0));
        Holds.Equal(8, Jit((Tensor n) => LinearTranspose((Tensor x) => ForLoop(0, n, (i, y) => 2 * y, x), 1.0)(1.0))(3));
        Assert.Throws<NotDifferentiableException>(() => LinearTranspose((Tensor x) => While(y => y < 3, y => 2 * y, x), 1.0)(1.0));
    }

    [Fact]
    public void LoopsInLoops()
    {
        // Each outer step takes one more inner step: 1 + 2 + … + n doublings of s, so 2^(n(n+1)/2)·x, with n found by a while loop.
        Func<Tensor, Tensor> f = x => While<(Tensor N, Tensor S)>(
            t => t.N <= 3, t => (t.N + 1, ForLoop(0, t.N, (_, s) => s * x, t.S)), (Tensor.From([1L])[0], x)).S;
        // x·x^6.
        Holds.Everywhere(128, f, 2);
        Holds.Everywhere(7 * 64, Grad(f), 2);
        Holds.Everywhere(42 * 32, Grad(Grad(f)), 2);
        Holds.Everywhere(7 * 64, Grad(Jit(f)), 2);
        Holds.Everywhere([7, 7 * 64], Vmap(Grad(f)), [1, 2]);
        Func<Tensor, Tensor> g = x => Scan((c, e) => (While(y => y <= 10, y => y * c, e), c), x, Tensor.From([2.0, 3.0]).AsType(x.DType)).Carry;
        // c = 3: 2 → 6 → 18; c = 18: 3 → 54 = 3·c = 3·2·x².
        Holds.Everywhere(54, g, 3);
        Holds.Everywhere(36, Grad(g), 3);
        Holds.Everywhere(12, Grad(Grad(g)), 3);
    }

    [Fact]
    public void NewtonsMethodForASquareRoot()
    {
        Func<Tensor, Tensor> root = a => While<(Tensor X, Tensor Last)>(
            t => Abs(t.X - t.Last) > 1e-3 * t.X, t => (0.5 * (t.X + a / t.X), t.X), (a, 2 * a)).X;
        foreach (double a in new[] { 0.5, 2, 10 })
        {
            Holds.InDouble(Math.Sqrt(a), root, a, 1e-6);
            Holds.InDouble(0.5 / Math.Sqrt(a), Grad(root), a, 1e-4);
        }

        Holds.InDouble([Math.Sqrt(0.5), Math.Sqrt(10)], Vmap(root), [0.5, 10], 1e-6);
        Holds.InDouble([0.5 / Math.Sqrt(0.5), 0.5 / Math.Sqrt(10)], Vmap(Grad(root)), [0.5, 10], 1e-4);
    }

    [Fact]
    public void Errors()
    {
        Tensor three = [1, 2, 3];
        Holds.Throws<ShapeMismatchException>(
            "While: the condition returns the shape [3]; expected one truth value. Use Any or All to combine several.", () => While(x => x < 3, x => x, three));
        Holds.Throws<DTypeMismatchException>("While: the condition returns Float64; expected Bool, such as x < 100.", () => While(x => x[0], x => x, three));
        Holds.Throws<ShapeMismatchException>(
            "While: 'x' is f64[3] at the start of a step, but the body returns f64[] for it; it must keep its shape. "
            + "Start with a tensor of the shape that the body makes, such as Tensor.Zeros([]).",
            () => While(x => x[0] < 3, x => Sum(x), three));
        Assert.Contains(
            "argument 'y'", Assert.Throws<ConcretizationException>(() => While(y => y < (double)y, x => x, 1.0)).Message, StringComparison.Ordinal);
    }
}
