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
        Assert.Contains("was not made by Jit", Assert.Throws<ArgumentException>(() => new Func<Tensor, Tensor>(Tanh).Into(x)).Message);
    }

    /// <summary>A number that is written in C#, a view of it, or a view of any tensor may lie in memory that others read.</summary>
    [Fact]
    public void IntoWritesOnlyToTensorsMadeForIt()
    {
        var f = Jit<Tensor, Tensor>(t => t * 2);
        Tensor literal = 5.0, whole = 3, source = Tensor.Empty([4]);
        Tensor[] refused = [literal, literal.Reshape(1), whole, source.Reshape(2, 2), source[..2], Tensor.Ones([3]), Tensor.From([1.0, 2.0])];
        foreach (var output in refused)
        {
            var x = Tensor.Ones(output.Shape, output.DType);
            Assert.Contains("not made by Tensor.Empty", Assert.Throws<ArgumentException>(() => f.Into(output)(x)).Message);
        }

        Assert.Equal(5, (double)(Tensor)5.0);
        Assert.Equal(3, (int)(Tensor)3);
        var scalar = Tensor.Empty([]);
        f.Into(scalar)(1.0);
        Assert.Equal(2, (double)scalar);
        Assert.Equal(0, (double)Tensor.Empty([]));
    }

    /// <summary>As many arguments as Jit takes.</summary>
    [Fact]
    public void IntoAndExplainTakeEightArguments()
    {
        var y = Tensor.Empty([]);
        Tensor a = 2.0, b = 3.0;
        Jit((Tensor p, Tensor q, Tensor r, Tensor s) => p * q - r * s).Into(y)(a, b, a, a);
        Assert.Equal(2, (double)y);
        Jit((Tensor p, Tensor q, Tensor r, Tensor s, Tensor t) => p * q - r * s + t).Into(y)(a, b, a, a, b);
        Assert.Equal(5, (double)y);
        Jit((Tensor p, Tensor q, Tensor r, Tensor s, Tensor t, Tensor u) => p * q - r * s + t * u).Into(y)(a, b, a, a, b, a);
        Assert.Equal(8, (double)y);
        Jit((Tensor p, Tensor q, Tensor r, Tensor s, Tensor t, Tensor u, Tensor v) => p * q - r * s + t * u - v).Into(y)(a, b, a, a, b, a, a);
        Assert.Equal(6, (double)y);
        var f = Jit((Tensor p, Tensor q, Tensor r, Tensor s, Tensor t, Tensor u, Tensor v, Tensor w) => p * q - r * s + t * u - v * w);
        f.Into(y)(a, b, a, a, b, a, a, b);
        Assert.Equal(2, (double)y);
        Assert.Contains("traced: 7 equations", f.Explain(a, b, a, a, b, a, a, b).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ExplainShowsEveryStage()
    {
        string text = Jit<Tensor, Tensor, Tensor>((a, x) => Tanh(Dot(a, x))).Explain(Tensor.Ones([13, 14]), Tensor.Ones([14])).ToString();
        foreach (string part in new[] { "traced: 2 equations", "tanh", "dot", "product[13×14·1]", "kernel[13]", "arena:", "static unsafe void Kernel0", "vectors:" })
            Assert.Contains(part, text, StringComparison.Ordinal);
    }

    [Fact]
    public void ExplainNamesTheValuesOfTheGraph()
    {
        var report = Jit<Tensor, Tensor, Tensor>((a, x) => Tanh(Dot(a, x)) * 3).Explain(Tensor.Ones([13, 14]), Tensor.Ones([14]));
        Assert.Matches(@"^b, e = product\[13×14·1\] \+ kernel\[13\]: \d+ operations \(a, x\)$", report.Schedule);
        string code = report.ToCSharp();
        Assert.Matches(@"var v\d+ = b0\[i0\]; // b\n", code);
        Assert.Matches(@"b1\[i0\] = v\d+; // e\n", code);

        // The last statement of a longer computation says which equation it was.
        Assert.Matches(@"var v\d+ = [^\n]*; // c = tanh b\n", code);

        // A graph that no pass changes is shown once.
        Assert.Contains("simplified: the same\n", report.ToString(), StringComparison.Ordinal);
        Assert.Contains("simplified: 1 equation\n", Jit<Tensor, Tensor>(x => Tanh(-(-x))).Explain(1.0).ToString(), StringComparison.Ordinal);
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
