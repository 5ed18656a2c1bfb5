using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Covector.Benchmarks.Workloads;

/// <summary>Times of one action in milliseconds, round by round.</summary>
internal sealed record Timing(double[] Rounds)
{
    public double Median { get; } = MedianOf(Rounds);

    public double Minimum { get; } = Rounds.Min();

    /// <summary>The median of the ratios of rounds that ran next to each other, which drift of the machine does not touch.</summary>
    public double To(Timing other) => MedianOf([.. Rounds.Zip(other.Rounds, (mine, theirs) => mine / theirs)]);

    private static double MedianOf(double[] values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>
/// Runs actions in turn, round after round, so that they meet the same machine. On one thread the clock counts the processor time of the
/// thread, which leaves out what other processes take; on more it is the wall clock.
/// </summary>
internal sealed partial class Race(bool isOneThread, TimeSpan budget, int leastRounds)
{
    private const int MostRounds = 60, ThreadClock = 3;
    private const double LeastMilliseconds = 1;

    public Timing[] Run(Action[] actions)
    {
        var calls = Array.ConvertAll(actions, WarmUp);
        List<double>[] times = [.. actions.Select(_ => new List<double>())];
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; round < MostRounds && (round < leastRounds || Stopwatch.GetElapsedTime(start) < budget); round++)
            for (int i = 0; i < actions.Length; i++)
                times[i].Add(Milliseconds(actions[i], calls[i]));
        return [.. times.Select(list => new Timing([.. list]))];
    }

    /// <summary>Runs until the code is compiled with optimization, and says how many calls fill a measurement.</summary>
    private int WarmUp(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        for (int call = 0; call < 2 || (call < 100 && Stopwatch.GetElapsedTime(start) < budget / 20); call++)
            action();

        // Methods called thirty times are compiled again in the background, a tenth of a second later.
        Thread.Sleep(120);
        double one = Milliseconds(action, 1);
        return Math.Clamp((int)(LeastMilliseconds / one), 1, 100_000);
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
        if (isOneThread && OperatingSystem.IsLinux() && ReadClock(ThreadClock, out var time) == 0)
            return time.Seconds * 1e3 + time.Nanoseconds * 1e-6;
        return Stopwatch.GetTimestamp() * 1e3 / Stopwatch.Frequency;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ReadClock(int clock, out ClockTime time);

    private struct ClockTime
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
