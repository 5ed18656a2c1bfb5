using Covector.Runtime;
using Covector.Tests.Battery;
using Covector.Tests.Fuzz;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Compiler;

/// <summary>Tests that set the number of threads and count on it: nothing runs beside them.</summary>
[CollectionDefinition(nameof(ThreadCount), DisableParallelization = true)]
public sealed class ThreadCount;

/// <summary>Compiled programs on several threads: the bits of one thread, no more threads than allowed, no memory but for the results.</summary>
[Collection(nameof(ThreadCount))]
public sealed class ThreadCountTests : IDisposable
{
    private readonly int limit = Parallelism.MaxThreads;

    public void Dispose() => Parallelism.MaxThreads = limit;

    [Theory]
    [InlineData(1, 5)]
    [InlineData(3, 1001)]
    [InlineData(17, 700)]
    [InlineData(1001, 1)]
    [InlineData(1001, 17)]
    [InlineData(513, 1003)]
    public void RowsAndReductions(int rows, int columns)
    {
        var x = RandomProgram.Sample([rows, columns], 1);
        foreach (var t in new[] { x, x.AsType(DType.Float32) })
            SameForAllCounts<Tensor, Tensor[]>(
                t => [Softmax(t), LogSumExp(t, 1), Sum(t, 0), Sum(t), Max(t, 0), Max(t), Prod(t, 1), Sum(Exp(t) * t, 0), Var(t, 1)], t);
        SameForAllCounts<Tensor, Tensor[]>(
            t => [Grad(u => Sum(LogSoftmax(u) * u))(t), Grad(u => Sum((u - Mean(u, 1, true)) / (1 + Var(u, 1, true))))(t)], x);
    }

    [Theory]
    [InlineData(5, 3, 7)]
    [InlineData(128, 785, 513)]
    [InlineData(131, 390, 2071)]
    [InlineData(1001, 17, 64)]
    public void Products(int m, int k, int n)
    {
        Tensor a = RandomProgram.Sample([m, k], 1), b = RandomProgram.Sample([k, n], 2), c = RandomProgram.Sample([n, k], 3);
        foreach (var type in new[] { DType.Float64, DType.Float32 })
            SameForAllCounts<(Tensor A, Tensor B, Tensor C), Tensor[]>(
                p => [Dot(p.A, p.B), Tanh(Dot(p.A, p.C.T)) + 1, Dot(p.A.T, Dot(p.A, p.B)), Softmax(Dot(p.A, p.B)), Sum(Cos(Dot(p.A, p.B)), 0)],
                (a.AsType(type), b.AsType(type), c.AsType(type)));
    }

    /// <summary>Parts begin at rows that one thread computes in the middle of others.</summary>
    [Theory]
    [InlineData(1000, 1000)]
    [InlineData(1203, 500)]
    [InlineData(401, 1001)]
    public void MatricesTimesVectors(int m, int k)
    {
        Tensor a = RandomProgram.Sample([m, k], 1), x = RandomProgram.Sample([k], 2), y = RandomProgram.Sample([m], 3);
        foreach (var type in new[] { DType.Float64, DType.Float32 })
            SameForAllCounts<(Tensor A, Tensor X, Tensor Y), Tensor[]>(
                p => [Dot(p.A, p.X), Dot(p.Y, p.A), Tanh(Dot(p.A, p.X)) + p.Y, Dot(Exp(p.A).T, p.Y)], (a.AsType(type), x.AsType(type), y.AsType(type)));
    }

    [Fact]
    public void BatchesOfProducts()
    {
        Tensor a = RandomProgram.Sample([37, 65, 19], 1), b = RandomProgram.Sample([37, 19, 33], 2);
        SameForAllCounts<(Tensor A, Tensor B), Tensor[]>(p => [MatMul(p.A, p.B), Sum(Tanh(MatMul(p.A, p.B)), 1), Grad(t => Sum(MatMul(t, p.B)))(p.A)], (a, b));
    }

    [Theory]
    [InlineData(9, 2000)]
    [InlineData(14, 2000)]
    [InlineData(33, 10)]
    [InlineData(1001, 40)]
    [InlineData(20_011, 9)]
    public void Loops(int n, int steps)
    {
        var x = RandomProgram.Sample([n], 1);
        SameForAllCounts<Tensor, Tensor[]>(
            t =>
            [
                Path(t), Grad(u => Sum(Path(u) * u))(t),
                // Neighbours are read, so that every step needs all of the one before.
                ForLoop(0, steps, (_, u) => u * 0.5 + Concatenate([u[1..], u[..1]]) * 0.25, t),
            ],
            x);

        Tensor Path(Tensor t) => ForLoop(0, steps, (_, u) => Sin(u) * 1.5 + 0.1, t);
    }

    [Theory]
    [InlineData(1001)]
    [InlineData(2051)]
    [InlineData(16_392)]
    public void LoopsThatStackTotals(int n)
    {
        var (x, e) = (RandomProgram.Sample([n], 1), RandomProgram.Sample([60], 2));
        foreach (var type in new[] { DType.Float64, DType.Float32 })
            SameForAllCounts<(Tensor X, Tensor E), Tensor[]>(
                p =>
                [
                    Grad((Tensor e) => Sum(Square(p.X - Scan<Tensor, Tensor, Tensor?>((c, e) => (c * p.X * 0.1 + e, null), p.X, e).Carry)))(p.E),
                    Grad((Tensor e) => Sum(Scan<Tensor, Tensor, Tensor?>((c, e) => (c * e + p.X, null), p.X, e).Carry))(p.E),
                    .. Scan<Tensor, Tensor, Tensor[]>(
                        (c, e) => (c * 0.9 + e, [Sum(c), Max(c * e), Sum(c.Reshape(-1, 1) * p.X[..3], 0)]), p.X, p.E).Outputs,
                ],
                (x.AsType(type), e.AsType(type)));
    }

