using System.Diagnostics;
using System.Runtime;
using System.Runtime.InteropServices;

namespace Covector.Benchmarks.Workloads;

/// <summary>Times of one action in milliseconds, round by round.</summary>
internal sealed record Timing(double[] Rounds)
{
    public double Median { get; } = MedianOf(Rounds);

    public double Minimum { get; } = Rounds.Min();

    /// <summary>The median of the ratios of rounds that ran next to each other, which drift of the machine does not touch.</summary>
    public double To(Timing other) => MedianOf([.. Rounds.Zip(other.Rounds, (mine, theirs) => mine / theirs)]);

    /// <summary>The time of one of so many equal parts.</summary>
    public Timing Over(double parts) => new([.. Rounds.Select(time => time / parts)]);

    private static double MedianOf(double[] values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>
/// Runs actions in turn, round after round, so that they meet the same machine. On one thread the clock counts the processor time of the
/// thread, which leaves out what other processes take. On more it is the wall clock, and a measurement is repeated if the machine did not give
/// every thread a processor before and after it.
/// </summary>
internal sealed partial class Race(int threads, TimeSpan budget, int leastRounds)
{
    private const int MostRounds = 60, ThreadTime = 3;

    /// <summary>So long a measurement waits for processors; then its round does not count.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>So long a contestant runs before it is measured.</summary>
    private static readonly TimeSpan SettlingTime = TimeSpan.FromMilliseconds(30);

    private readonly ProcessorProbe? probe = threads > 1 ? new(threads) : null;

    /// <summary>On several threads short enough to find the machine as it was at the beginning.</summary>
    private readonly double leastMilliseconds = threads > 1 ? 3 : 10;

    private int measurements, disturbed;

    /// <summary>Where the code around a kernel counts, it must be compiled as well as it will be.</summary>
    private const double Short = 0.1;
    private const int PassesOfShort = 5;

    public Timing[] Run(Action[] actions) => Run([.. actions.Select<Action, Clock>(action => calls => Milliseconds(action, calls))]);

    public Timing[] Run(Contestant[] contestants) =>
        Run([.. contestants.SelectMany(c => (Clock[])[TimeOf(c, Quantity.Value, c.Value), TimeOf(c, Quantity.Gradient, c.Gradient)])]);

    /// <summary>What to say about the machine.</summary>
    public string Remark => probe is null
        ? ""
        : $"{disturbed} of {measurements} measurements found no processor for each thread before and after within {Patience.TotalSeconds} s: their rounds do not count";

    private Timing[] Run(Clock[] clocks)
    {
        var calls = Array.ConvertAll(clocks, WarmUp);
        AwaitCompiler();
        List<double>[] times = [.. clocks.Select(_ => new List<double>())];
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; round < MostRounds && (round < leastRounds || Stopwatch.GetElapsedTime(start) < budget); round++)
            for (int i = 0; i < clocks.Length; i++)
                times[i].Add(Undisturbed(clocks[i], calls[i]));
        int[] counting = [.. Enumerable.Range(0, times[0].Count).Where(round => times.All(list => !double.IsNaN(list[round])))];
        return [.. times.Select(list => new Timing(counting.Length > 0 ? [.. counting.Select(round => list[round])] : [double.NaN]))];
    }

    /// <summary>The time, or not a number if the machine had no processor for each thread.</summary>
    private double Undisturbed(Clock clock, int calls)
    {
        if (probe is null)
        {
            Settle(clock);
            return clock(calls);
        }

        measurements++;
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < Patience;)
        {
            if (!probe.IsWhole())
                continue;
            Settle(clock);
            double time = clock(calls);
            if (probe.IsWhole())
                return time;
        }

        disturbed++;
        return double.NaN;
    }

    /// <summary>
    /// Who ran before has left other data in the caches, or some of the same, and the threads asleep: neither is so in a loop, which takes a few
    /// calls to get there.
    /// </summary>
    private static void Settle(Clock clock)
    {
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < SettlingTime;)
            clock(1);
    }

    private Clock TimeOf(Contestant contestant, Quantity quantity, Action action) =>
        contestant.Elsewhere is { } elsewhere ? calls => elsewhere(quantity, calls) : calls => Milliseconds(action, calls);

    /// <summary>Runs until the code is compiled with optimization, and says how many calls fill a measurement.</summary>
    private int WarmUp(Clock clock)
    {
        double one = double.PositiveInfinity;
        for (int pass = 0; pass < (one < Short ? PassesOfShort : 1); pass++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int call = 0; call < 2 || (call < 100 && Stopwatch.GetElapsedTime(start) < budget / 20); call++)
                clock(1);

            // Methods called thirty times are compiled again in the background, a tenth of a second later, perhaps twice.
            Thread.Sleep(120);
            one = Math.Min(one, clock(1));
        }

        return Math.Clamp((int)(leastMilliseconds / one), 1, 100_000);
    }

    /// <summary>The runtime compiles in the background, on a processor that the contestants need.</summary>
    private static void AwaitCompiler()
    {
        long before;
        do
        {
            before = JitInfo.GetCompiledMethodCount();
            Thread.Sleep(300);
        }
        while (JitInfo.GetCompiledMethodCount() != before);
    }

    private double Milliseconds(Action action, int calls)
    {
        double start = Now();
        for (int i = 0; i < calls; i++)
            action();
        return (Now() - start) / calls;
    }

    private double Now()
    {
        if (threads == 1 && OperatingSystem.IsLinux() && ReadClock(ThreadTime, out var time) == 0)
            return time.Seconds * 1e3 + time.Nanoseconds * 1e-6;
        return Stopwatch.GetTimestamp() * 1e3 / Stopwatch.Frequency;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ReadClock(int clock, out ClockTime time);

    /// <summary>The milliseconds of a call when there are so many in a row.</summary>
    private delegate double Clock(int calls);

    private struct ClockTime
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
