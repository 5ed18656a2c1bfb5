using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Compiler;

/// <summary>What no input changes is computed once, and must not be written over by a run.</summary>
public sealed class ConstantStepTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(1001)]
    [InlineData(200_000)]
    public void EveryRunFindsThem(int n)
    {
        var f = Jit<Tensor, Tensor>(x => Tensor.Arange(n) / (n + 1.0) * x + Tensor.Arange(n), JitOptions.Eager);
        foreach (double x in (double[])[2, -3, 0.5])
        {
            double[] y = f(x).ToArray<double>();
            for (int i = 0; i < n; i++)
                Assert.Equal(i / (n + 1.0) * x + i, y[i], 1e-12 * n);
        }
    }

    [Fact]
    public void ACarryThatBeginsWithOneIsNotWrittenOverIt()
    {
        const int N = 1000, Steps = 5;
        var f = Jit<Tensor, Tensor>(
            x => ForLoop(0, Steps, (Tensor _, Tensor y) => y * x, Tensor.Arange(N).AsType(DType.Float64)), JitOptions.Eager);
        foreach (double x in (double[])[2, 2, -1])
            Assert.Equal(Enumerable.Range(0, N).Select(i => i * Math.Pow(x, Steps)), f(x).ToArray<double>());
    }

    /// <summary>The index is out of bounds, in a step that never comes.</summary>
    [Fact]
    public void ALoopWithoutStepsDoesNotComputeThem()
    {
        Tensor Row(Tensor x) => x + Sum(Take(Sin(Tensor.Arange(5).AsType(DType.Float64)), Tensor.Arange(2) + 4, 0));
        Assert.Equal(1, (double)Jit<Tensor, Tensor>(x => ForLoop(0, 0, (_, y) => Row(y), x), JitOptions.Eager)(1));
        Assert.Equal(1, (double)Jit<Tensor, Tensor>(x => While<Tensor>(y => y < 0, Row, x), JitOptions.Eager)(1));
        Assert.Throws<IndexOutOfBoundsException>(() => Jit<Tensor, Tensor>(x => While<Tensor>(y => y < 2, Row, x), JitOptions.Eager)(1));
    }

    [Fact]
    public void AResultThatNoInputChangesIsWrittenEachTime()
    {
        var f = Jit<Tensor, (Tensor, Tensor)>(x => (Tensor.Arange(100).AsType(DType.Float64), x + 1), JitOptions.Eager);
        foreach (double x in (double[])[1, 2])
        {
            var (grid, y) = f(x);
            Assert.Equal(Enumerable.Range(0, 100).Select(i => (double)i), grid.ToArray<double>());
            Assert.Equal(x + 1, (double)y);
        }
    }

    [Fact]
    public void ExplainSaysWhichRunOnce()
    {
        var report = Jit<Tensor, Tensor>(x => Sum(Tensor.Arange(1000) / 3.0 * x), JitOptions.Eager).Explain(Tensor.Ones(1000));
        var lines = report.Schedule.Split('\n');
        Assert.Contains(lines, line => line.Contains("iota", StringComparison.Ordinal) && line.EndsWith(", once", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("(x", StringComparison.Ordinal) && line.EndsWith(", once", StringComparison.Ordinal));
    }
}
