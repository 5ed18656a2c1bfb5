using Covector.Tests.Cases;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Api;

/// <summary>Each transformation is called in each of its forms, by name, by lambda and by delegate.</summary>
public sealed class TransformSignatureTests
{
    private static readonly Tensor X = Tensor.From([1.0, 2.0]);
    private static readonly Tensor Y = Tensor.From([3.0, 5.0]);

    [Fact]
    public void GradientsOfMethodGroups()
    {
        Holds.Equal(1 / Math.Pow(Math.Cosh(2), 2), Grad(Tanh)(2.0));
        double t = Math.Tanh(1);
        Holds.Equal((1 - (t * t)) * ((6 * t * t) - 2), Grad(Grad(Grad(Tanh)))(1.0));
        Holds.Equal([1, 1], Grad(Sum)(X));
        Holds.Equal([0.5, 0.5], Grad(Mean)(X));
        Holds.Equal([0, 1], Grad(Max)(X));
        Holds.Equal([1, 0], Grad(Min)(X));
        Holds.Equal([2, 1], Grad(Prod)(X));
        Holds.Equal([-0.5, 0.5], Grad(Var)(X));
        Holds.Equal([-0.5, 0.5], Grad(Std)(X));
        Holds.Equal([1 / Math.Sqrt(5), 2 / Math.Sqrt(5)], Grad(Norm)(X));
        Holds.Equal([1 / (1 + Math.E), Math.E / (1 + Math.E)], Grad(LogSumExp)(X));
        Holds.Equal([3, 5], Grad(Dot)(X, Y));
        Holds.Equal([1, 2], Grad(Dot, Wrt.Second)(X, Y));
        Holds.Equal(12, Grad(Pow)(2.0, 3.0));
    }

    [Fact]
    public void GradientsOfLambdas()
    {
        Holds.Equal(6, Grad(x => x * x)(3.0));
        Holds.Equal(5, Grad((x, y) => x * y)(3.0, 5.0));
        Holds.Equal(3, Grad((x, y) => x * y, Wrt.Second)(3.0, 5.0));
        var (dx, dy) = Grad((x, y) => x * y, Wrt.All)(3.0, 5.0);
        Holds.Equal(5, dx);
        Holds.Equal(3, dy);
        Holds.Equal(10, Grad((x, y, z) => x * y * z)(3.0, 5.0, 2.0));
        Holds.Equal(6, Grad((x, y, z) => x * y * z, Wrt.Second)(3.0, 5.0, 2.0));
        Holds.Equal(15, Grad((x, y, z) => x * y * z, Wrt.Third)(3.0, 5.0, 2.0));
        (dx, dy, var dz) = Grad((x, y, z) => x * y * z, Wrt.All)(3.0, 5.0, 2.0);
        Assert.Equal((10.0, 6.0, 15.0), ((double)dx, (double)dy, (double)dz));
    }

    [Fact]
    public void FourArgumentsAndMore()
    {
        Holds.Equal(70, Grad((x, y, z, w) => x * y * z * w)(3.0, 5.0, 2.0, 7.0));
        Holds.Equal(42, Grad((x, y, z, w) => x * y * z * w, Wrt.Second)(3.0, 5.0, 2.0, 7.0));
        Holds.Equal(105, Grad((x, y, z, w) => x * y * z * w, Wrt.Third)(3.0, 5.0, 2.0, 7.0));
        var (dx, dy, dz, dw) = Grad((x, y, z, w) => x * y * z * w, Wrt.All)(3.0, 5.0, 2.0, 7.0);
        Assert.Equal((70.0, 42.0, 105.0, 30.0), ((double)dx, (double)dy, (double)dz, (double)dw));
        (dx, dy, dz, dw) = ValueAndGrad((x, y, z, w) => x * y * z * w, Wrt.All)(3.0, 5.0, 2.0, 7.0).Grad;
        Assert.Equal((70.0, 42.0, 105.0, 30.0), ((double)dx, (double)dy, (double)dz, (double)dw));

        // Arguments after the first are of any type and pass untouched.
        Func<Tensor, int, bool, string, Tensor> f = (x, n, negative, _) => negative ? -Pow(x, n) : Pow(x, n);
        Holds.Equal(-12, Grad(f)(2.0, 3, true, "note"));
        Func<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor> five = (a, b, c, d, e) => a * a * b * c * d * e;
        Holds.Equal(2 * 3 * 2 * 5 * 7 * 11, Grad(five)(3.0, 2.0, 5.0, 7.0, 11.0));
        Func<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor> six = (a, b, c, d, e, g) => a * a * b * c * d * e * g;
        Holds.Equal(2 * 3 * 2 * 5 * 7 * 11 * 13, Grad(six)(3.0, 2.0, 5.0, 7.0, 11.0, 13.0));
        Holds.Equal(9 * 2 * 5 * 7 * 11 * 13, ValueAndGrad(six)(3.0, 2.0, 5.0, 7.0, 11.0, 13.0).Value);
    }

