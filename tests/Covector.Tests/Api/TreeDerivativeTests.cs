using Covector.Tests.Cases;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Api;

/// <summary>
/// Derivatives with respect to tuples, arrays, lists, dictionaries and records: leaf by leaf, in the structure of the argument.
/// </summary>
public sealed class TreeDerivativeTests
{
    private static readonly Tensor X = Tensor.From([1.0, 2.0]);
    private static readonly Tensor Y = Tensor.From([3.0, 5.0]);

    private static Tensor OfPair((Tensor X, Tensor Y) p) => Sum(p.X * p.X * p.Y);

    private static Tensor OfArray(Tensor[] p) => Sum(p[0] * p[0] * p[1]);

    private static Tensor OfList(List<Tensor> p) => Sum(p[0] * p[0] * p[1]);

    private static Tensor OfDictionary(Dictionary<string, Tensor> p) => Sum(p["a"] * p["a"] * p["b"]);

    private static Tensor OfRecord(Weights p) => Sum(p.A * p.A * p.Inner.B) + 0 * p.Count;

    private static Tensor OfRecordAndData(Weights p, Tensor x) => Sum(p.A * p.A * p.Inner.B * x);

    [Fact]
    public void Gradients()
    {
        var pair = Grad<(Tensor A, Tensor B)>(OfPair)((X, Y));
        Holds.Equal([6, 20], pair.A);
        Holds.Equal([1, 4], pair.B);
        (Tensor, Tensor) unnamed = Grad(((Tensor, Tensor) p) => Sum(p.Item1 * p.Item1 * p.Item2))((X, Y));
        Holds.Equal([1, 4], unnamed.Item2);
        Tensor[] array = Grad<Tensor[]>(OfArray)([X, Y]);
        Holds.Equal([6, 20], array[0]);
        List<Tensor> list = Grad<List<Tensor>>(OfList)([X, Y]);
        Holds.Equal([1, 4], list[1]);
        Dictionary<string, Tensor> dictionary = Grad<Dictionary<string, Tensor>>(OfDictionary)(new() { ["b"] = Y, ["a"] = X });
        Holds.Equal([6, 20], dictionary["a"]);
        Holds.Equal([1, 4], dictionary["b"]);
        Weights record = Grad<Weights>(OfRecord)(new Weights(X, new Inner(Y), 3));
        Holds.Equal([6, 20], record.A);
        Holds.Equal([1, 4], record.Inner.B);
        Assert.Equal(3, record.Count);
        var nested = Grad(((Tensor A, (Tensor B, Tensor[] C) D) p) => Sum(p.A * p.D.B * p.D.C[0]))((X, (Y, [X])));
        Holds.Equal([3, 10], nested.A);
        Holds.Equal([1, 4], nested.D.B);
        Holds.Equal([3, 10], nested.D.C[0]);
    }

    [Fact]
    public void GradientsByTheNameOfTheFunction()
    {
        Holds.Equal([6, 20], Grad(OfPair)((X, Y)).X);
        Holds.Equal([6, 20], Grad(OfArray)([X, Y])[0]);
        Holds.Equal([6, 20], Grad(OfList)([X, Y])[0]);
        Holds.Equal([6, 20], Grad(OfDictionary)(new() { ["a"] = X, ["b"] = Y })["a"]);
        Holds.Equal([6, 20], Grad(OfRecord)(new Weights(X, new Inner(Y), 3)).A);
        Holds.Equal([6, 20], Grad(OfRecordAndData)(new Weights(X, new Inner(Y), 3), 1.0).A);
        Holds.Equal(23, Grad(OfRecordAndData, Wrt.Second)(new Weights(X, new Inner(Y), 3), 1.0));
        var (weights, data) = Grad(OfRecordAndData, Wrt.All)(new Weights(X, new Inner(Y), 3), 2.0);
        Holds.Equal([2, 8], weights.Inner.B);
        Holds.Equal(23, data);
        Holds.Equal(23, ValueAndGrad(OfRecord)(new Weights(X, new Inner(Y), 3)).Value);
        Holds.Equal(23, Jit(OfRecord)(new Weights(X, new Inner(Y), 3)));
        Holds.Equal([12, 40], Jit(Grad(OfRecordAndData))(new Weights(X, new Inner(Y), 3), 2.0).A);
        Holds.Equal([3, 20], Vmap(OfRecordAndData, (0, 0))(new Weights(X, new Inner(Y), 3), [1.0, 1.0]));
        Holds.Equal([6, 40], Vmap(OfRecordAndData, (0, null))(new Weights(X, new Inner(Y), 3), 2.0));
        Holds.Equal([3, 20], Vmap(OfPair, 0)((X, Y)));
        Holds.Equal([3, 20], Vmap(OfPair, (0, 0))((X, Y)));
    }

