using Covector.Runtime;
using Covector.Tests.Runtime;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Compiler;

/// <summary>Compiled programs give the memory of intermediate results back while they run: all of it, and none that is still needed.</summary>
[Collection(nameof(NativeMemory))]
public sealed class MemoryOfRunsTests
{
    private const int N = 100;

    /// <summary>Every row i is i, so that the square has the elements i·Σk.</summary>
    private static readonly Tensor Rows = Tensor.Arange(N).AsType(DType.Float64)[.., Slice.NewAxis] * Tensor.Ones([N, N]);

    private const double Total = N * (N - 1) / 2.0;

    [Fact]
    public void AResultInTheMemoryOfADeadIntermediateStays()
    {
        var f = Jit<Tensor, (Tensor View, Tensor Other)>(x =>
        {
            var y = Dot(x, x);
            var view = y.T;
            var sum = Sum(y);
            // These products would get the memory of y if it were given back after its sum.
            var other = Dot(x, x) + Dot(x, x + 1) * 0.0 + sum;
            return (view, other);
        });
        for (int run = 0; run < 3; run++)
        {
            var (view, other) = f(Rows);
            Assert.Equal(7 * Total, (double)view[3, 7]);
            Assert.Equal(3 * Total + Total * Total * N, (double)other[3, 7]);
        }
    }

    [Fact]
    public void ResultsThatShareMemory()
    {
        var f = Jit<Tensor, (Tensor, Tensor, Tensor)>(x =>
        {
            var y = Dot(x, x);
            return (y, y.T, y[10..20]);
        });
        var first = f(Rows);
        var second = f(Rows + 1);
        Assert.Equal([3 * Total, 7 * Total, 13 * Total], [(double)first.Item1[3, 7], (double)first.Item2[3, 7], (double)first.Item3[3, 7]]);
        Assert.Equal(4 * (Total + N), (double)second.Item1[3, 7]);
    }

    [Fact]
    public void ArgumentsAndCapturesKeepTheirMemory()
    {
        var captured = Rows + 1;
        var argument = Rows + 2;
        var f = Jit(x => Sum(Dot(x.T, captured.T).T * 1.0 + x.Reshape(N * N).Reshape(N, N)));
        double expected = (double)f(argument);
        var others = Dot(Rows, Rows);
        Assert.Equal(expected, (double)f(argument));
        Assert.Equal(4.0, (double)captured[3, 7]);
        Assert.Equal(5.0, (double)argument[3, 7]);
        Assert.Equal(3 * Total, (double)others[3, 7]);
    }

    [Fact]
    public void IntermediatesAndTheirViewsAreGivenBack()
    {
        var inner = Jit<Tensor, (Tensor, Tensor)>(x => (Dot(x, x), x.T));
        var f = Jit(x =>
        {
            var (square, transposed) = inner(x + 1);
            return Sum(square.T + 1) + Sum(Dot(transposed, square));
        });
        double expected = (double)f(Rows);
        long before = NativeMemoryPool.BytesInUse;
        for (int run = 0; run < 200; run++)
            Assert.Equal(expected, (double)f(Rows));

        // Each run takes some 0.4 MB; a thread reports what it takes in steps of 0.25 MB.
        Assert.InRange(NativeMemoryPool.BytesInUse - before, -(1L << 30), 4 << 20);
    }

    [Fact]
    public void ProgramsOfManySteps()
    {
        // Each sum is a step; the values of a run are far more than those of a small program, and a compiled function runs within one.
        var half = Jit(x => x - 0.5 * Sum(x));
        var f = Jit(x =>
        {
            for (int i = 0; i < 40; i++)
                x = half(x) + Sum(x);
            return x;
        });

        // One element: x ← x/2 + x.
        Assert.Equal(Math.Pow(1.5, 40), (double)f(Tensor.Ones([1]))[0], 1e-5);
    }
}
