using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.LinearMaps;

/// <summary>
/// The words for the derivatives of functions whose structure is known from mathematics, each with the dense Jacobian as the check of its
/// entries.
/// </summary>
public sealed class DerivativeStructureTests
{
    private static readonly Tensor W = Maps.Random([3, 4], 1), W2 = Maps.Random([5, 3], 2), B = Maps.Random([3], 3), M = Maps.Random([4, 6], 4);

    /// <summary>Makes the tensors before a function is traced that uses them.</summary>
    static DerivativeStructureTests()
    {
    }

    public static TheoryData<string, string, int[]> Cases => new()
    {
        { "Tanh", "diag", [7] },
        { "Exp matrix", "diag", [3, 4] },
        { "identity", "identity", [7] },
        { "twice", "scaled identity", [7] },
        { "negative", "scaled identity", [2, 3] },
        { "constant", "zero", [7] },
        { "stopped", "zero", [7] },
        { "Wx", "dense", [4] },
        { "Wx + b", "dense", [4] },
        { "tanh(Wx + b)", "diag · dense", [4] },
        { "W2 tanh(Wx + b)", "dense · diag · dense", [4] },
        { "WX", "dense ⊗ identity", [4, 6] },
        { "XWᵀ", "identity ⊗ dense", [6, 4] },
        { "W X M", "dense ⊗ dense", [4, 4] },
        { "tanh(WX)", "diag · (dense ⊗ identity)", [4, 6] },
        { "layer in W", "identity ⊗ row", [3, 4] },
        { "u·x", "row", [4] },
        { "sum", "sum", [4] },
        { "outer", "identity ⊗ column", [4] },
        { "repeat", "repeat ⊗ identity", [4] },
        { "transpose", "identity", [3, 4] },
        { "softmax", "diag + low rank", [5] },
        { "norm", "row", [5] },
        { "slice", "selector", [7] },
        { "flip", "permutation", [7] },
        { "roll", "permutation", [7] },
        { "differences", "stencil", [7] },
        { "square differences", "stencil", [7] },
        { "second differences", "stencil", [7] },
        { "columns", "selector", [7, 6] },
        { "differences along rows", "stencil", [7, 6] },
        { "differences over corners", "stencil", [7, 6] },
        { "five points", "stencil", [9, 8] },
        { "five points twice", "stencil", [9, 8] },
        { "five points of squares", "stencil", [9, 8] },
        { "middle of three axes", "stencil", [5, 4, 6] },
        { "shift over two axes", "stencil", [7, 6] },
        { "gather", "selector", [7] },
        { "batched", "block diagonal", [2, 4] },
        { "mean", "row", [4] },
        { "cumsum", "cumsum", [6] },
        { "rank one", "low rank", [4] },
        { "reshaped", "identity", [2, 6] },
        { "reshaped product", "identity ⊗ dense", [2, 12] },
        { "where", "diag", [7] },
        { "convolution", "stencil", [1, 1, 9] },
    };

    internal static Func<Tensor, Tensor> Function(string name) => name switch
    {
        "Tanh" => Tanh,
        "Exp matrix" => Exp,
        "identity" => x => x,
        "twice" => x => 2 * x,
        "negative" => x => -x,
        "constant" => x => Tensor.Ones(3),
        "stopped" => x => StopGradient(x),
        "Wx" => x => Dot(W, x),
        "Wx + b" => x => Dot(W, x) + B,
        "tanh(Wx + b)" => x => Tanh(Dot(W, x) + B),
        "W2 tanh(Wx + b)" => x => Dot(W2, Tanh(Dot(W, x) + B)),
        "WX" => x => Dot(W, x),
        "XWᵀ" => x => Dot(x, W.T),
        "W X M" => x => Dot(Dot(W, x), M),
        "tanh(WX)" => x => Tanh(Dot(W, x)),
        "layer in W" => w => Dot(w, M[.., 0]) + B,
        "u·x" => x => Dot(M[.., 1], x),
        "sum" => Sum,
        "outer" => x => Outer(x, B),
        "repeat" => x => BroadcastTo(x, [3, 4]),
        "transpose" => x => x.T,
        "softmax" => Softmax,
        "norm" => x => Norm(x),
        "slice" => x => x[1..6],
        "flip" => x => Flip(x),
        "roll" => x => Roll(x, 2),
        "differences" => x => x[1..] - x[..^1],
        "square differences" => x => Square(x[1..] - x[..^1]),
        "second differences" => x => x[2..] - 2 * x[1..^1] + x[..^2],
        "columns" => x => x[.., 1..],
        "differences along rows" => x => x[.., 1..] - x[.., ..^1],
        "differences over corners" => x => Sin(x[1.., 1..] - x[..^1, ..^1]),
        "five points" => FivePoints,
        "five points twice" => x => FivePoints(Exp(FivePoints(x))),
        "five points of squares" => x => Square(FivePoints(x * x)),
        "middle of three axes" => x => x[.., 1.., ..^2] * x[.., ..^1, 2..] - x[.., 1.., 1..^1],
        "shift over two axes" => x => Pad(x, [(1, 0), (0, 1)])[..^1, 1..] - 2 * x,
        "gather" => x => x[Tensor.From<long>([3, 0, 3, 5], 4)],
        "batched" => x => Einsum("bij,bj->bi", Maps.Random([2, 3, 4], 9), x),
        "mean" => x => Dot(Mean(x) * M[.., 2], x),
        "cumsum" => x => CumSum(x, 0),
        "rank one" => x => B * Dot(M[.., 1], x),
        "reshaped" => x => x.Reshape(3, 4),
        "reshaped product" => x => Dot(x.Reshape(6, 4), W.T),
        "where" => x => Where(x > 0, x, 0.1 * x),
        "convolution" => x => Convolve(x, Maps.Random([1, 1, 3], 5)),
        _ => throw new ArgumentException(name),
    };