    [Fact]
    public void AuxiliaryResultsAndFurtherArguments()
    {
        var (gradient, (sum, note)) = Grad(((Tensor A, Tensor B) p) => (Sum(p.A * p.B), (p.A + p.B, "note")))((X, Y));
        Holds.Equal([3, 5], gradient.A);
        Holds.Equal([4, 7], sum);
        Assert.Equal("note", note);
        var ((value, aux), grads) = ValueAndGrad((Weights w, Tensor x) => (Sum(w.A * x), new[] { w.A * 2 }))(
            new Weights(X, new Inner(Y), 1), Y);
        Holds.Equal(13, value);
        Holds.Equal([2, 4], aux[0]);
        Holds.Equal([3, 5], grads.A);
        Holds.Equal([0, 0], grads.Inner.B);
    }

    [Fact]
    public void ForwardAndReverseMode()
    {
        var (value, tangent) = Jvp(OfPair, (X, Y), (Tensor.OnesLike(X), Tensor.ZerosLike(Y)));
        Holds.Equal(23, value);
        Holds.Equal(26, tangent);
        Func<(Tensor A, Tensor B), (Tensor Sum, Tensor[] Products)> f = p => (p.A + p.B, [p.A * p.B]);
        var (values, tangents) = Jvp(f, (X, Y), (Y, X));
        Holds.Equal([4, 7], values.Sum);
        Holds.Equal([3, 10], values.Products[0]);
        Holds.Equal([4, 7], tangents.Sum);
        Holds.Equal([10, 29], tangents.Products[0]);
        var (_, pullback) = Vjp(f, (X, Y));
        var (a, b) = pullback((Tensor.OnesLike(X), [Tensor.OnesLike(X)]));
        Holds.Equal([4, 6], a);
        Holds.Equal([2, 3], b);
        var (_, pushforward) = Linearize(f, (X, Y));
        Holds.Equal([10, 29], pushforward((Y, X)).Products[0]);
        Holds.Equal([10, 29], Linearize((Dictionary<string, Tensor> p) => p["a"] * p["b"], new() { ["a"] = X, ["b"] = Y })
            .Pushforward(new() { ["a"] = Y, ["b"] = X }));
        Holds.Equal([4, 7], Vjp((List<Tensor> p) => p[0] * 2 + p[1], [X, Y]).Pullback([4.0, 7.0])[1]);
        Holds.Equal([3, 5], Vjp((Weights p) => p.A * p.Inner.B, new Weights(X, new Inner(Y), 1)).Pullback([1.0, 1.0]).A);
        var transposed = LinearTranspose(((Tensor A, Tensor B) p) => (2 * p.A + p.B[0], p.B * 3), (X, Y))((X, Y));
        Holds.Equal([2, 4], transposed.Item1);
        Holds.Equal([12, 15], transposed.Item2);
    }

