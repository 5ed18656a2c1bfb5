using Covector.Runtime;
using Covector.Tests.Fuzz;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Compiler;

/// <summary>A compiled function that writes into tensors which are there allocates nothing.</summary>
public sealed class AllocationTests
{
    [Fact]
    public void RunsIntoTensorsAllocateNothing()
    {
        var (x, w, b) = (RandomProgram.Sample([64, 40], 1), RandomProgram.Sample([40, 48], 2), RandomProgram.Sample([48], 3));
        var places = Tensor.From([3L, 0, 63], 3);
        Check("layer", t => Tanh(Dot(t, w) + b), x);
        Check("batched product", t => MatMul(t.Reshape(8, 8, 40), w) * 2, x);
        Check("softmax", t => Softmax(t), x);
        Check("reductions", t => Sum(Exp(t) * Sum(t, 0), 1), x);
        Check("loss", t => Grad((Tensor p) => -(Sin(p) * LogSoftmax(Dot(p, w) + 1, 1)[.., ..40]).Sum())(t), x);
        Check("loop of rows", t => ForLoop(0, 20, (_, c) => Sin(c) + t, t), x);
        Check("loop of products", t => ForLoop(0, 20, (_, c) => Tanh(Dot(Dot(c, w), w.T)), t), x);
        Check("loop that changes rows", t => ForLoop(0, 20, (i, c) => c.At(i).Set(c[i + 1] * 2).At(places).Add(1.0), t), x);
        Check("loop to the end", t => While<(Tensor, Tensor)>(c => Sum(c.Item2) < 10, c => (Sin(c.Item1) + t, c.Item2 + 1), (t, Sum(t) * 0)).Item1, x);
        Check("scan", t => Scan((Tensor c, Tensor row) => (Sin(c) + row * Sum(c), c), t[0], t).Outputs, x);
    }

    private static void Check(string what, Func<Tensor, Tensor> function, Tensor x)
    {
        var f = Jit(function, JitOptions.Eager);
        var expected = f(x);
        var y = Tensor.Empty(expected.Shape, expected.DType);
        var into = f.Into(y);
        for (int i = 0; i < 40; i++)
            into(x);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
            into(x);
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(bytes == 0, $"{what}: {bytes} bytes in ten runs.");
        Assert.Equal(expected.ToArray<double>(), y.ToArray<double>());
    }
}