    private static Tensor FivePoints(Tensor x) =>
        x[2.., 1..^1] + x[..^2, 1..^1] + x[1..^1, 2..] + x[1..^1, ..^2] - 4 * x[1..^1, 1..^1];

    [Theory]
    [MemberData(nameof(Cases))]
    public void StructureIsThatOfMathematics(string name, string structure, int[] shape)
    {
        var f = Function(name);
        var x = Maps.Random(shape, 11);
        var map = Derivative(f)(x);
        Assert.Equal(structure, map.Structure);
        Maps.RequireDerivative(map, f, x);
    }

    [Fact]
    public void LayerHasItsThreeBlocks()
    {
        var x = Maps.Random([4], 5);
        var map = Derivative(((Tensor W, Tensor B, Tensor X) p) => Tanh(Dot(p.W, p.X) + p.B))((W, B, x));
        Assert.Equal(["Item1", "Item2", "Item3"], map.Inputs);
        Assert.Equal("diag ⊗ row", map["Item1"].Structure);
        Assert.Equal("diag", map["Item2"].Structure);
        Assert.Equal("diag · dense", map["Item3"].Structure);
        Maps.RequireClose(Jacobian(w => Tanh(Dot(w, x) + B))(W), map["Item1"].ToDense());
        Maps.RequireClose(Jacobian(b => Tanh(Dot(W, x) + b))(B), map.Block(((Tensor W, Tensor B, Tensor X) p) => p.B).ToDense());
        var v = (Maps.Random([3, 4], 6), Maps.Random([3], 7), Maps.Random([4], 8));
        var tangent = Jvp(((Tensor W, Tensor B, Tensor X) p) => Tanh(Dot(p.W, p.X) + p.B), (W, B, x), v).Tangent;
        Maps.RequireClose(tangent, map.Apply<(Tensor, Tensor, Tensor), Tensor>(v));
        var u = Maps.Random([3], 12);
        var (w2, b2, x2) = map.ApplyTransposed<Tensor, (Tensor, Tensor, Tensor)>(u);
        Maps.RequireClose(map["Item1"].T * u, w2);
        Maps.RequireClose(map["Item2"].T * u, b2);
        Maps.RequireClose(map["Item3"].T * u, x2);
        Maps.RequireClose(tangent, map * Concatenate([v.Item1.Reshape(-1), v.Item2, v.Item3], 0));
    }

    /// <summary>The Hessian of ‖T − UVᵀ‖² in U is 2 I ⊗ VᵀV.</summary>
    [Fact]
    public void HessianOfFactorizationIsKronecker()
    {
        Tensor t = Maps.Random([6, 7], 1), u = Maps.Random([6, 2], 2), v = Maps.Random([7, 2], 3);
        var hessian = Derivative(Grad(p => Sum(Square(t - Dot(p, v.T)))))(u);
        Assert.Equal("identity ⊗ dense", hessian.Structure);
        Maps.RequireClose(LinearMap.Kronecker(2 * Tensor.Eye(6), Dot(v.T, v)).ToDense(), hessian.ToDense());
    }
}
