using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Covector.Runtime;

/// <summary>Work in parts that may run at the same time, in any order.</summary>
internal abstract class Work
{
    /// <summary>One part. What it throws, memory that is not there, say, the caller of <see cref="Workers.Run"/> gets when all parts are done.</summary>
    public abstract void Run(int part);
}

/// <summary>
/// The library's own threads. The caller of <see cref="Run"/> works too; helpers that are awake in time take parts from it. Each thread begins
/// with a range of parts of its own, the same from one piece of work to the next, so that what it has in its cache stays there; then it takes
/// parts from the ranges of others. Nobody waits for a helper that has not begun, so that a busy machine costs nothing but the help. One piece of
/// work runs at a time: a second caller meanwhile does its own alone, which keeps many callers from making more threads than there are processors.
/// </summary>
internal static class Workers
{
    private const int Closed = 1 << 30;

    /// <summary>Counters that several threads change are this far apart, so that one does not take another's cache line.</summary>
    private const int Apart = 128 / sizeof(int);

    /// <summary>So many looks at the others, some tens of nanoseconds apart, before other threads get the processor.</summary>
    private const int ShortWait = 500;

    private static readonly int processors = Environment.ProcessorCount;

    // The version of the work at hand, the gate, then for each thread the next part of its range.
    private static readonly int[] counters = new int[(3 + processors) * Apart];
    private static readonly Helper[] helpers = new Helper[processors - 1];
    private static int helperCount;
    private static int awake;
    private static int limit;
    private static int busy;

    // The work at hand. Helpers enter through the gate, which is closed between two pieces of work; then they are counted in it.
    private static int team;
    private static int total;
    private static Work? work;
    private static ExceptionDispatchInfo? failure;

    [ThreadStatic]
    private static bool isWorking;

    static Workers() => Gate = Closed;

    /// <summary>The most threads that one operation uses, the caller's included; 0 stands for all processors.</summary>
    public static int Limit
    {
        get => limit > 0 ? limit : processors;
        set => limit = value;
    }

    /// <summary>Whether as many helpers as may be used look for work at the moment.</summary>
    public static bool AreAwake => Volatile.Read(ref awake) >= Math.Min(Limit, processors) - 1;

    /// <summary>Whether the work of this thread would be shared with helpers.</summary>
    public static bool CanHelp => Limit > 1 && processors > 1 && !isWorking && Volatile.Read(ref busy) == 0;

    private static ref int Version => ref counters[Apart];

    private static ref int Gate => ref counters[2 * Apart];

    /// <summary>Runs all parts, on this thread and on helpers that have time.</summary>
    public static void Run(Work all, int parts)
    {
        int threads = Math.Min(Math.Min(Limit, processors), parts);
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
            (work, total, team) = (all, parts, threads);
            for (int i = 0; i < threads; i++)
                NextOf(i) = FirstOf(i);
            Interlocked.And(ref Gate, ~Closed);
            Interlocked.Increment(ref Version);
            for (int i = 0; i < threads - 1; i++)
                helpers[i].Wake();
            TakeParts(0);
            Interlocked.Or(ref Gate, Closed);
            // The others are about to finish: a call to the system would take longer than most waits.
            for (int look = 0; look < ShortWait && Volatile.Read(ref Gate) != Closed; look++)
                Thread.SpinWait(1);
            var spin = default(SpinWait);
            while (Volatile.Read(ref Gate) != Closed)
                spin.SpinOnce(-1);
        }
        finally
        {
            isWorking = false;
            work = null;
            var failed = failure;
            failure = null;
            Volatile.Write(ref busy, 0);
            failed?.Throw();
        }
    }

    /// <summary>The next part of the range of a thread.</summary>
    private static ref int NextOf(int thread) => ref counters[(3 + thread) * Apart];

    private static int FirstOf(int thread) => (int)((long)total * thread / team);

    private static void TakeParts(int thread)
    {
        var current = work!;
        for (int turn = 0; turn < team; turn++)
        {
            int owner = (thread + turn) % team, end = FirstOf(owner + 1);
            ref int next = ref NextOf(owner);
            while (Volatile.Read(ref next) < end)
            {
                int part = Interlocked.Increment(ref next) - 1;
                if (part < end)
                    RunPart(current, part);
            }
        }
    }

    // The memory that other threads work on is the caller's: it must not leave before they are done, whatever happens.
    private static void RunPart(Work current, int part)
    {
        try
        {
            current.Run(part);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
        }
    }

    private static void Start(int count)
    {
        for (; helperCount < count; helperCount++)
        {
            var helper = helpers[helperCount] = new Helper(helperCount + 1);
            new Thread(helper.Help) { IsBackground = true, Name = "Covector worker" }.Start();
            Interlocked.Increment(ref awake);
        }
    }

    /// <summary>A thread that looks for work for a while, then sleeps.</summary>
    /// <param name="number">Its number among the threads that work together; the caller has 0.</param>
    [SuppressMessage("Design", "CA1001", Justification = "The thread and its signal last as long as the process.")]
    private sealed class Helper(int number)
    {
        /// <summary>How long it looks for work before it sleeps.</summary>
        private static readonly long SpinTicks = Stopwatch.Frequency / 20_000;

        private readonly SemaphoreSlim signal = new(0);
        private int isAsleep;

        /// <summary>Wakes it if it sleeps.</summary>
        public void Wake()
        {
            if (Volatile.Read(ref isAsleep) != 0 && Interlocked.Exchange(ref isAsleep, 0) != 0)
                signal.Release();
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Help()
        {
            isWorking = true;
            int seen = 0;
            while (true)
            {
                WaitForWork(ref seen);
                if ((Interlocked.Increment(ref Gate) & Closed) == 0 && number < team)
                    TakeParts(number);
                Interlocked.Decrement(ref Gate);
            }
        }

        private void WaitForWork(ref int seen)
        {
            long end = Stopwatch.GetTimestamp() + SpinTicks;
            while (true)
            {
                for (int i = 0; i < 64; i++)
                {
                    int current = Volatile.Read(ref Version);
                    if (current != seen)
                    {
                        seen = current;
                        return;
                    }

                    Thread.SpinWait(8);
                }

                if (Stopwatch.GetTimestamp() < end)
                    continue;
                Sleep(seen);
                end = Stopwatch.GetTimestamp() + SpinTicks;
            }
        }

        private void Sleep(int seen)
        {
            Interlocked.Exchange(ref isAsleep, 1);
            Interlocked.Decrement(ref awake);
            // Work that came between the last look and this is seen here; who has taken the mark away sends a signal.
            if (Volatile.Read(ref Version) == seen || Interlocked.Exchange(ref isAsleep, 0) == 0)
                signal.Wait();
            Interlocked.Increment(ref awake);
        }
    }
}