    [Fact]
    public void Jacobians()
    {
        // (x, y) ↦ (x, y) at (0, 1), with respect to x: (1, 0).
        foreach (var of in (Func<Func<(Tensor, Tensor), (Tensor, Tensor)>, Func<(Tensor, Tensor), ((Tensor, Tensor), (Tensor, Tensor))>>[])
            [
                JacFwd, JacRev, Jacobian,
            ])
        {
            var identity = of(p => p)((0.0, 1.0));
            Holds.Equal(1, identity.Item1.Item1);
            Holds.Equal(0, identity.Item2.Item1);
            Holds.Equal(0, identity.Item1.Item2);
            Holds.Equal(1, identity.Item2.Item2);
        }

        // The first two of three.
        foreach (var f in (Func<(Tensor, Tensor, Tensor), ((Tensor, Tensor, Tensor), (Tensor, Tensor, Tensor))>[])
            [
                JacFwd(((Tensor A, Tensor B, Tensor C) p) => (p.A, p.B)), JacRev(((Tensor A, Tensor B, Tensor C) p) => (p.A, p.B)),
                Jacobian(((Tensor A, Tensor B, Tensor C) p) => (p.A, p.B)), Jit(Jacobian(((Tensor A, Tensor B, Tensor C) p) => (p.A, p.B))),
            ])
        {
            var (first, second) = f((1.0, 2.0, 3.0));
            Assert.Equal((1.0, 0.0, 0.0), ((double)first.Item1, (double)first.Item2, (double)first.Item3));
            Assert.Equal((0.0, 1.0, 0.0), ((double)second.Item1, (double)second.Item2, (double)second.Item3));
        }

        // {x, x yᵀ} with respect to x: the identity and δᵢₖ yⱼ.
        var expected = new double[2 * 3 * 2];
        double[] y = [3, 4, 5];
        for (int i = 0; i < 2; i++)
            for (int j = 0; j < 3; j++)
                expected[(((i * 3) + j) * 2) + i] = y[j];
        Func<Tensor, Dictionary<string, Tensor>> outer = x => new() { ["x"] = x, ["outer"] = Outer(x, y) };
        foreach (var jacobian in (Func<Tensor, Dictionary<string, Tensor>>[])
            [
                JacFwd(outer), JacRev(outer), Jacobian(outer), Jit(JacFwd(outer)),
            ])
        {
            var blocks = jacobian(X);
            Holds.Equal(Tensor.Eye(2), blocks["x"]);
            Holds.Equal(Tensor.From(expected, 2, 3, 2), blocks["outer"]);
        }

        // Trees of arguments and of results of every other kind.
        foreach (var of in (Func<Func<Tensor[], Tensor>, Func<Tensor[], Tensor[]>>[])[JacFwd, JacRev, Jacobian])
            Holds.Equal([[3, 0], [0, 5]], of(p => p[0] * p[1])([X, Y])[0]);
        Holds.Equal([[3, 0], [0, 5]], JacRev((Weights p) => p.A * p.Inner.B)(new Weights(X, new Inner(Y), 0)).A);
        Holds.Equal([[3, 0], [0, 5]], JacFwd((Weights p) => p.A * p.Inner.B)(new Weights(X, new Inner(Y), 0)).A);
        Tensor[][] blocked = Jacobian((Tensor[] p) => new[] { p[0] * p[1], Sum(p[0]) })([X, Y]);
        Holds.Equal([[1, 0], [0, 2]], blocked[0][1]);
        Holds.Equal([1, 1], blocked[1][0]);
        var keyed = JacRev((Dictionary<string, Tensor> p) => new Dictionary<string, Tensor> { ["s"] = Sum(p["a"] * p["b"]) })(
            new() { ["a"] = X, ["b"] = Y });
        Holds.Equal([1, 2], keyed["s"]["b"]);
        var three = JacFwd((Weights p) => (p.A, p.Inner.B, Sum(p.A)))(new Weights(X, new Inner(Y), 0));
        Holds.Equal([1, 1], three.Item3.A);
    }

