using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Cases;

/// <summary>Tangents and cotangents that do not fit: which tensor, what it is, what was expected.</summary>
public sealed class TangentErrorTests
{
    private static readonly Tensor X = Tensor.From([1.0, 2, 3]);

    private static Tensor Square(Tensor x) => x * x;

    [Fact]
    public void TangentsOfJvp()
    {
        Holds.Throws<ShapeMismatchException>("Jvp: the tangent of 'x' is f64[2]; expected f64[3], the shape of 'x'.", () => Jvp(Square, X, Tensor.Ones([2])));
        Holds.Throws<ShapeMismatchException>("Jvp: the tangent of 'x' is f64[]; expected f64[3], the shape of 'x'.", () => Jvp(Square, X, 1.0));
        Holds.Throws<DTypeMismatchException>(
            "Jvp: the tangent of 'x' is Float32[3]; expected Float64[3]. Convert it with AsType(DType.Float64).", () => Jvp(Square, X, Tensor.Ones([3], DType.Float32)));
        Holds.Throws<DTypeMismatchException>(
            "Jvp: the tangent of 'x' is Int64[3]; expected Float64[3]. Convert it with AsType(DType.Float64).", () => Jvp(Square, X, Tensor.From([1L, 2, 3])));
        Holds.Throws<ShapeMismatchException>(
            "Jvp: the tangent of 'p.Item2' is f64[3]; expected f64[], the shape of 'p.Item2'.",
            () => Jvp(((Tensor A, Tensor B) p) => p.A * p.B, (X, 2.0), (X, X)));
    }

    [Fact]
    public void TangentsOfAnotherStructure()
    {
        Holds.Throws<TreeMismatchException>(
            "Jvp: the tangent differs at p: expected 2 elements, found 1 element.", () => Jvp((Tensor[] p) => p[0], [X, X], [X]));
        var primal = new Dictionary<string, Tensor> { ["a"] = X, ["b"] = X };
        Holds.Throws<TreeMismatchException>(
            "Linearize: the tangent differs at p: expected the keys \"a\", \"b\", found the keys \"a\", \"c\".",
            () => Linearize((Dictionary<string, Tensor> p) => p["a"], primal).Pushforward(new() { ["a"] = X, ["c"] = X }));
    }

    [Fact]
    public void TangentsOfALinearization()
    {
        var (_, pushforward) = Linearize(Square, X);
        Holds.Throws<ShapeMismatchException>("Linearize: the tangent of 'x' is f64[1]; expected f64[3], the shape of 'x'.", () => pushforward(Tensor.Ones([1])));
        Holds.Throws<DTypeMismatchException>(
            "Linearize: the tangent of 'x' is Float32[3]; expected Float64[3]. Convert it with AsType(DType.Float64).", () => pushforward(Tensor.Ones([3], DType.Float32)));
        Holds.Equal([2, 4, 6], pushforward([1, 1, 1]));
    }

    [Fact]
    public void CotangentsOfVjp()
    {
        var (_, pullback) = Vjp(Square, X);
        Holds.Throws<ShapeMismatchException>("Vjp: the cotangent of 'result' is f64[2]; expected f64[3], the shape of 'result'.", () => pullback(Tensor.Ones([2])));
        Holds.Throws<ShapeMismatchException>("Vjp: the cotangent of 'result' is f64[3, 1]; expected f64[3], the shape of 'result'.", () => pullback(Tensor.Ones([3, 1])));
        Holds.Throws<DTypeMismatchException>(
            "Vjp: the cotangent of 'result' is Float32[3]; expected Float64[3]. Convert it with AsType(DType.Float64).", () => pullback(Tensor.Ones([3], DType.Float32)));
        Holds.Equal([2, 4, 6], pullback([1, 1, 1]));

        var (_, pullbacks) = Vjp(x => (x, Sum(x)), X);
        Holds.Throws<ShapeMismatchException>(
            "Vjp: the cotangent of 'result.Item2' is f64[3]; expected f64[], the shape of 'result.Item2'.", () => pullbacks((X, X)));
        var (_, ofArray) = Vjp(x => new[] { x, x }, X);
        Holds.Throws<TreeMismatchException>("Vjp: the cotangent differs at result: expected 2 elements, found 3 elements.", () => ofArray([X, X, X]));
    }

    [Fact]
    public void LiteralsTakeTheTypeOfTheirPrimal()
    {
        var x = Tensor.Ones([], DType.Float32);
        Assert.Equal(DType.Float32, Jvp(Square, x, 1.0).Tangent.DType);
        Assert.Equal(DType.Float32, Vjp(Square, x).Pullback(1.0).DType);
        Assert.Equal(DType.Float32, Linearize(Square, x).Pushforward(1.0).DType);
        Holds.Equal([2, 4, 6], Jvp(Square, X.AsType(DType.Float32), [1, 1, 1]).Tangent, Holds.Single);
    }
}
