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

    public static IEnumerable<Workload> All() => [Of("4×4 chains A·B·C", N, Chains), Of("rotations", N, Rotations), Of("3×3 systems", N, Systems)];

    private static Workload Of(string name, int n, Func<int, Contestant[]> prepare) =>
        new("more", name, $"n = {n:N0}", Bars, false, () => prepare(n)) { Growth = new("n", [25_000, 100_000, 400_000], n => Of(name, n, prepare)) };

    private static Contestant[] Chains(int n)
    {
        Draw draw = new(10);
        Block<double> a = new(draw.Normal(16 * n)), b = new(draw.Normal(16 * n));
        Block<double> c = new(draw.Normal(16 * n)), g = new(draw.Normal(16 * n));
        Block<double> product = new(16 * n), byA = new(16 * n), byB = new(16 * n), byC = new(16 * n);
        var (x, seed) = ((Matrices(a), Matrices(b), Matrices(c)), Matrices(g));
        return Against(
            Contestant.Covector((x, seed), at => Product(at.x), at => Pull(Product, at.x, at.seed)),
            n,
            (i, count) => HandChains.Value(a.At(16 * i), b.At(16 * i), c.At(16 * i), product.At(16 * i), count),
            (i, count) => HandChains.Gradient(
                a.At(16 * i), b.At(16 * i), c.At(16 * i), g.At(16 * i), product.At(16 * i), byA.At(16 * i), byB.At(16 * i), byC.At(16 * i), count),
            [product, byA, byB, byC]);

        static Tensor Product((Tensor A, Tensor B, Tensor C) x) => Vmap((a, b, c) => MatMul(MatMul(a, b), c))(x.A, x.B, x.C);

        Tensor Matrices(Block<double> block) => Tensor.From(block.Span, n, 4, 4);
    }

    private static Contestant[] Rotations(int n)
    {
        Draw draw = new(11);
        Block<double> r = new(draw.Normal(3 * n)), y = new(draw.Normal(3 * n)), g = new(draw.Normal(3 * n));
        Block<double> turned = new(3 * n), byR = new(3 * n), byY = new(3 * n);
        var (x, seed) = ((Vectors(r), Vectors(y)), Vectors(g));
        return Against(
            Contestant.Covector((x, seed), at => Turned(at.x), at => Pull(Turned, at.x, at.seed)),
            n,
            (i, count) => HandRotations.Value(r.At(3 * i), y.At(3 * i), turned.At(3 * i), count),
            (i, count) => HandRotations.Gradient(r.At(3 * i), y.At(3 * i), g.At(3 * i), turned.At(3 * i), byR.At(3 * i), byY.At(3 * i), count),
            [turned, byR, byY]);

        static Tensor Turned((Tensor R, Tensor Y) x) => Vmap(BundleAdjustment.Rotate)(x.R, x.Y);
    }

    private static Contestant[] Systems(int n)
    {
        Draw draw = new(12);
        double[] matrices = draw.Normal(9 * n, 0.3);
        for (int i = 0; i < matrices.Length; i++)
            matrices[i] += i % 9 % 4 == 0 ? 3 : 0;
        Block<double> a = new(matrices), b = new(draw.Normal(3 * n)), g = new(draw.Normal(3 * n));
        Block<double> solution = new(3 * n), byA = new(9 * n), byB = new(3 * n);
        var (x, seed) = ((Tensor.From(a.Span, n, 3, 3), Vectors(b)), Vectors(g));
        return Against(
            Contestant.Covector((x, seed), at => Solved(at.x), at => Pull(Solved, at.x, at.seed)),
            n,
            (i, count) => HandCramer.Value(a.At(9 * i), b.At(3 * i), solution.At(3 * i), count),
            (i, count) => HandCramer.Gradient(a.At(9 * i), b.At(3 * i), g.At(3 * i), solution.At(3 * i), byA.At(9 * i), byB.At(3 * i), count),
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

    private static Tensor Vectors(Block<double> block) => Tensor.From(block.Span, block.Length / 3, 3);

    /// <summary>The value, and the derivatives by x from those by the value.</summary>
    private static (Tensor Value, X Gradient) Pull<X>(Func<X, Tensor> f, X x, Tensor g)
    {
        var (value, pullback) = Vjp(f, x);
        return (value, pullback(g));
    }

    private static Contestant[] Against(Contestant ours, int n, Action<int, int> value, Action<int, int> gradient, Block<double>[] results)
    {
        if (!Transposed.IsSupported)
            return [ours];
        return [ours, Contestant.Loops(n, value, gradient, () => Array.ConvertAll(results, block => block.ToDoubles()))];
    }
}
