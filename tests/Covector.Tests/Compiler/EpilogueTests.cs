using Covector.Compiler;
using Covector.Runtime;
using Covector.Tests.Fuzz;
using Covector.Tests.Runtime;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Compiler;

/// <summary>What follows a matrix product runs on its rows as soon as they are finished.</summary>
public sealed class EpilogueTests
{
    private static readonly DType[] Floats = [DType.Float32, DType.Float64];

    public static TheoryData<int, int, int> Sizes => new()
    {
        { 1, 3, 5 }, { 3, 1, 5 }, { 5, 3, 1 }, { 17, 5, 17 }, { 5, 1001, 3 }, { 1001, 17, 3 }, { 128, 64, 128 }, { 65, 400, 72 }, { 500, 40, 33 },
        { 200, 1001, 48 }, { 40, 20, 2100 }, { 33, 300, 521 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void LayersOnBothTiers(int m, int k, int n)
    {
        foreach (var type in Floats)
            foreach (int threads in (int[])[1, 2])
            {
                var (x, w, b, y) = (Sample([m, k], 1, type), Sample([k, n], 2, type), Sample([n], 3, type), Sample([m, n], 4, type));
                string what = $"{type} {m}×{k}·{n}, {threads} threads";
                WithThreads(threads, () =>
                {
                    BothTiers.SameBits($"bias {what}", t => [Dot(t[0], t[1]) + t[2]], x, w, b);
                    BothTiers.SameBits($"layer {what}", t => [Tanh(Dot(t[0], t[1]) + t[2])], x, w, b);
                    BothTiers.SameBits($"sum {what}", t => [Tanh(Dot(t[0], t[1]) + t[3]) * t[3]], x, w, b, y);
                    BothTiers.SameBits($"two results {what}", t =>
                    {
                        var z = Dot(t[0], t[1]) + t[2];
                        return [z, Where(z > 0, z, 0.5 * z), Dot(t[0], t[1])];
                    }, x, w, b);
                    BothTiers.SameBits($"softmax {what}", t => [Softmax(Dot(t[0], t[1]) + t[2])], x, w, b);
                    BothTiers.SameBits($"transposed {what}", t => [Exp(Dot(t[0], t[1]).T) * t[3].T], x, w, b, y);
                    BothTiers.SameBits($"column {what}", t => [Dot(t[0], t[1]) * t[3][.., ..1], Dot(t[0], t[1])[.., ..1]], x, w, b, y);
                    BothTiers.SameBits($"gradients {what}", t => Gradients(t[0], t[1], t[2], t[3]), x, w, b, y);
                });
            }
    }

    /// <summary>A loop takes whole vectors of rows, and the last rows of a product may be fewer: its results would begin before their memory.</summary>
    [Theory]
    [InlineData(193)]
    [InlineData(209)]
    [InlineData(33)]
    public void LoopsDoNotFollowProducts(int n)
    {
        var (x, w, xs, start) = (RandomProgram.Sample([n, 8], 1), RandomProgram.Sample([8, 128], 2), RandomProgram.Sample([50, n, 2], 3), RandomProgram.Sample([n], 4));
        var program = BothTiers.SameBits("loop", t =>
        {
            var sum = Scan<Tensor, Tensor, Tensor>((s, p) => (s * p[.., 0] + p[.., 1], s), t[3], t[2]).Carry;
            return [Tanh(Dot(t[0], t[1])) * sum.Reshape(n, 1), sum];
        }, x, w, xs, start);
        Assert.DoesNotContain(program.Steps, s => s.ToString()!.StartsWith("product", StringComparison.Ordinal) && s.ToString()!.Contains("loop[", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, 3, 4, 5)]
    [InlineData(7, 3, 4, 5)]
    [InlineData(1001, 4, 4, 4)]
    [InlineData(3, 65, 70, 33)]
    [InlineData(5, 1, 17, 16)]
    [InlineData(30, 64, 64, 64)]
    public void BatchesOnBothTiers(int batch, int m, int k, int n)
    {
        foreach (var type in Floats)
            foreach (int threads in (int[])[1, 2])
            {
                var (x, w, b) = (Sample([batch, m, k], 1, type), Sample([batch, k, n], 2, type), Sample([n], 3, type));
                var (row, all) = (Sample([batch], 4, type), Sample([m, n], 5, type));
                string what = $"{type} {batch}: {m}×{k}·{n}, {threads} threads";
                WithThreads(threads, () =>
                {
                    BothTiers.SameBits($"bias {what}", t => [Tanh(Vmap((Tensor p, Tensor q) => Dot(p, q))(t[0], t[1]) + t[2])], x, w, b);
                    BothTiers.SameBits(
                        $"examples {what}",
                        t => [Vmap((Tensor p, Tensor q, Tensor r) => Exp(Dot(p, q) * r))(t[0], t[1], t[3]), Vmap((Tensor p, Tensor q) => Dot(p, q))(t[0], t[1]) - t[4]],
                        x, w, b, row, all);
                });
            }
    }

    /// <summary>Against plain loops: tanh(x·w + b), and what comes back through it.</summary>
    [Fact]
    public void ALayerAndItsUpdate()
    {
        const int M = 19, K = 23, N = 21;
        const double Rate = 0.125;
        var (x, w, b, g) = (Sample([M, K], 1, DType.Float64), Sample([K, N], 2, DType.Float64), Sample([N], 3, DType.Float64), Sample([M, N], 4, DType.Float64));
        var f = Jit((Tensor p, Tensor q, Tensor r, Tensor s) =>
        {
            var h = Tanh(Dot(p, q) + r);
            var d = s * (1 - h * h);
            return (h, q - Rate * Dot(p.T, d), Dot(d, q.T) * (1 - p * p));
        }, JitOptions.Eager);
        var (actual, updated, back) = f(x, w, b, g);
        var delta = new double[M, N];
        for (int i = 0; i < M; i++)
            for (int j = 0; j < N; j++)
            {
                double z = (double)b[j];
                for (int p = 0; p < K; p++)
                    z += (double)x[i, p] * (double)w[p, j];
                Assert.Equal(Math.Tanh(z), (double)actual[i, j], 1e-13);
                delta[i, j] = (double)g[i, j] * (1 - Math.Tanh(z) * Math.Tanh(z));
            }

        for (int p = 0; p < K; p++)
            for (int j = 0; j < N; j++)
            {
                double sum = 0;
                for (int i = 0; i < M; i++)
                    sum += (double)x[i, p] * delta[i, j];
                Assert.Equal((double)w[p, j] - Rate * sum, (double)updated[p, j], 1e-12);
            }

        for (int i = 0; i < M; i++)
            for (int p = 0; p < K; p++)
            {
                double sum = 0;
                for (int j = 0; j < N; j++)
                    sum += delta[i, j] * (double)w[p, j];
                Assert.Equal(sum * (1 - (double)x[i, p] * (double)x[i, p]), (double)back[i, p], 1e-12);
            }
    }

    [Fact]
    public void ALayerIsOneStep()
    {
        var (x, w, b) = (Sample([64, 30], 1, DType.Float32), Sample([30, 40], 2, DType.Float32), Sample([40], 3, DType.Float32));
        var layer = BothTiers.SameBits("a layer", t => [Tanh(Dot(t[0], t[1]) + t[2])], x, w, b);
        Assert.NotNull(Assert.IsType<ProductStep>(Assert.Single(layer.Steps)).Epilogue);
        Assert.Contains("product[64×30·40] + kernel", Jit((Tensor p, Tensor q, Tensor r) => Tanh(Dot(p, q) + r)).Explain(x, w, b).Schedule, StringComparison.Ordinal);

        // Who needs other rows has to wait for the product.
        var reversed = BothTiers.SameBits("reversed rows", t => [Tanh(Flip(Dot(t[0], t[1]), 0))], x, w);
        Assert.Null(Assert.IsType<ProductStep>(reversed.Steps[0]).Epilogue);
    }

    private static Tensor[] Gradients(Tensor x, Tensor w, Tensor b, Tensor y)
    {
        var (p, q, r) = Grad((Tensor p, Tensor q, Tensor r) => (Square(Tanh(Dot(Sin(p), q) + r) - y)).Sum(), Wrt.All)(x, w, b);
        return [p, w - 0.125 * q, b - 0.125 * r];
    }

    private static Tensor Sample(Shape shape, int seed, DType type) => RandomProgram.Sample(shape, seed).AsType(type);

    private static void WithThreads(int threads, Action run)
    {
        int before = Workers.Limit;
        Workers.Limit = threads;
        try
        {
            run();
        }
        finally
        {
            Workers.Limit = before;
        }
    }
}
