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

    /// <summary>Each line takes all turns in order, each after what it depends on; a second time, too.</summary>
    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 1)]
    [InlineData(2, 1000)]
    [InlineData(3, 17)]
    [InlineData(7, 100)]
    [InlineData(12, 0)]
    public void LinesWaitForWhatTheyDependOn(int lines, int turns)
    {
        foreach (var order in Enum.GetValues<Order>())
        {
            var work = new WaitingLines(order);
            for (int threads = 1; threads <= 4; threads++)
                for (int call = 0; call < 5; call++)
                    Assert.All(work.RunAll(lines, turns, threads), ended => Assert.Equal(turns, ended));
        }
    }

    /// <summary>The same object runs more lines, then fewer.</summary>
    [Fact]
    public void TheNumberOfLinesMayChange()
    {
        var work = new WaitingLines(Order.Neighbours);
        foreach (int lines in new[] { 2, 9, 3, 20, 1, 4 })
            Assert.All(work.RunAll(lines, 30, 2), ended => Assert.Equal(30, ended));
    }

    [Fact]
    public void ManyCallersOfLinesAtOnce() => Parallel.For(0, 16, _ =>
    {
        for (int call = 0; call < 20; call++)
            Assert.All(new WaitingLines((Order)(call % 3)).RunAll(4, 40, 2), ended => Assert.Equal(40, ended));
    });

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 13)]
    [InlineData(1, 7)]
    [InlineData(2, 29)]
    public void WhatATurnThrowsComesToTheCaller(int line, int turn)
    {
        for (int threads = 1; threads <= 3; threads++)
            for (int call = 0; call < 5; call++)
            {
                var work = new WaitingLines((Order)(call % 3)) { FailsAt = (line, turn) };
                Assert.Throws<InvalidOperationException>(() => work.RunAll(3, 30, threads));
                // Those behind it have not come further; those before it are not held in a pipeline.
                Assert.All(work.Ended[line..], (ended, behind) => Assert.InRange(ended, 0, turn + behind));
                if (work.Waits != Order.Pipeline)
                    Assert.All(work.Ended[..line], (ended, before) => Assert.InRange(ended, 0, turn + line - before));
                work.FailsAt = null;
                Assert.All(work.RunAll(3, 30, threads), ended => Assert.Equal(30, ended));
            }
    }

    /// <summary>What a turn of a line waits for.</summary>
    private enum Order
    {
        /// <summary>The same turn of the line before.</summary>
        Pipeline,
        /// <summary>That, and the turn before of the line behind.</summary>
        Wave,
        /// <summary>The turn before of the lines on both sides.</summary>
        Neighbours,
    }

    private sealed class WaitingLines(Order order) : OrderedWork
    {
        public Order Waits => order;

        public int[] Ended { get; private set; } = [];

        public (int Line, int Turn)? FailsAt { get; set; }

        public int[] RunAll(int lines, int turns, int threads)
        {
            Ended = new int[lines];
            Run(lines, turns, threads);
            return Ended;
        }

        protected override bool MayTake(int line, int turn) =>
            (line == 0 || Done(line - 1) >= (order == Order.Neighbours ? turn : turn + 1))
            && (order == Order.Pipeline || line == Lines - 1 || Done(line + 1) >= turn);

        protected override void RunTurn(int line, int turn)
        {
            if (FailsAt == (line, turn))
                throw new InvalidOperationException();
            if (line > 0 && Volatile.Read(ref Ended[line - 1]) < (order == Order.Neighbours ? turn : turn + 1))
                throw new ArgumentException($"Line {line} is too far before the one before it, in turn {turn}.");
            if (order != Order.Pipeline && line < Ended.Length - 1 && Volatile.Read(ref Ended[line + 1]) < turn)
                throw new ArgumentException($"Line {line} is too far before the one behind it, in turn {turn}.");
            if (turn % 7 == line)
                Thread.SpinWait(100 * (turn % 5));
            if (Interlocked.Increment(ref Ended[line]) != turn + 1)
                throw new ArgumentException($"Turn {turn} of line {line} is not in order.");
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
