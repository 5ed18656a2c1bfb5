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

    /// <summary>Each stage takes all chunks in order, each after the stage before it.</summary>
    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 1)]
    [InlineData(2, 1000)]
    [InlineData(3, 17)]
    [InlineData(7, 100)]
    public void StagesFollowEachOther(int stages, int chunks)
    {
        for (int threads = 1; threads <= 4; threads++)
            for (int call = 0; call < 5; call++)
            {
                var work = new Stages(stages);
                work.RunAll(chunks, threads);
                Assert.All(work.Done, done => Assert.Equal(chunks, done));
                // A second time.
                Array.Clear(work.Done);
                work.RunAll(chunks, threads);
                Assert.All(work.Done, done => Assert.Equal(chunks, done));
            }
    }

    [Fact]
    public void ManyCallersOfStagesAtOnce() => Parallel.For(0, 16, _ =>
    {
        for (int call = 0; call < 20; call++)
        {
            var work = new Stages(4);
            work.RunAll(40, 2);
            Assert.All(work.Done, done => Assert.Equal(40, done));
        }
    });

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 13)]
    [InlineData(1, 7)]
    [InlineData(2, 29)]
    public void WhatAStageThrowsComesToTheCaller(int stage, int chunk)
    {
        for (int threads = 1; threads <= 3; threads++)
            for (int call = 0; call < 5; call++)
            {
                var work = new Stages(3) { FailsAt = (stage, chunk) };
                Assert.Throws<InvalidOperationException>(() => work.RunAll(30, threads));
                Assert.InRange(work.Done[2], 0, chunk);
                work.FailsAt = null;
                Array.Clear(work.Done);
                work.RunAll(30, threads);
                Assert.All(work.Done, done => Assert.Equal(30, done));
            }
    }

    private sealed class Stages(int count) : StagedWork(count)
    {
        public int[] Done { get; } = new int[count];

        public (int Stage, int Chunk)? FailsAt { get; set; }

        public void RunAll(int chunks, int threads) => Run(chunks, threads);

        protected override void RunChunk(int stage, int chunk)
        {
            if (FailsAt == (stage, chunk))
                throw new InvalidOperationException();
            if (stage > 0 && Volatile.Read(ref Done[stage - 1]) <= chunk)
                throw new ArgumentException($"Stage {stage} is before the one before it, in chunk {chunk}.");
            if (chunk % 7 == stage)
                Thread.SpinWait(100 * (chunk % 5));
            if (Interlocked.Increment(ref Done[stage]) != chunk + 1)
                throw new ArgumentException($"Chunk {chunk} of stage {stage} is not in order.");
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
