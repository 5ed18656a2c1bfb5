using System.Diagnostics;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Concurrency;

/// <summary>Loops with large tensors run in constant memory without a call to the collector or to Dispose.</summary>
public sealed class ConstantMemoryTests
{
    /// <summary>8 MB to a tensor.</summary>
    private const int Count = 1 << 20;

    /// <summary>The tensors that 60 steps make take 60 · 4 · 8 MB = 1.9 GB; a few of them may wait for the collector.</summary>
    private const long Allowance = 700L << 20;

    [Fact]
    public void EagerGradientSteps()
    {
        var x = Tensor.Ones([Count]) * 0.5;
        var gradient = Grad(t => Sum(t * t));
        Bounded(60, () => x -= 0.25 * gradient(x));

        // x ← x − 0.25·2x halves x.
        Assert.Equal(Math.ScaleB(0.5, -60), (double)x[17]);
    }

    [Fact]
    public void CompiledGradientSteps()
    {
        var x = Tensor.Ones([Count]) * 0.5;
        var step = Jit(t => t - 0.25 * Grad(s => Sum(s * s))(t));
        Bounded(60, () => x = step(x));
        Assert.Equal(Math.ScaleB(0.5, -60), (double)x[17]);
    }

    private static void Bounded(int steps, Action step)
    {
        using var process = Process.GetCurrentProcess();
        step();
        process.Refresh();
        long before = process.WorkingSet64, largest = before;
        for (int i = 1; i < steps; i++)
        {
            step();
            process.Refresh();
            largest = Math.Max(largest, process.WorkingSet64);
        }

        Assert.True(largest - before < Allowance, $"The process grew by {(largest - before) >> 20} MB.");
    }
}
