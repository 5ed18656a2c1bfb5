using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Cases;

/// <summary>What holds for every function: the transformations agree with each other, with loops and with matrices written out.</summary>
public sealed class IdentityTests
{
    private static readonly Tensor A = [[0.3, -0.8, 0.5], [1.1, 0.2, -0.4]];
    private static readonly Tensor B = [0.1, -0.2];
    private static readonly Tensor X = [0.7, -1.2, 0.4];

    private static Tensor Layer(Tensor x) => Tanh(Dot(A, x) + B);

    [Fact]
    public void LinearizationRunsTheFunctionOnce()
    {
        int runs = 0;
        Func<Tensor, Tensor> f = x =>
        {
            runs++;
            return Layer(x) * Exp(x[0]);
        };
        var (value, pushforward) = Linearize(f, X);
        Assert.Equal(1, runs);
        for (int k = 0; k < 3; k++)
        {
            var v = Tensor.Eye(3)[k];

            // The same rules, so the same bits.
            var (jvpValue, tangent) = Jvp(f, X, v);
            Assert.Equal(jvpValue.ToArray<double>(), value.ToArray<double>());
            Assert.Equal(tangent.ToArray<double>(), pushforward(v).ToArray<double>());
        }

        Assert.Equal(4, runs);

        // What is left for a tangent is linear: none of the function's own operations is in it.
        string map = MakeGraph(pushforward)(X).ToString();
        foreach (string name in (string[])["tanh", "exp"])
            Assert.DoesNotContain($"= {name}", map, StringComparison.Ordinal);

        var (_, pullback) = Vjp(f, X);
        Assert.Equal(5, runs);
        pullback(B);
        pullback(value);
        Assert.Equal(5, runs);
    }

    [Fact]
    public void ForwardAndReverseModeAreAdjoint()
    {
        Tensor v = [0.3, 0.9, -0.5], u = [1.5, -0.7];
        foreach (var f in (Func<Tensor, Tensor>[])
            [
                Layer, Jit(Layer), x => Dot(A, x), x => Softmax(Dot(A, x)), x => Sort(Dot(A, x), 0) * x[..2], x => CumProd(x, 0)[..2],
            ])
        {
            double forward = (double)Dot(u, Jvp(f, X, v).Tangent), reverse = (double)Dot(Vjp(f, X).Pullback(u), v);
            Assert.Equal(forward, reverse, 1e-14);
            Holds.Equal(forward, Dot(u, Linearize(f, X).Pushforward(v)));
            Holds.Equal(forward, Jit((p, t) => Dot(u, Jvp(f, p, t).Tangent))(X, v));
            Holds.Equal(forward, Jit((p, t) => Dot(Vjp(f, p).Pullback(u), t))(X, v));
        }
    }

    [Fact]
    public void JacobiansByEitherMode()
    {
        // diag(1 − tanh²(Ax + b))·A
        var expected = new double[6];
        double[] a = A.ToArray<double>(), x = X.ToArray<double>(), b = B.ToArray<double>();
        for (int i = 0; i < 2; i++)
        {
            double z = b[i];
            for (int j = 0; j < 3; j++)
                z += a[(3 * i) + j] * x[j];
            for (int j = 0; j < 3; j++)
                expected[(3 * i) + j] = a[(3 * i) + j] / (Math.Cosh(z) * Math.Cosh(z));
        }

        foreach (var jacobian in (Func<Func<Tensor, Tensor>, Func<Tensor, Tensor>>[])[JacFwd, JacRev, Jacobian])
        {
            Holds.InDouble(expected, jacobian(Layer), X);
            Holds.InDouble(expected, jacobian(Jit(Layer)), X);
            Holds.InDouble(a, jacobian(p => Dot(A, p) + B), X);
            Holds.InDouble([.. a, .. a], p => Vmap(jacobian(q => Dot(A, q)))(Stack([p, p])), X);
        }
    }

    [Fact]
    public void HessiansInEveryOrderOfModes()
    {
        Func<Tensor, Tensor> f = x => Sum(Square(Layer(x))) + (x[0] * Exp(x[1]) * Sin(x[2]));
        var expected = JacFwd(JacRev(f))(X);
        Holds.Equal(expected, expected.T, 1e-12);
        foreach (var hessian in (Func<Tensor, Tensor>[])
            [
                JacRev(JacFwd(f)), JacRev(JacRev(f)), JacFwd(JacFwd(f)), Hessian(f), Jit(Hessian(f)), Hessian(Jit(f)), JacRev(Grad(f)),
                Jacobian(Grad(f)),
            ])
            Holds.Equal(expected, hessian(X));
        foreach (var v in (Tensor[])[[1, 0, 0], [0.3, -0.4, 2]])
        {
            Holds.Equal(Dot(expected, v), Hvp(f)(X, v));
            Holds.Equal(Dot(expected, v), Jit(Hvp(f))(X, v));
            Holds.Equal(Dot(expected, v), Grad(x => Dot(Grad(f)(x), v))(X));
            Holds.Equal(Dot(expected, v), Vjp(Grad(f), X).Pullback(v));
            Holds.Equal(Dot(expected, v), Linearize(Grad(f), X).Pushforward(v));
        }
    }

