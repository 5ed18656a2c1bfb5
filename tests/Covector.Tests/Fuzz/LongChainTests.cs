using Covector.Compiler;
using Covector.Graphs;
using Covector.Tests.Battery;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Fuzz;

/// <summary>Programs of 10⁵ equations: nothing recurses along a graph, and every pass is linear in it.</summary>
public sealed class LongChainTests
{
    private const int Length = 100_000;

    /// <summary>Far beyond what linear work takes; quadratic work would take hours.</summary>
    private const int Limit = 120_000;

    /// <summary>A chain in which every step has a constant of its own: x ← x + k/10⁶ with k = 1, 2, …</summary>
    private static Tensor Chain(Tensor x)
    {
        for (int i = 1; i <= Length; i++)
            x += i * 1e-6;
        return x;
    }

    /// <summary>x ← 0.5·(x + 1/x), 3 equations a step: Newton's iteration for 1.</summary>
    private static Tensor Newton(Tensor x)
    {
        for (int i = 0; i < Length / 3; i++)
            x = 0.5 * (x + 1 / x);
        return x;
    }

    [Fact(Timeout = Limit)]
    public Task GraphsAreMadePrintedAndSimplified() => Task.Run(() =>
    {
        var graph = MakeGraph(Chain)(1.0);
        Assert.True(graph.Count >= Length);
        Assert.True(graph.ToString().Length > Length);
        Assert.True(graph.ToDot().Length > Length);
        GraphChecker.Check(graph);
        foreach (var (_, run) in CheckedGraphs.Passes)
            GraphChecker.Check(run(graph));
    }, TestContext.Current.CancellationToken);

    [Fact(Timeout = Limit)]
    public Task CompiledChainsRun() => Task.Run(() =>
    {
        double expected = 1;
        for (int i = 1; i <= Length; i++)
            expected += i * 1e-6;
        Assert.Equal(expected, (double)Jit(Chain)(1.0));
        Assert.Equal(expected, (double)Chain(1.0));
    }, TestContext.Current.CancellationToken);

    [Fact(Timeout = Limit)]
    public Task DerivativesOfChains() => Task.Run(() =>
    {
        Assert.Equal(1, (double)Grad(Chain)(1.0));
        Assert.Equal(0, (double)Grad(Grad(Chain))(1.0));
        Assert.Equal(1, (double)Jit(Grad(Chain))(1.0));
        Assert.Equal(1, (double)Grad(Jit(Chain))(1.0));
        Assert.Equal(1, (double)Vmap(Grad(Chain))([1.0, 2.0]).Mean());
    }, TestContext.Current.CancellationToken);

    /// <summary>At the fixed point of Newton's iteration the first and second derivatives vanish: g′(1) = 0, so (g∘…∘g)″(1) = g″(1)·0 = 0.</summary>
    [Fact(Timeout = Limit)]
    public Task SecondDerivativesOfNonlinearChains() => Task.Run(() =>
    {
        Assert.Equal(1, (double)Newton(2.0), 14);
        Assert.Equal(0, (double)Grad(Newton)(2.0), 14);
        Assert.Equal(0, (double)Grad(Grad(Newton))(1.0), 14);
        Assert.Equal(0, (double)Jit(Grad(Grad(Newton)))(1.0), 14);
    }, TestContext.Current.CancellationToken);

    [Fact]
    public void ManyStepsThatAreNotFusedRun()
    {
        // Every sum is a step of its own, so that the schedule is long, too.
        Func<Tensor, Tensor> f = x =>
        {
            for (int i = 0; i < Length / 10; i++)
                x += 0 * Sum(x);
            return x;
        };
        Assert.Equal([1.0, 2.0, 3.0], Jit(f)([1.0, 2.0, 3.0]).ToArray<double>());
        Assert.True(Scheduler.Run(Pipeline.Simplify(MakeGraph(f)([1.0, 2.0, 3.0]))).Steps.Length >= Length / 10);
    }
}