    [Fact]
    public void Hessians()
    {
        // f(x, u) = ½xᵀx·Σu + u₀u₁ with x of 5 and u of 2 elements.
        Tensor x = [1, 2, 3, 4, 5], u = [0.5, 2];
        Func<(Tensor X, Tensor U), Tensor> f = p => (0.5 * Dot(p.X, p.X) * Sum(p.U)) + (p.U[0] * p.U[1]);
        var ((xx, xu), (ux, uu)) = Hessian(((Tensor X, Tensor U) p) => f(p))((x, u));
        Holds.Equal(Tensor.Eye(5) * 2.5, xx);
        Holds.Equal(Outer(x, Tensor.Ones([2])), xu);
        Holds.Equal(Outer(Tensor.Ones([2]), x), ux);
        Holds.Equal([[0, 1], [1, 0]], uu);
        Assert.Equal((new Shape(5, 5), new Shape(5, 2), new Shape(2, 5), new Shape(2, 2)), (xx.Shape, xu.Shape, ux.Shape, uu.Shape));
        Func<Tensor[], Tensor> g = p => Sum(p[0] * p[0] * p[1]);
        Holds.Equal([[2, 0], [0, 4]], Hessian(g)([X, Y])[0][1]);
        Holds.Equal([[6, 0], [0, 10]], Hessian((Tensor[] p) => g(p))([X, Y])[0][0]);
        Holds.Equal(
            [[2, 0], [0, 4]], Hessian((Dictionary<string, Tensor> p) => g([p["a"], p["b"]]))(new() { ["a"] = X, ["b"] = Y })["b"]["a"]);
        var three = Hessian(((Tensor A, Tensor B, Tensor C) p) => p.A * p.B * p.C)((2.0, 3.0, 5.0));
        Holds.Equal(2, three.Item2.Item3);
        Holds.Equal(0, three.Item2.Item2);

        // A lambda without types is one of a tensor.
        Holds.Equal([[0, 1], [1, 0]], Hessian(v => v[0] * v[1])(X));
        Holds.Equal(0, Hessian(_ => 1.0)(2.0));
    }

    [Fact]
    public void HessianVectorProducts()
    {
        var (a, b) = Hvp(((Tensor A, Tensor B) p) => Sum(p.A * p.A * p.B))((X, Y), (Tensor.OnesLike(X), Tensor.OnesLike(Y)));
        Holds.Equal([8, 14], a);
        Holds.Equal([2, 4], b);
        Holds.Equal([8, 14], Hvp((Tensor[] p) => Sum(p[0] * p[0] * p[1]))([X, Y], [Tensor.OnesLike(X), Tensor.OnesLike(Y)])[0]);
        Holds.Equal(
            [8, 14],
            Hvp((Weights p) => Sum(p.A * p.A * p.Inner.B))(
                new Weights(X, new Inner(Y), 1), new Weights(Tensor.OnesLike(X), new Inner(Tensor.OnesLike(Y)), 1)).A);
    }

    [Fact]
    public void ElementTypesOfJacobians()
    {
        var single = X.AsType(DType.Float32);
        Func<Tensor, Tensor> widens = x => x.AsType(DType.Float64) * 2, narrows = x => x.AsType(DType.Float32) * 2;
        Assert.Equal(DType.Float64, JacFwd(widens)(single).DType);
        Assert.Equal(DType.Float32, JacRev(widens)(single).DType);
        Assert.Equal(DType.Float32, JacFwd(narrows)(X).DType);
        Assert.Equal(DType.Float64, JacRev(narrows)(X).DType);
        Holds.Equal(Tensor.Eye(2) * 2, JacFwd(widens)(single));

        // Rows keep the type of the results, columns that of the arguments.
        var mixed = JacFwd(((Tensor A, Tensor B) p) => (p.A * 1.0, p.B * p.A.AsType(DType.Float64)))((single, Y));
        Assert.Equal(
            (DType.Float32, DType.Float32, DType.Float64, DType.Float64),
            (mixed.Item1.Item1.DType, mixed.Item1.Item2.DType, mixed.Item2.Item1.DType, mixed.Item2.Item2.DType));
        mixed = JacRev(((Tensor A, Tensor B) p) => (p.A * 1.0, p.B * p.A.AsType(DType.Float64)))((single, Y));
        Assert.Equal(
            (DType.Float32, DType.Float64, DType.Float32, DType.Float64),
            (mixed.Item1.Item1.DType, mixed.Item1.Item2.DType, mixed.Item2.Item1.DType, mixed.Item2.Item2.DType));
    }

    [Fact]
    public void ValuesAreKnownWhileAJacobianIsComputed() => Holds.Equal(
        -2 * Tensor.Eye(2), Jacobian(x => (bool)(x[0] > 3) ? x : -2 * x)(X));
}

[Tree]
internal sealed partial record Inner(Tensor B);

[Tree]
internal sealed partial record Weights(Tensor A, Inner Inner, int Count);
