using Covector.Runtime;
using Covector.Tests.Battery;
using Covector.Tests.Fuzz;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Compiler;

public sealed class WorkersTests
{
    [Fact]
    public void EveryPartRunsOnce()
    {
        for (int parts = 1; parts < 200; parts += 7)
        {
            var count = new Count(parts);
            Workers.Run(count, parts);
            Assert.All(count.Runs, runs => Assert.Equal(1, runs));
        }
    }

    [Fact]
    public void ManyCallersAtOnce() => Parallel.For(0, 16, _ =>
    {
        for (int i = 0; i < 200; i++)
        {
            var count = new Count(8);
            Workers.Run(count, 8);
            Assert.All(count.Runs, runs => Assert.Equal(1, runs));
        }
    });

    [Fact]
    public void WhatAPartThrowsComesToTheCallerWhenAllPartsAreDone()
    {
        for (int parts = 1; parts < 40; parts += 3)
        {
            var work = new Throws(parts);
            Assert.Throws<InvalidOperationException>(() => Workers.Run(work, parts));
            var count = new Count(parts);
            Workers.Run(count, parts);
            Assert.All(count.Runs, runs => Assert.Equal(1, runs));
        }
    }

    private sealed class Throws(int parts) : Work
    {
        public override void Run(int part)
        {
            if (part == parts / 2)
                throw new InvalidOperationException();
        }
    }

    [Fact]
    public void WorkWithinWorkRunsOnItsThread()
    {
        var outer = new Nested();
        Workers.Run(outer, 4);
        Assert.All(outer.Inner, count => Assert.All(count.Runs, runs => Assert.Equal(1, runs)));
    }

    /// <summary>The number of threads changes the time, never a bit.</summary>
    [Fact]
    public void ResultsDoNotDependOnTheNumberOfThreads()
    {
        var x = RandomProgram.Sample([700, 513], 1);
        var f = Jit<Tensor, Tensor[]>(t => [Sin(t) * t, Exp(t).Sum(), Softmax(t), Sum(t * t, 0), MatMul(t.T, t), Sum(Cos(t), 1)]);
        int limit = Parallelism.MaxThreads;
        try
        {
            Parallelism.MaxThreads = 1;
            var expected = f(x);
            foreach (int threads in new[] { 2, 3, 8 })
            {
                Parallelism.MaxThreads = threads;
                Same.Bits(expected, f(x), $"{threads} threads");
            }
        }
        finally
        {
            Parallelism.MaxThreads = limit;
        }
    }

    private sealed class Count(int parts) : Work
    {
        public int[] Runs { get; } = new int[parts];

        public override void Run(int part) => Interlocked.Increment(ref Runs[part]);
    }

    private sealed class Nested : Work
    {
        public Count[] Inner { get; } = [new(3), new(3), new(3), new(3)];

        public override void Run(int part) => Workers.Run(Inner[part], 3);
    }
}