    [Fact]
    public void AuxiliaryResults()
    {
        Func<Tensor, (Tensor Value, Tensor Aux)> f = x => (Sum(x * x), x + 1);
        var (gradient, aux) = Grad(f)(X);
        Holds.Equal([2, 4], gradient);
        Holds.Equal([2, 3], aux);
        (Tensor Grad, Tensor Aux) named = Grad(f)(X);
        Holds.Equal([2, 4], named.Grad);
        Holds.Equal([2, 3], named.Aux);
        var ((value, again), same) = ValueAndGrad(f)(X);
        Holds.Equal(5, value);
        Holds.Equal([2, 3], again);
        Holds.Equal([2, 4], same);

        Func<Tensor, double, (Tensor Value, (Tensor Half, string Note) Aux)> two = (x, scale) => (Sum(x * x) * scale, (x / 2, "scaled"));
        var (g, (half, note)) = Grad(two)(X, 3.0);
        Holds.Equal([6, 12], g);
        Holds.Equal([0.5, 1], half);
        Assert.Equal("scaled", note);
        Holds.Equal(15, ValueAndGrad(two)(X, 3.0).Output.Value);
        Func<Tensor, Tensor, Tensor, (Tensor Value, Tensor Aux)> three = (x, y, z) => (Sum(x * y * z), y + z);
        Holds.Equal([6, 10], Grad(three)(X, Y, 2.0).Grad);
        Holds.Equal([5, 7], ValueAndGrad(three)(X, Y, 2.0).Output.Aux);
    }

    [Fact]
    public void ValuesWithGradients()
    {
        (Tensor Value, Tensor Grad) one = ValueAndGrad(Tanh)(2.0);
        Holds.Equal(Math.Tanh(2), one.Value);
        Holds.Equal(1 / Math.Pow(Math.Cosh(2), 2), one.Grad);
        var (value, gradient) = ValueAndGrad(Sum)(X);
        Holds.Equal(3, value);
        Holds.Equal([1, 1], gradient);
        (value, gradient) = ValueAndGrad((x, y) => Dot(x, y))(X, Y);
        Holds.Equal(13, value);
        Holds.Equal([3, 5], gradient);
        (value, gradient) = ValueAndGrad(Dot, Wrt.Second)(X, Y);
        Holds.Equal([1, 2], gradient);
        (value, var (dx, dy)) = ValueAndGrad(Dot, Wrt.All)(X, Y);
        Holds.Equal(13, value);
        Holds.Equal([3, 5], dx);
        Holds.Equal([1, 2], dy);
        (value, gradient) = ValueAndGrad((x, y, z) => Sum(x * y * z), Wrt.Third)(X, Y, 2.0);
        Holds.Equal(26, value);
        Holds.Equal(13, gradient);
        (value, gradient) = ValueAndGrad((x, y, z) => Sum(x * y * z), Wrt.Second)(X, Y, 2.0);
        Holds.Equal([2, 4], gradient);
        (value, (dx, dy, var dz)) = ValueAndGrad((x, y, z) => Sum(x * y * z), Wrt.All)(X, Y, 2.0);
        Holds.Equal([6, 10], dx);
        Holds.Equal([2, 4], dy);
        Holds.Equal(13, dz);
        (value, gradient) = ValueAndGrad((x, y, z) => Sum(x * y * z))(X, Y, 2.0);
        Holds.Equal([6, 10], gradient);
    }

    [Fact]
    public void ForwardAndReverseMode()
    {
        (Tensor Value, Tensor Tangent) pushed = Jvp(Sin, 0.7, 1.0);
        Holds.Equal(Math.Sin(0.7), pushed.Value);
        Holds.Equal(Math.Cos(0.7), pushed.Tangent);
        var (value, pullback) = Vjp(Sin, 0.7);
        Holds.Equal(Math.Sin(0.7), value);
        Holds.Equal(2 * Math.Cos(0.7), pullback(2.0));
        (value, var pushforward) = Linearize(Sin, 0.7);
        Holds.Equal(Math.Sin(0.7), value);
        Holds.Equal(3 * Math.Cos(0.7), pushforward(3.0));
        Holds.Equal(6, LinearTranspose(x => 2 * x, 1.0)(3.0));
        Holds.Equal([3, 0], LinearTranspose(x => x[0], X)(3.0));

        // With named arguments.
        Holds.Equal([6, 10], Jvp(f: x => x * Y, primal: X, tangent: [2.0, 2.0]).Tangent);
        Holds.Equal([6, 10], Vjp(f: x => x * Y, primal: X).Pullback([2.0, 2.0]));
        Holds.Equal([6, 10], Linearize(f: x => x * Y, primal: X).Pushforward([2.0, 2.0]));
        Holds.Equal([6, 10], LinearTranspose(f: x => x * Y, example: X)([2.0, 2.0]));
    }

