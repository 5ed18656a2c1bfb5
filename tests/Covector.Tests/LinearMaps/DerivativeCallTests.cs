using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.LinearMaps;

/// <summary>Calls of <c>Derivative</c>: values that change, control flow, custom rules, loops, errors.</summary>
public sealed class DerivativeCallTests
{
    [Fact]
    public void WhatChangesOutsideIsSeen()
    {
        var a = Maps.Random([3, 3], 1);
        double factor = 1;
        var derivative = Derivative(x => factor * Dot(a, x));
        Maps.RequireClose(a, derivative(Tensor.Ones(3)).ToDense());
        var b = a = Maps.Random([3, 3], 2);
        Maps.RequireClose(b, derivative(Tensor.Ones(3)).ToDense());
        factor = 2;
        Maps.RequireClose(2 * b, derivative(Tensor.Ones(3)).ToDense());
        Assert.Equal([4, 3], derivative(Tensor.Ones(3, 4)).OutShape.AsSpan().ToArray().Reverse());
    }

    /// <summary>The derivative of A·x is the same object at every point: nothing is computed, and A is not copied.</summary>
    [Fact]
    public void LinearFunctionHasOneMap()
    {
        var a = Maps.Random([30, 30], 1);
        var derivative = Derivative(x => Dot(a, x));
        Assert.Same(derivative(Tensor.Ones(30)), derivative(Tensor.Zeros(30)));
        var compiled = Derivative(Jit(x => Dot(a, x)));
        Assert.Same(compiled(Tensor.Ones(30)), compiled(Tensor.Zeros(30)));
        Assert.Equal("dense", compiled(Tensor.Ones(30)).Structure);
    }

    [Fact]
    public void ValuesMayBeRead()
    {
        var derivative = Derivative(x => (double)Sum(x) > 0 ? Exp(x) : 3 * x);
        Assert.Equal("diag", derivative(Maps.Random([2], 1) + 1).Structure);
        Assert.Equal("scaled identity", derivative(-Tensor.Ones(2)).Structure);
    }

    [Fact]
    public void CompiledBranchIsTheOneThatIsTaken()
    {
        var derivative = Derivative(x => Cond(Sum(x) > 0, Exp, y => 3 * y, x));
        Assert.Equal("diag", derivative(Tensor.Ones(2)).Structure);
        Assert.Equal("scaled identity", derivative(-Tensor.Ones(2)).Structure);
    }

    [Fact]
    public void ShortLoopsKeepTheirStructure()
    {
        var f = (Tensor x) => ForLoop(0, 3, (i, y) => Sin(y), x);
        Assert.Equal("diag", Derivative(f)(Maps.Random([4], 1)).Structure);
        Maps.RequireDerivative(Derivative(f)(Maps.Random([4], 1)), f, Maps.Random([4], 1));
        var w = Maps.Random([3, 3], 2);
        var g = (Tensor x) => Scan((h, e) => (Tanh(Dot(w, h) + e), h), x, Maps.Random([5, 3], 3)).Carry;
        Maps.RequireDerivative(Derivative(g)(Maps.Random([3], 4)), g, Maps.Random([3], 4));
    }

    [Fact]
    public void LongLoopsAreMatrixFree()
    {
        var w = Maps.Random([3, 3], 2);
        var f = (Tensor x) => ForLoop(0, 40, (i, y) => Tanh(Dot(w, y)), x);
        var map = Derivative(f)(Maps.Random([3], 4));
        Maps.RequireDerivative(map, f, Maps.Random([3], 4));
        var g = (Tensor x) => While(y => Sum(y * y) < 50, y => 1.5 * y, x);
        Maps.RequireDerivative(Derivative(g)(Maps.Random([3], 4)), g, Maps.Random([3], 4));
    }

    [Fact]
    public void MaskedSingularitiesAreZero()
    {
        var f = (Tensor x) => Where(x > 0, Log(x), 0);
        var x = Tensor.From([0.0, 2, -1], 3);
        var map = Derivative(f)(x);
        Maps.RequireClose(Tensor.From([0.0, 0.5, 0], 3), map.Diagonal);
        Maps.RequireClose(Jacobian(f)(x), map.ToDense());
    }

