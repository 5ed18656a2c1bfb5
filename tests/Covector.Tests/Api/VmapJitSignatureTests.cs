using Covector.Tests.Cases;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Api;

/// <summary>Vmap with every way to write its axes, and Jit with every number of arguments.</summary>
public sealed class VmapJitSignatureTests
{
    private static readonly Tensor M = [[1, 2, 3], [4, 5, 6]];
    private static readonly Tensor V = [1, 10, 100];

    [Fact]
    public void OneArgument()
    {
        Holds.Equal([6, 15], Vmap(Sum)(M));
        Holds.Equal([5, 7, 9], Vmap(Sum, 1)(M));
        Holds.Equal([5, 7, 9], Vmap(Sum, inAxes: 1)(M));
        Holds.Equal([5, 7, 9], Vmap(Sum, -1)(M));
        Holds.Equal(M.T * 2, Vmap(x => x * 2, 1)(M));
        Holds.Equal(M * 2, Vmap(x => x * 2, 1, 1)(M));
        Holds.Equal(M.T * 2, Vmap(x => x * 2, inAxes: 0, outAxes: 1)(M));
        Holds.Equal(M.T * 2, Vmap(x => x * 2, outAxes: 1)(M));
        Holds.Equal(M * 2, Vmap(x => x * 2, outAxes: -1, inAxes: -1)(M));
        Holds.Equal([2, 4, 6], Vmap(Grad(x => x * x))(Tensor.From([1.0, 2, 3])));
    }

    [Fact]
    public void SeveralArguments()
    {
        Holds.Equal([321, 654], Vmap(Dot, (0, null))(M, V));
        Holds.Equal([321, 654], Vmap(Dot, (null, 0))(V, M));
        Holds.Equal([321, 654], Vmap(Dot, (1, null))(M.T, V));
        Holds.Equal([14, 77], Vmap(Dot)(M, M));
        Holds.Equal([17, 29, 45], Vmap(Dot, 1)(M, M));
        Holds.Equal([17, 29, 45], Vmap(Dot, inAxes: 1)(M, M));
        Holds.Equal([17, 29, 45], Vmap(Dot, (1, 1), 0)(M, M));
        Holds.Equal((M * M).T, Vmap((x, y) => x * y, outAxes: 1)(M, M));
        Holds.Equal((M * V).T, Vmap((x, y) => x * y, (0, null), outAxes: 1)(M, V));
        Holds.Equal([5, 5, 5], Vmap(Grad((w, x) => w * x), (null, 0))(4.0, 5 * Tensor.Ones([3])));

        Holds.Equal([642, 1308], Vmap((x, y, z) => Dot(x, y) * z, (0, null, null))(M, V, 2.0));
        Holds.Equal([321, 1308], Vmap((x, y, z) => Dot(x, y) * z, (0, null, 0))(M, V, Tensor.From([1.0, 2])));
        Holds.Equal([321, 1308], Vmap((x, y, z) => Dot(x, y) * z, (1, null, 0), 0)(M.T, V, Tensor.From([1.0, 2])));
        Holds.Equal([14, 154], Vmap((x, y, z) => Dot(x, y) * z)(M, M, Tensor.From([1.0, 2])));
        Holds.Equal([321, 1308], Vmap((x, y, z, w) => Dot(x, y) * z + w, (0, null, 0, null))(M, V, Tensor.From([1.0, 2]), 0.0));
        Holds.Equal([14, 155], Vmap((x, y, z, w) => Dot(x, y) * z + w)(M, M, Tensor.From([1.0, 2]), Tensor.From([0.0, 1])));
        Holds.Equal(
            [14, 155], Vmap((x, y, z, w) => Dot(x, y) * z + w, (0, 0, 0, 0), 0)(M, M, Tensor.From([1.0, 2]), Tensor.From([0.0, 1])));
    }

