using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Covector.Runtime;

/// <summary>Work in parts that may run at the same time, in any order.</summary>
internal abstract class Work
{
    /// <summary>One part; throws nothing.</summary>
    public abstract void Run(int part);
}

/// <summary>
/// The library's own threads. The caller of <see cref="Run"/> works too and takes one part after another; helpers that are awake in time take
/// others. Nobody waits for a helper that has not begun, so that a busy machine costs nothing but the help. One piece of work runs at a time:
/// a second caller meanwhile does its own alone, which keeps many callers from making more threads than there are processors.
/// </summary>
internal static class Workers
{
    /// <summary>How long a helper looks for work before it sleeps.</summary>
    private static readonly long SpinTicks = Stopwatch.Frequency / 20_000;

    private const int Closed = 1 << 30;

    private static readonly Lock starting = new();
    private static readonly SemaphoreSlim sleepers = new(0);
    private static int helperCount;
    private static int limit;
    private static int busy;
    private static int asleep;
    private static int version;

    // The work at hand. Helpers enter through the gate, which is closed between two pieces of work; then they are counted in it.
    private static int gate = Closed;
    private static int next;
    private static int total;
    private static Work? work;

    [ThreadStatic]
    private static bool isWorking;

    /// <summary>The most threads that one operation uses, the caller's included; 0 stands for all processors.</summary>
    public static int Limit
    {
        get => limit > 0 ? limit : Environment.ProcessorCount;
        set => limit = value;
    }

    /// <summary>Runs all parts, on this thread and on helpers that have time.</summary>
    public static void Run(Work all, int parts)
    {
        int threads = Math.Min(Math.Min(Limit, Environment.ProcessorCount), parts);
        if (threads <= 1 || isWorking || Interlocked.CompareExchange(ref busy, 1, 0) != 0)
        {
            for (int i = 0; i < parts; i++)
                all.Run(i);
            return;
        }

        isWorking = true;
        try
        {
            if (helperCount < threads - 1)
                Start(threads - 1);
            (work, total, next) = (all, parts, 0);
            Interlocked.And(ref gate, ~Closed);
            Interlocked.Increment(ref version);
            int wake = Math.Min(Volatile.Read(ref asleep), threads - 1);
            if (wake > 0)
                sleepers.Release(wake);
            TakeParts();
            Interlocked.Or(ref gate, Closed);
            var spin = default(SpinWait);
            while (Volatile.Read(ref gate) != Closed)
                spin.SpinOnce(-1);
        }
        finally
        {
            isWorking = false;
            work = null;
            Volatile.Write(ref busy, 0);
        }
    }

    private static void TakeParts()
    {
        var current = work!;
        for (int i = Interlocked.Increment(ref next) - 1; i < total; i = Interlocked.Increment(ref next) - 1)
            current.Run(i);
    }

    private static void Start(int count)
    {
        lock (starting)
            for (; helperCount < count; helperCount++)
                new Thread(Help) { IsBackground = true, Name = "Covector worker" }.Start();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Help()
    {
        isWorking = true;
        int seen = 0;
        while (true)
        {
            WaitForWork(ref seen);
            if ((Interlocked.Increment(ref gate) & Closed) == 0)
                TakeParts();
            Interlocked.Decrement(ref gate);
        }
    }

    private static void WaitForWork(ref int seen)
    {
        long end = Stopwatch.GetTimestamp() + SpinTicks;
        while (true)
        {
            for (int i = 0; i < 64; i++)
            {
                int current = Volatile.Read(ref version);
                if (current != seen)
                {
                    seen = current;
                    return;
                }

                Thread.SpinWait(8);
            }

            if (Stopwatch.GetTimestamp() < end)
                continue;
            Interlocked.Increment(ref asleep);
            // Work that came between the last look and the count of sleepers is seen here.
            if (Volatile.Read(ref version) == seen)
                sleepers.Wait();
            Interlocked.Decrement(ref asleep);
            end = Stopwatch.GetTimestamp() + SpinTicks;
        }
    }
}
