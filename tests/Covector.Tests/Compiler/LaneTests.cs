using Covector.Tests.Fuzz;
using CsCheck;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Compiler;

/// <summary>Batches of tiny arrays, which become scalars in the lanes of one kernel.</summary>
public sealed class LaneTests
{
    private static readonly DType[] Floats = [DType.Float32, DType.Float64];

    [Theory]
    [InlineData(64)]
    [InlineData(67)]
    [InlineData(1000)]
    public void SmallMatrices(int n)
    {
        foreach (var type in Floats)
        {
            Tensor a = RandomProgram.Sample([n, 4, 4], 1).AsType(type), b = RandomProgram.Sample([n, 4, 4], 2).AsType(type), v = RandomProgram.Sample([n, 3], 3).AsType(type);
            var program = BothTiers.SameBits($"chain {type}[{n}]", t => [MatMul(MatMul(t[0], t[1]), t[0])], a, b);
            Assert.Single(program.Steps);
            BothTiers.SameBits($"determinants {type}[{n}]", t => [Vmap(Determinant)(t[0])], a[.., ..3, ..3]);
            BothTiers.SameBits($"rotations {type}[{n}]", t => [Vmap(Grad((Tensor x) => Norm(Cross(x, Sin(x))) + Dot(x, x)))(t[0])], v);
            BothTiers.SameBits($"softmax {type}[{n}]", t => [Softmax(t[0]), Sum(t[1], [1, 2]), Max(t[1], 1), Sum(t[1], 1)], v, a);
            BothTiers.SameBits($"joined {type}[{n}]", t => [Concatenate([t[0], t[0] * 2, t[1][.., 0]], 1), Pad(t[0] + 1, [(0, 0), (1, 2)]), Stack([t[0][.., 1], t[0][.., 0]], 0)], v, a);
        }
    }

    /// <summary>An axis without elements beside the batch: a sum of none, a product over none, the gradient of a loop without steps.</summary>
    [Fact]
    public void EmptyAxesInABatch()
    {
        var x = RandomProgram.Sample([3, 64], 1);
        BothTiers.SameBits("sums", t => [Sum(t[0][..0], 0) + Sum(Square(t[0]), 0), Max(t[0], 0) * Prod(t[0][3..], 0)], x);
        BothTiers.SameBits("a product", t => [Vmap((Tensor a) => Dot(a[..0], a[..0]) + a[0])(t[0].T)], x);
        BothTiers.SameBits(
            "a loop",
            t => [Grad((Tensor a) => Sum(Scan((Tensor s, Tensor z) => (Tanh(s * z), s), a, Tensor.Zeros(0, 64) * a).Carry))(t[0])],
            RandomProgram.Sample([64], 1));
    }

    [Fact]
    public void ForwardJacobiansOfABatch()
    {
        var x = RandomProgram.Sample([100, 3], 1);
        var f = Vmap(JacFwd((Tensor p) => Stack([p[0] * p[1], Sin(p[2]) / (2 + p[0]), Dot(p, p)], 0)));
        BothTiers.SameBits("jacobians", t => [f(t[0])], x);
    }

    [Fact]
    public void RandomProgramsUnderVmap() => RandomProgram.Any.Sample(program =>
    {
        var points = Enumerable.Range(0, 70).Select(RandomProgram.Point).ToArray();
        Tensor[] stacked = [.. Enumerable.Range(0, 3).Select(i => Stack([.. points.Select(p => p[i])], 0))];
        BothTiers.SameBits(program.ToString(), t => Vmap<Tensor[], Tensor[]>(x => program.Run(x, false))(t), stacked);
    }, iter: 60);

    private static Tensor Determinant(Tensor a) =>
        a[0, 0] * (a[1, 1] * a[2, 2] - a[1, 2] * a[2, 1]) - a[0, 1] * (a[1, 0] * a[2, 2] - a[1, 2] * a[2, 0])
        + a[0, 2] * (a[1, 0] * a[2, 1] - a[1, 1] * a[2, 0]);

    private static Tensor Cross(Tensor a, Tensor b) =>
        Stack([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]], 0);
}