    [Fact]
    public void WorksWhileAnotherFunctionIsTraced()
    {
        var w = Maps.Random([3, 3], 1);
        var x = Maps.Random([3], 2);
        var f = (Tensor y) => Tanh(Dot(w, y));
        Tensor Diagonal(Tensor y) => Sum(Derivative(f)(y).Diagonal);
        double expected = (double)Sum(Diag(Jacobian(f)(x)));
        Assert.Equal(expected, (double)Jit((Func<Tensor, Tensor>)Diagonal)(x), 12);
        Maps.RequireClose(Grad(y => Sum(Diag(Jacobian(f)(y))))(x), Grad((Func<Tensor, Tensor>)Diagonal)(x));
        Maps.RequireClose(
            Tensor.From([expected, expected], 2), Vmap((Func<Tensor, Tensor>)Diagonal)(Stack([x, x], 0)));
    }

    [Fact]
    public void SkipConnectionsAreSums()
    {
        var w = Maps.Random([3, 3], 1);
        var f = (Tensor x) => x + Tanh(Dot(w, x));
        var map = Derivative(f)(Maps.Random([3], 2));
        Assert.Contains("identity", map.Structure, StringComparison.Ordinal);
        Assert.Contains("diag · dense", map.Structure, StringComparison.Ordinal);
        Maps.RequireDerivative(map, f, Maps.Random([3], 2));
    }

    [Fact]
    public void DeepProgramsStayCheap()
    {
        Tensor x = Maps.Random([4], 1), w = Maps.Random([4, 4], 2);
        Tensor Deep(Tensor y)
        {
            for (int i = 0; i < 300; i++)
                y = y + 0.1 * Tanh(Dot(w, y)) * Sin(y);
            return y;
        }

        Maps.RequireDerivative(Derivative((Func<Tensor, Tensor>)Deep)(x), Deep, x);
        Assert.Equal("diag", Derivative(y =>
        {
            for (int i = 0; i < 20000; i++)
                y = y * 1.0001;
            return Sin(y);
        })(x).Structure);
    }

    [Fact]
    public void TreesInAndOut()
    {
        Tensor w = Maps.Random([2, 3], 1), x = Maps.Random([3], 2);
        var map = Derivative((Dictionary<string, Tensor> p) => (Y: Dot(p["w"], p["x"]), Norm: Sum(Square(p["w"]))))(new() { ["w"] = w, ["x"] = x });
        Assert.Equal("dense", map["Item1", "x"].Structure);
        Assert.Equal("identity ⊗ row", map["Item1", "w"].Structure);
        Assert.Equal("zero", map["Item2", "x"].Structure);
        Assert.Equal("row", map["Item2", "w"].Structure);
        Maps.RequireClose(2 * w, map["Item2", "w"].ToDense());
        Assert.Equal([3, 9], map.ToDense().Shape.ToArray());
        Assert.Equal(map.ToDense().T.Reshape(-1).ToArray<double>(), map.T.ToDense().Reshape(-1).ToArray<double>());
        Assert.Contains("'Item1", Assert.Throws<TreeMismatchException>(() => map["Item7", "x"]).Message, StringComparison.Ordinal);
        Assert.Contains("name one", Assert.Throws<TreeMismatchException>(() => map["x"]).Message, StringComparison.Ordinal);
        Maps.RequireClose((map * map.T).ToDense(), Dot(map.ToDense(), map.ToDense().T));
    }

    [Fact]
    public void SinglePrecisionStaysSingle()
    {
        var x = Maps.Random([3], 1).AsType(DType.Float32);
        var map = Derivative(y => Tanh(Dot(Tensor.Eye(3, DType.Float32), y)))(x);
        Assert.Equal(DType.Float32, map.DType);
        Assert.Equal(DType.Float32, map.ToDense().DType);
        Assert.Equal(DType.Float32, (map * x).DType);
        Assert.Equal(DType.Float32, map.ToSparse().Values.DType);
    }

    [Fact]
    public void ElementTypesMustBeFloating()
    {
        Assert.Throws<DTypeMismatchException>(() => Derivative(x => x)(Tensor.From<long>([1, 2], 2)));
        Assert.Throws<DTypeMismatchException>(() => Derivative(x => x > 0)(Tensor.Ones(2)));
    }
}
