using Covector.Benchmarks.Workloads.Hand;
using Covector.Gradbench;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Benchmarks.Workloads;

/// <summary>Many tiny matrices: chains of 4×4 products, rotations of points, systems of three equations.</summary>
internal static unsafe class SmallMatrixWorkloads
{
    private const int N = 100_000;

    private static readonly Bar[] Bars = [new(Quantity.Value, Contestant.Hand, 1.2), new(Quantity.Gradient, Contestant.Hand, 1.2)];

    public static IEnumerable<Workload> All() =>
    [
        new("more", "4×4 chains A·B·C", $"n = {N:N0}", Bars, false, Chains),
        new("more", "rotations", $"n = {N:N0}", Bars, false, Rotations),
        new("more", "3×3 systems", $"n = {N:N0}", Bars, false, Systems),
    ];

    private static Contestant[] Chains()
    {
        Draw draw = new(10);
        Block<double> a = new(draw.Normal(16 * N)), b = new(draw.Normal(16 * N));
        Block<double> c = new(draw.Normal(16 * N)), g = new(draw.Normal(16 * N));
        Block<double> product = new(16 * N), byA = new(16 * N), byB = new(16 * N), byC = new(16 * N);
        var (x, seed) = ((Matrices(a), Matrices(b), Matrices(c)), Matrices(g));
        var value = Jit<(Tensor, Tensor, Tensor), Tensor>(Product);
        var gradient = Jit<(Tensor, Tensor, Tensor), Tensor, (Tensor, (Tensor, Tensor, Tensor))>((x, g) => Pull(Product, x, g));
        return Against(
            Contestant.Covector(() => value(x), () => gradient(x, seed)),
            () => HandChains.Value(a, b, c, product, N),
            () => HandChains.Gradient(a, b, c, g, product, byA, byB, byC, N),
            [product, byA, byB, byC]);

        static Tensor Product((Tensor A, Tensor B, Tensor C) x) => Vmap((a, b, c) => MatMul(MatMul(a, b), c))(x.A, x.B, x.C);

        static Tensor Matrices(Block<double> block) => Tensor.From(block.Span, N, 4, 4);
    }

    private static Contestant[] Rotations()
    {
        Draw draw = new(11);
        Block<double> r = new(draw.Normal(3 * N)), y = new(draw.Normal(3 * N)), g = new(draw.Normal(3 * N));
        Block<double> turned = new(3 * N), byR = new(3 * N), byY = new(3 * N);
        var (x, seed) = ((Vectors(r), Vectors(y)), Vectors(g));
        var value = Jit<(Tensor, Tensor), Tensor>(Turned);
        var gradient = Jit<(Tensor, Tensor), Tensor, (Tensor, (Tensor, Tensor))>((x, g) => Pull(Turned, x, g));
        return Against(
            Contestant.Covector(() => value(x), () => gradient(x, seed)),
            () => HandRotations.Value(r, y, turned, N),
            () => HandRotations.Gradient(r, y, g, turned, byR, byY, N),
            [turned, byR, byY]);

        static Tensor Turned((Tensor R, Tensor Y) x) => Vmap(BundleAdjustment.Rotate)(x.R, x.Y);
    }

    private static Contestant[] Systems()
    {
        Draw draw = new(12);
        double[] matrices = draw.Normal(9 * N, 0.3);
        for (int i = 0; i < matrices.Length; i++)
            matrices[i] += i % 9 % 4 == 0 ? 3 : 0;
        Block<double> a = new(matrices), b = new(draw.Normal(3 * N)), g = new(draw.Normal(3 * N));
        Block<double> solution = new(3 * N), byA = new(9 * N), byB = new(3 * N);
        var (x, seed) = ((Tensor.From(a.Span, N, 3, 3), Vectors(b)), Vectors(g));
        var value = Jit<(Tensor, Tensor), Tensor>(Solved);
        var gradient = Jit<(Tensor, Tensor), Tensor, (Tensor, (Tensor, Tensor))>((x, g) => Pull(Solved, x, g));
        return Against(
            Contestant.Covector(() => value(x), () => gradient(x, seed)),
            () => HandCramer.Value(a, b, solution, N),
            () => HandCramer.Gradient(a, b, g, solution, byA, byB, N),
            [solution, byA, byB]);

        static Tensor Solved((Tensor A, Tensor B) x) => Vmap(Cramer)(x.A, x.B);
    }

    /// <summary>The quotients of two determinants, one of them with a column replaced by b.</summary>
    private static Tensor Cramer(Tensor a, Tensor b)
    {
        Tensor u = a[.., 0], v = a[.., 1], w = a[.., 2];
        var determinant = Determinant(u, v, w);
        return [Determinant(b, v, w) / determinant, Determinant(u, b, w) / determinant, Determinant(u, v, b) / determinant];
    }

    private static Tensor Determinant(Tensor u, Tensor v, Tensor w) =>
        u[0] * (v[1] * w[2] - v[2] * w[1]) + u[1] * (v[2] * w[0] - v[0] * w[2]) + u[2] * (v[0] * w[1] - v[1] * w[0]);

    private static Tensor Vectors(Block<double> block) => Tensor.From(block.Span, N, 3);

    /// <summary>The value, and the derivatives by x from those by the value.</summary>
    private static (Tensor Value, X Gradient) Pull<X>(Func<X, Tensor> f, X x, Tensor g)
    {
        var (value, pullback) = Vjp(f, x);
        return (value, pullback(g));
    }

    private static Contestant[] Against(Contestant ours, Action value, Action gradient, Block<double>[] results)
    {
        if (!Transposed.IsSupported)
            return [ours];
        return [ours, new(Contestant.Hand, value, gradient, () => Array.ConvertAll(results, block => block.ToDoubles()))];
    }
}
