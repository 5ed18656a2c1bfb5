using Covector.Benchmarks.Workloads;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Benchmarks;

/// <summary>Matrix products beside OpenBLAS's, by turns in one process: squares, and the three products of a layer of a network.</summary>
internal static class ProductTable
{
    /// <summary>How fast a product must at least be, as a part of OpenBLAS's speed.</summary>
    private const double LeastSpeed = 0.9;

    private const int Batch = 128, From = 784, To = 512;

    private static readonly Case[] Cases =
    [
        .. ((int[])[64, 256, 1024, 2048]).Select(n => new Case($"n = {n}", n, n, n, false, false)),
        new($"layer {Batch}×{From}·{To}: X·W", Batch, To, From, false, false),
        new($"layer {Batch}×{From}·{To}: Xᵀ·dY", From, To, Batch, true, false),
        new($"layer {Batch}×{From}·{To}: dY·Wᵀ", Batch, From, To, false, true),
    ];

    /// <summary>Adds the rows whose names <paramref name="isNamed"/> accepts.</summary>
    public static void AddTo(BarTable table, Race race, int threads, Predicate<string> isNamed)
    {
        OpenBlas.Threads = threads;
        foreach (var type in (DType[])[DType.Float32, DType.Float64])
            foreach (var one in Cases)
                if (isNamed($"{Name(one)}, {type}"))
                    Add(table, race, type, one);
    }

    private static string Name(Case one) => $"matrix product, {one.Name}";

    private static unsafe void Add(BarTable table, Race race, DType type, Case one)
    {
        string name = $"{Name(one)}, {type}";
        if (!OpenBlas.IsAvailable)
        {
            table.Missing(name, "OpenBLAS is not installed", $"≥ {LeastSpeed}");
            return;
        }

        var (_, m, n, k, ta, tb) = one;
        Action peer = type == DType.Float64 ? Peer64() : Peer32();
        Tensor a = Random(1, ta ? [k, m] : [m, k]), b = Random(2, tb ? [n, k] : [k, n]);
        var product = Jit<Tensor, Tensor, Tensor>((a, b) => Dot(ta ? a.T : a, tb ? b.T : b), JitOptions.Eager).Into(Tensor.Empty([m, n], type));
        var times = race.Run([() => product(a, b), peer]);
        table.Speed(name, 2.0 * m * n * k, times[0], "OpenBLAS", times[1], LeastSpeed);

        Tensor Random(int seed, Shape shape) => Reshape(Tensor.From(new Draw(seed).Uniform(checked((int)shape.Size), -1, 1)), shape.ToArray()).AsType(type);

        Action Peer64()
        {
            Block<double> a = new(new Draw(1).Uniform(m * k, -1, 1)), b = new(new Draw(2).Uniform(k * n, -1, 1)), c = new(m * n);
            return () => OpenBlas.Multiply(a, ta, b, tb, c, m, n, k);
        }

        Action Peer32()
        {
            Block<float> a = new(Floats(1, m * k)), b = new(Floats(2, k * n)), c = new(m * n);
            return () => OpenBlas.Multiply(a, ta, b, tb, c, m, n, k);
        }
    }

    private static float[] Floats(int seed, int count) => Array.ConvertAll(new Draw(seed).Uniform(count, -1, 1), v => (float)v);

    /// <summary>C = A·B with m rows, n columns and sums of k products; a transposed operand lies transposed in memory.</summary>
    private sealed record Case(string Name, int M, int N, int K, bool TransposesA, bool TransposesB);
}