    [Fact]
    public void GaussNewtonProducts()
    {
        // Jᵀ(H_loss(J v)) for a softmax cross-entropy: against the dense product.
        Tensor v = [0.3, 0.9, -0.5];
        Func<Tensor, Tensor> loss = z => LogSumExp(z) - z[1];
        Func<Tensor, Tensor> Product(Func<Tensor, Tensor> model) => t =>
        {
            var (z, pushforward) = Linearize(model, X);
            return Vjp(model, X).Pullback(Hvp(loss)(z, pushforward(t)));
        };
        var dense = Dot(Jacobian(Layer)(X).T, Dot(Hessian(loss)(Layer(X)), Dot(Jacobian(Layer)(X), v)));
        Holds.Equal(dense, Product(Layer)(v));
        Holds.Equal(dense, Jit(Product(Layer))(v));

        // Of a linear model it is the Hessian itself.
        Func<Tensor, Tensor> linear = x => Dot(A, x) + B;
        Holds.Equal(Hvp(x => loss(linear(x)))(X, v), Product(linear)(v));
    }

    [Fact]
    public void ABatchIsALoop()
    {
        Tensor xs = [[0.7, -1.2, 0.4], [0.1, 0.2, 0.3], [-2, 1, 0], [0.5, 0.5, -0.5]];
        Func<Tensor, Tensor> loss = x => Sum(Layer(x) * Layer(x));
        foreach (var f in (Func<Tensor, Tensor>[])
            [
                Layer, loss, Grad(loss), Hessian(loss), Jacobian(Layer), x => Jvp(Layer, x, X).Tangent, x => Vjp(Layer, x).Pullback(B),
                x => Hvp(loss)(x, X),
                x => Vmap(e => Sin(e * Sum(x)))(x), x => Grad(t => Sum(Vmap(e => e * e * t[0])(t)))(x), x => Sort(x, 0), x => Softmax(x),
                x => Outer(x, x), x => x[[2, 0]],
                x => x.At(1).Set(Sum(x)), x => Einsum("i,ji->j", x, A), x => Convolve(x.Reshape(1, 1, 3), B.Reshape(1, 1, 2)).Reshape(-1),
            ])
        {
            var loop = Stack([f(xs[0]), f(xs[1]), f(xs[2]), f(xs[3])]);
            Holds.Equal(loop, Vmap(f)(xs));
            Holds.Equal(loop, Vmap(f, 1)(xs.T));
            Holds.Equal(loop, Jit(Vmap(f))(xs));
            Holds.Equal(loop, Vmap(Jit(f))(xs));
            Holds.Equal(loop.Reshape([2, 2, .. loop.Shape.ToArray()[1..]]), Vmap(Vmap(f))(xs.Reshape(2, 2, 3)));
        }
    }

    [Fact]
    public void CompilingChangesNothing()
    {
        Func<Tensor, Tensor> f = x => Sum(Layer(x) * Layer(x)) / (1 + Square(x[0]));
        var gradient = Grad(f)(X);
        foreach (var g in (Func<Tensor, Tensor>[])
            [
                Jit(Grad(f)), Grad(Jit(f)), Jit(Grad(Jit(f))), Jit(Jit(Grad(f))), Jit(x => Jit(Grad(f))(x) * 1),
            ])
            Holds.Equal(gradient, g(X));
        var xs = Stack([X, 2 * X, -X]);
        Holds.Equal(Jit(Vmap(Grad(f)))(xs), Vmap(Jit(Grad(f)))(xs));
        Holds.Equal(Jit(Vmap(Grad(f)))(xs), Vmap(Grad(Jit(f)))(xs));
    }

    [Fact]
    public void TheGradientOfRepeatedSquaringStaysSmall()
    {
        // x ← x·x, n times: a tree of 2ⁿ leaves if nothing were shared.
        Tensor Squared(Tensor x, int n)
        {
            for (int i = 0; i < n; i++)
                x *= x;
            return x;
        }

        int Lines(int n) => MakeGraph(Grad(x => Squared(x, n)))(1.0).Count;
        int ten = Lines(10), twenty = Lines(20), forty = Lines(40);
        Assert.Equal(forty - twenty, 2 * (twenty - ten));
        Assert.True(forty <= 5 * 40, $"{forty} equations");
        Holds.Equal(Math.ScaleB(1, 40), Grad(x => Squared(x, 40))(1.0));
        Holds.Equal(1024 * Math.Pow(1.001, 1023), Grad(x => Squared(x, 10))(1.001));
        Holds.Equal(1024 * Math.Pow(1.001, 1023), Jit(Grad(x => Squared(x, 10)))(1.001));
        Holds.Equal(1024.0 * 1023 * Math.Pow(1.001, 1022), Grad(Grad(x => Squared(x, 10)))(1.001));
    }
}