    [Fact]
    public void JacobiansAndHessians()
    {
        Tensor a = [[1, 2], [3, 4], [5, 6]];
        foreach (var jacobian in (Func<Tensor, Tensor>[])[JacFwd(x => Dot(a, x)), JacRev(x => Dot(a, x)), Jacobian(x => Dot(a, x))])
            Holds.Equal([[1, 2], [3, 4], [5, 6]], jacobian(X));
        Holds.Equal([[2, 0], [0, 4]], Jacobian(Square)(X));
        Holds.Equal([[2, 0], [0, 2]], Hessian(x => Sum(x * x))(X));
        Holds.Equal([6, 10], Hvp(x => Sum(x * x))(X, Y));
        Holds.Equal([[1 / Math.Sqrt(5), 2 / Math.Sqrt(5)]], Jacobian(x => Norm(x).Reshape(1))(X));
        Assert.Equal(new Shape(2, 3, 3, 2), Jacobian(Transpose)(Tensor.Ones([3, 2])).Shape);
        Assert.Equal(new Shape(3, 2, 3, 2), Hessian(x => Sum(x * x * x))(Tensor.Ones([3, 2])).Shape);
    }

    [Fact]
    public void GraphsShapesAndChecks()
    {
        Graph graph = MakeGraph(Tanh)(2.0);
        Assert.Contains("tanh", graph.ToString(), StringComparison.Ordinal);
        Assert.Contains("mul", MakeGraph((x, y) => x * y)(X, Y).ToString(), StringComparison.Ordinal);
        Assert.Contains("add", MakeGraph((Tensor[] p) => p[0] + p[1])([X, Y]).ToString(), StringComparison.Ordinal);
        Assert.Equal(new Shape(2), ShapeOf(Tanh)(X).Shape);
        Assert.Equal(new Shape(2, 2), ShapeOf((Tensor[] p) => Outer(p[0], p[1]))([X, Y])[0].Shape);
        GradientReport report = CheckGradients(x => Sum(Sin(x)), X);
        Assert.NotNull(report);
        CheckGradients(x => Sum(Sin(x)), X, order: 1);
        CheckGradients(((Tensor A, Tensor B) p) => Sum(p.A * Exp(p.B)), (X, Y), order: 2);
        Holds.Equal([1, 2], StopGradient(X));
        Holds.Equal([0, 0], Grad(x => Sum(StopGradient(x)))(X));
        var (stopped, name) = StopGradient((X, "name"));
        Holds.Equal([1, 2], stopped);
        Assert.Equal("name", name);
    }

    [Fact]
    public void NullIsRefusedWhereItIsPassed()
    {
        Func<Tensor, Tensor> none = null!;
        Func<Tensor, Tensor, Tensor> none2 = null!;
        foreach (var call in (Func<object?>[])
            [
                () => Grad(none), () => ValueAndGrad(none), () => Grad(none2), () => Grad(none2, Wrt.Second), () => Grad(none2, Wrt.All),
                () => ValueAndGrad(none2), () => Jvp(none, X, X), () => Vjp(none, X), () => Linearize(none, X),
                () => LinearTranspose(none, X),
                () => JacFwd(none), () => JacRev(none), () => Jacobian(none), () => Hessian(none), () => Hvp(none), () => Vmap(none),
                () => Vmap(none2),
                () => Jit(none), () => Jit(none2), () => MakeGraph(none), () => ShapeOf(none), () => CheckGradients(none, X),
                () => Jvp(Sin, null!, X), () => Jvp(Sin, X, null!), () => Vjp(Sin, null!), () => Linearize(Sin, null!),
                () => LinearTranspose(Sin, null!),
                () => Grad(Sin)(null!), () => Jit(Sin)(null!), () => Vmap(Sin)(null!), () => Hessian(Sin)(null!),
                () => Jacobian(Sin)(null!),
                () => Hvp(Sin)(null!, X), () => Hvp(Sin)(1.0, null!), () => Vjp(Sin, X).Pullback(null!),
                () => Linearize(Sin, X).Pushforward(null!),
                () => MakeGraph(Sin)(null!), () => ShapeOf(Sin)(null!), () => CheckGradients(Sin, null!), () => StopGradient(null!),
            ])
            Assert.Throws<ArgumentNullException>(call);
    }
}
