using Covector.Tests.Battery;
using Covector.Tests.Fuzz;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Compiler;

/// <summary>Tiny arrays without a batch become scalars of one kernel.</summary>
public sealed class ScalarizedTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void DeterminantsByMinors(int n)
    {
        double[] numbers = [.. Enumerable.Range(0, n * n).Select(i => Math.Sin(1 + i * i))];
        var a = Reshape(Tensor.From(numbers), n, n);
        var expected = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfRowMajor(n, n, numbers);
        double det = expected.Determinant();
        Assert.Equal(det, (double)Jit<Tensor, Tensor>(Determinant, JitOptions.Eager)(a), 1e-12);

        // The gradient of the determinant is the matrix of cofactors.
        var gradient = Jit(Grad<Tensor>(Determinant), JitOptions.Eager)(a);
        var cofactors = det * expected.Inverse().Transpose();
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                Assert.Equal(cofactors[i, j], (double)gradient[i, j], 1e-11);
    }

    [Fact]
    public void TheyAreOneKernel()
    {
        var report = Jit<Tensor, Tensor>(Grad<Tensor>(Determinant), JitOptions.Eager).Explain(Tensor.Eye(3));
        Assert.DoesNotContain('\n', report.Schedule);
        Assert.Contains("kernel[1", report.Schedule, StringComparison.Ordinal);
    }

    /// <summary>Loads and stores count, too: a kernel without end would take the runtime as long to compile.</summary>
    [Fact]
    public void MovesAreSharedBetweenKernels()
    {
        const int Count = 100;
        var f = Jit<Tensor[], Tensor[]>(x => [.. x.Select(t => Concatenate([Transpose(t), Transpose(t)[..0]]))], JitOptions.Eager);
        Tensor[] x = [.. Enumerable.Range(0, Count).Select(i => Sample([8, 8], i, DType.Float64))];
        int kernels = f.Explain(x).Schedule.Split('\n').Count(line => line.Contains("kernel[", StringComparison.Ordinal));
        Assert.InRange(kernels, Count * 64 / 1300, Count);
        var y = f(x);
        for (int i = 0; i < Count; i++)
            Same.Bits(Transpose(x[i]), y[i], $"{i}");
    }

    [Theory]
    [InlineData("f32")]
    [InlineData("f64")]
    public void HaveTheBitsOfTiles(string name)
    {
        var type = name == "f32" ? DType.Float32 : DType.Float64;
        foreach (var (m, n) in ((int, int)[])[(1, 1), (1, 3), (2, 2), (3, 5), (4, 4), (8, 8), (8, 1), (7, 3)])
        {
            Tensor a = Sample([m, n], 1, type), b = Sample([n, m], 2, type), c = Sample([n], 3, type), s = Sample([], 4, type);
            BothTiers.SameBits($"sums {m}×{n}", t => [
                Sum(t[0]), Sum(t[0], 0), Sum(t[0], 1), Max(t[0] * t[3], 1), Min(t[0], 0), Sum(t[0] * t[2]), Prod(t[0], 1), Mean(t[0]) * t[3]], a, b, c, s);
            BothTiers.SameBits($"products {m}×{n}", t => [
                Dot(t[0], t[1]), Dot(Dot(t[1], t[0]), t[2]), Dot(t[2], t[2]), Dot(t[0], t[2]) * t[3], Dot(t[0].T, t[1].T)], a, b, c, s);
            BothTiers.SameBits($"places {m}×{n}", t => [
                Concatenate([t[0], t[1].T, t[0] * t[3]], 0), Pad(t[0], [(1, 2), (0, 1)]), Flip(t[0] * 2, 0), Concatenate([t[2][..0], t[2] + t[3]]),
                Reshape(Pad(t[0][..0], [(1, 0), (0, 0)]), n) + t[2]], a, b, c, s);
            BothTiers.SameBits($"functions {m}×{n}", t => [
                Softmax(t[0]), Tanh(Dot(t[0], t[2])) * t[3], Where(t[0] > 0, t[0], Exp(t[0])), Abs(Concatenate([t[2], -t[2]])) / (1 + t[3] * t[3])], a, b, c, s);
            BothTiers.SameBits($"gradient {m}×{n}", t => [Grad<Tensor>(a => Sum(Square(Dot(a, t[2]))) + Sum(Concatenate([a, a * t[3]], 1)))(t[0])], a, b, c, s);
        }
    }

    [Fact]
    public void TinyStatesInLoops()
    {
        Tensor turn = Tensor.From<double>([0.6, -0.8, 0.8, 0.6], 2, 2), start = Tensor.From<double>([1, 2]);
        var f = Jit<Tensor, Tensor>(x => ForLoop(0, 1000, (_, y) => Dot(turn, y), x), JitOptions.Eager);
        // A thousand turns by the angle whose cosine is 0.6.
        double angle = 1000 * Math.Acos(0.6);
        double[] y = f(start).ToArray<double>();
        Assert.Equal(Math.Cos(angle) - 2 * Math.Sin(angle), y[0], 1e-10);
        Assert.Equal(Math.Sin(angle) + 2 * Math.Cos(angle), y[1], 1e-10);
    }

    /// <summary>Along the first row.</summary>
    private static Tensor Determinant(Tensor a)
    {
        int n = a.Shape[0];
        if (n == 1)
            return a[0, 0];
        Tensor sum = 0.0;
        for (int j = 0; j < n; j++)
            sum += (j % 2 == 0 ? 1 : -1) * a[0, j] * Determinant(Concatenate([a[1.., ..j], a[1.., (j + 1)..]], 1));
        return sum;
    }

    private static Tensor Sample(Shape shape, int seed, DType type) => RandomProgram.Sample(shape, seed).AsType(type);
}