    /// <summary>Row i of the product of i and of ones is i·k, whoever computes it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void EveryRowIsComputed(int threads)
    {
        const int M = 1003, K = 515, N = 301;
        Parallelism.MaxThreads = threads;
        var index = Tensor.Arange(M).AsType(DType.Float64);
        var f = Jit<Tensor, (Tensor Product, Tensor Sums, Tensor Total)>(i =>
        {
            var rows = i[.., Slice.NewAxis] * Tensor.Ones([M, K]);
            return (Dot(rows, Tensor.Ones([K, N])), Sum(rows, 1), Sum(rows));
        });
        for (int call = 0; call < 3; call++)
        {
            var (product, sums, total) = f(index);
            for (int i = 0; i < M; i += 17)
            {
                Assert.Equal(i * (double)K, (double)product[i, i % N]);
                Assert.Equal(i * (double)K, (double)sums[i]);
            }

            Assert.Equal(K * (M * (M - 1) / 2.0), (double)total);
        }
    }

    [Fact]
    public void ManyCallersAtOnce()
    {
        Parallelism.MaxThreads = 3;
        Tensor x = RandomProgram.Sample([257, 300], 1), y = RandomProgram.Sample([300, 511], 2);
        var f = Jit<(Tensor X, Tensor Y), Tensor[]>(p => [Softmax(Dot(p.X, p.Y)), Sum(Exp(p.X), 0), Sum(p.Y)]);
        var expected = f((x, y));
        Parallel.For(0, 8, _ =>
        {
            for (int call = 0; call < 10; call++)
                Same.Bits(expected, f((x, y)), "one of many callers");
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void NoMoreThreadsThanAllowed(int threads)
    {
        // All that there may be are awake.
        Parallelism.MaxThreads = Environment.ProcessorCount;
        Workers.Run(new Members(), 64);
        Parallelism.MaxThreads = threads;
        for (int round = 0; round < 50; round++)
        {
            var members = new Members();
            Workers.Run(members, 64);
            Assert.InRange(members.Threads, 1, threads);
        }
    }

    [Fact]
    public void HelpersSleepAndWakeAgain()
    {
        Parallelism.MaxThreads = 2;
        for (int round = 0; round < 60; round++)
        {
            var members = new Members();
            Workers.Run(members, 16);
            Assert.Equal(16, members.Runs);
            // About as long as a helper looks for work, so that work also comes while it falls asleep.
            if (round % 3 != 0)
                Thread.Sleep(round % 3 - 1);
        }
    }

    [Fact]
    public void SharedWorkTakesNoMemory()
    {
        Parallelism.MaxThreads = 2;
        Tensor x = RandomProgram.Sample([257, 300], 1), y = RandomProgram.Sample([300, 511], 2);
        var f = Jit<(Tensor X, Tensor Y), (Tensor, Tensor)>(p => (Softmax(Dot(p.X, p.Y)), Sum(Exp(p.X), 0)));
        var into = f.Into((Tensor.Empty([257, 511]), Tensor.Empty([300])));
        Assert.Equal(0, LeastBytes(() => into((x, y))));

        // A loop by blocks of rows.
        Tensor u = RandomProgram.Sample([20_000], 3);
        var heat = Jit((Tensor u) => ForLoop(
            0, 40, (_, y) => Concatenate([y[..1], y[1..^1] + 0.1 * (y[2..] - 2 * y[1..^1] + y[..^2]), y[^1..]], 0), u));
        Assert.Contains("by blocks", heat.Explain(u).ToString(), StringComparison.Ordinal);
        var run = heat.Into(Tensor.Empty([20_000]));
        Assert.Equal(0, LeastBytes(() => run(u)));

        // Some other thread may compile a method meanwhile; no call should take memory each time.
        static long LeastBytes(Action call)
        {
            long least = long.MaxValue;
            for (int i = 0; i < 20; i++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                call();
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }

            return least;
        }
    }

    private static void SameForAllCounts<X, Y>(Func<X, Y> function, X x)
    {
        var f = Jit(function);
        Parallelism.MaxThreads = 1;
        var expected = (Tensor[])(object)f(x)!;
        foreach (int threads in new[] { 2, 3, 5 })
        {
            Parallelism.MaxThreads = threads;
            for (int call = 0; call < 2; call++)
                Same.Bits(expected, (Tensor[])(object)f(x)!, $"{threads} threads");
        }
    }

    /// <summary>Counts who takes part.</summary>
    private sealed class Members : Work
    {
        private readonly HashSet<int> threads = [];
        private int runs;

        public int Threads => threads.Count;

        public int Runs => runs;

        public override void Run(int part)
        {
            Thread.SpinWait(200);
            Interlocked.Increment(ref runs);
            lock (threads)
                threads.Add(Environment.CurrentManagedThreadId);
        }
    }
}