    [Fact]
    public void Trees()
    {
        Func<(Tensor A, Tensor B), Tensor> f = t => Dot(t.A, t.B);
        Holds.Equal([14, 77], Vmap(f)((M, M)));
        Holds.Equal([321, 654], Vmap(f, (0, null))((M, V)));
        Holds.Equal([17, 29, 45], Vmap(f, 1)((M, M)));
        Holds.Equal([321, 654], Vmap((Tensor[] t) => Dot(t[0], t[1]), (0, null))([M, V]));
        Holds.Equal([321, 654], Vmap((List<Tensor> t) => Dot(t[0], t[1]), BatchAxes.Tree(0, null))([M, V]));
        var dictionary = new Dictionary<string, Tensor> { ["v"] = V, ["m"] = M };
        Holds.Equal([321, 654], Vmap((Dictionary<string, Tensor> t) => Dot(t["m"], t["v"]), BatchAxes.Tree(0, null))(dictionary));
        Holds.Equal([321, 654], Vmap((Tensor m, (Tensor V, Tensor Scale) p) => Dot(m, p.V) * p.Scale, (0, null))(M, (V, 1.0)));
        Holds.Equal(
            [321, 1308],
            Vmap((Tensor m, (Tensor V, Tensor Scale) p) => Dot(m, p.V) * p.Scale, (0, (null, 0)))(M, (V, Tensor.From([1.0, 2]))));
        Holds.Equal([321, 654], Vmap((Affine layer) => Dot(layer.W, V) + layer.B, BatchAxes.Tree(0, null))(new Affine(M, 0.0)));

        // Trees of results.
        var (sum, twice) = Vmap((Tensor x) => (Sum(x), x * 2), 0, (0, 1))(M);
        Holds.Equal([6, 15], sum);
        Holds.Equal(M.T * 2, twice);
        var layers = Vmap((Tensor x) => new Affine(x, Sum(x)))(M);
        Holds.Equal(M, layers.W);
        Holds.Equal([6, 15], layers.B);
    }

    [Fact]
    public void StaticArgumentsAreTheSameForAll()
    {
        Holds.Equal([18, 45], Vmap((Tensor x, int n) => Sum(x) * n)(M, 3));
        Holds.Equal([18, 45], Vmap((Tensor x, int n) => Sum(x) * n, (0, null))(M, 3));
        Holds.Equal([18, 45], Vmap((Tensor x, double n) => Sum(x) * n, (0, null))(M, 3.0));
    }

    [Fact]
    public void JitOfEveryArity()
    {
        Tensor t = 1.0;
        Holds.Equal(2, Jit(a => a * 2)(t));
        Holds.Equal(2, Jit((a, b) => a + b)(t, t));
        Holds.Equal(3, Jit((a, b, c) => a + b + c)(t, t, t));
        Holds.Equal(4, Jit((a, b, c, d) => a + b + c + d)(t, t, t, t));
        Holds.Equal(5, Jit((a, b, c, d, e) => a + b + c + d + e)(t, t, t, t, t));
        Holds.Equal(6, Jit((a, b, c, d, e, f) => a + b + c + d + e + f)(t, t, t, t, t, t));
        Holds.Equal(7, Jit((a, b, c, d, e, f, g) => a + b + c + d + e + f + g)(t, t, t, t, t, t, t));
        Holds.Equal(8, Jit((a, b, c, d, e, f, g, h) => a + b + c + d + e + f + g + h)(t, t, t, t, t, t, t, t));
        Func<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, (Tensor, Tensor)> eight = (a, b, c, d, e, f, g, h) => (
            a + b + c + d, e * f * g * h);
        var (sum, product) = Jit(eight)(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0);
        Holds.Equal(10, sum);
        Holds.Equal(1680, product);
    }

    [Fact]
    public void JitOfMethodGroupsAndTrees()
    {
        Holds.Equal(Math.Tanh(2), Jit(Tanh)(2.0));
        Holds.Equal(6, Jit(Sum)(V / V * 2));
        Holds.Equal([321, 654], Jit(Dot)(M, V));
        Holds.Equal([2, 4], Jit(Grad(x => Sum(x * x)))(Tensor.From([1.0, 2])));
        var (dx, dy) = Jit(Grad((x, y) => x * y, Wrt.All))(3.0, 5.0);
        Assert.Equal((5.0, 3.0), ((double)dx, (double)dy));
        Holds.Equal(3, Jit((Tensor[] t) => t[0] + t[1])([1.0, 2.0]));
        Holds.Equal(3, Jit((List<Tensor> t) => t[0] + t[1])([1.0, 2.0]));
        Holds.Equal(3, Jit((Dictionary<string, Tensor> t) => t["a"] + t["b"])(new() { ["a"] = 1.0, ["b"] = 2.0 }));
        Holds.Equal(3, Jit(((Tensor A, (Tensor B, Tensor[] C) D) t) => t.A + t.D.B + t.D.C[0])((1.0, (1.5, [0.5]))));
        var layer = Jit((Affine a) => new Affine(a.W * 2, a.B + 1))(new Affine(M, 1.0));
        Holds.Equal(M * 2, layer.W);
        Holds.Equal(2, layer.B);
        Holds.Equal(8, Jit((Tensor x, int n) => Pow(x, n))(2.0, 3));
        Holds.Equal(2, Jit(x => x * 2, new JitOptions { MaxTraces = 1 })(1.0));
    }
}

[Tree]
internal sealed partial record Affine(Tensor W, Tensor B);
