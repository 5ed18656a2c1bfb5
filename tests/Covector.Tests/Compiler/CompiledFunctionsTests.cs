using Covector.Compiler;
using Covector.Tests.Battery;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Compiler;

/// <summary>Into, Explain and the tiers.</summary>
public sealed class CompiledFunctionsTests
{
    [Fact]
    public void IntoWritesWhereItIsTold()
    {
        var f = Jit<Tensor, Tensor, (Tensor Sum, Tensor Product)>((x, y) => (x + y, x * y));
        var (sum, product) = (Tensor.Empty([3]), Tensor.Empty([3]));
        var into = f.Into((sum, product));
        into(new[] { 1.0, 2, 3 }, new[] { 10.0, 20, 30 });
        Assert.Equal([11, 22, 33], sum.ToArray<double>());
        Assert.Equal([10, 40, 90], product.ToArray<double>());
        into(new[] { 0.0, 0, 1 }, new[] { 1.0, 1, 1 });
        Assert.Equal([1, 1, 2], sum.ToArray<double>());
    }

    [Fact]
    public void IntoAllocatesNothing()
    {
        Tensor x = Tensor.Linspace(-1, 1, 1000), y = Tensor.Empty([1000]);
        var into = Jit<Tensor, Tensor>(t => Tanh(t) * 2 + Softmax(t)).Into(y);
        for (int i = 0; i < 50; i++)
            into(x);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            into(x);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void IntoRefusesWhatDoesNotFit()
    {
        var f = Jit<Tensor, Tensor>(t => t * 2);
        var x = Tensor.Empty([3]);
        Assert.Contains("is f64[4], but the result is f64[3]", Assert.Throws<ShapeMismatchException>(() => f.Into(Tensor.Empty([4]))(x)).Message);
        Assert.Contains("shares its memory with an argument", Assert.Throws<ShapeMismatchException>(() => f.Into(x)(x)).Message);
        Assert.Contains("is a view of another", Assert.Throws<ShapeMismatchException>(() => f.Into(Tensor.Ones([3]))(x)).Message);
        Assert.Contains("was not made by Jit", Assert.Throws<ArgumentException>(() => new Func<Tensor, Tensor>(Tanh).Into(x)).Message);
    }

    [Fact]
    public void ExplainShowsEveryStage()
    {
        string text = Jit<Tensor, Tensor, Tensor>((a, x) => Tanh(Dot(a, x))).Explain(Tensor.Ones([3, 4]), Tensor.Ones([4])).ToString();
        foreach (string part in new[] { "traced: 2 equations", "tanh", "dot", "product[3×4·1]", "kernel[3]", "arena:", "static unsafe void Kernel0" })
            Assert.Contains(part, text, StringComparison.Ordinal);
    }

    /// <summary>What runs often is compiled meanwhile; its results do not change.</summary>
    [Fact]
    public void HotFunctionsAreCompiledInTheBackground()
    {
        var x = Tensor.Linspace(-2, 2, 300);
        var graph = MakeGraph((Tensor t) => Tanh(t * 3) * Exp(-t) + Softmax(t))(x);
        IExecutableOf(graph, out var tiered);
        var expected = tiered.Run([x])[0];
        for (int i = 0; i < 200; i++)
        {
            Same.Bits(expected, tiered.Run([x])[0], $"run {i}");
            Thread.Sleep(i % 20 == 0 ? 5 : 0);
        }

        Assert.True(SpinWait.SpinUntil(() => ((TieredExecutable)tiered).IsCompiled, TimeSpan.FromSeconds(30)));
    }

    private static void IExecutableOf(Graph graph, out Covector.Graphs.IExecutable executable) =>
        executable = new TieredExecutable(Pipeline.Simplify(graph.WithCapturesAsInputs()));

    /// <summary>Code of functions that are gone is collected.</summary>
    [Fact]
    public void DroppedFunctionsLeaveNothing()
    {
        WeakReference[] dropped = [.. Enumerable.Range(0, 50).Select(CompileAndDrop)];
        for (int i = 0; i < 10 && dropped.Any(d => d.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.DoesNotContain(dropped, d => d.IsAlive);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference CompileAndDrop(int seed)
    {
        var f = Jit<Tensor, Tensor>(t => t * (seed + 0.5) + Sin(t));
        Assert.Equal(seed + 0.5 + Math.Sin(1), (double)f(1.0), 12);
        return new WeakReference(f.Target);
    }
}
