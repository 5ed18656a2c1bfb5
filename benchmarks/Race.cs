namespace Covector.Benchmarks;

/// <summary>
/// Times several actions in turn, round after round in one process, so that what disturbs one disturbs the others too: ratios mean more
/// than times.
/// </summary>
internal static class Race
{
    private const double RoundNanoseconds = 2e6;
    private const double WarmUpNanoseconds = 4e8;

    /// <summary>The median time of a call of each action, in nanoseconds.</summary>
    public static double[] Run(int rounds, params ReadOnlySpan<Action> actions)
    {
        int[] calls = new int[actions.Length];
        for (int i = 0; i < actions.Length; i++)
            calls[i] = (int)Math.Clamp(RoundNanoseconds / WarmUp(actions[i]), 1, 1_000_000);
        double[][] times = new double[actions.Length][];
        for (int i = 0; i < actions.Length; i++)
            times[i] = new double[rounds];
        for (int round = 0; round < rounds; round++)
            for (int i = 0; i < actions.Length; i++)
                times[i][round] = Time(actions[i], calls[i]);
        return Array.ConvertAll(times, Median);
    }

    public static double Time(Action action, int calls)
    {
        double start = ThreadClock.Nanoseconds;
        for (int i = 0; i < calls; i++)
            action();
        return (ThreadClock.Nanoseconds - start) / calls;
    }

    /// <summary>Calls until the runtime has compiled the code for good; the time of a late call.</summary>
    private static double WarmUp(Action action)
    {
        double start = ThreadClock.Nanoseconds;
        int calls = 1;
        double last = Time(action, 1);
        for (; ThreadClock.Nanoseconds - start < WarmUpNanoseconds; calls *= 2)
        {
            last = Time(action, calls);
            // The runtime looks for hot code every 100 ms of quiet and compiles it on a thread of its own.
            Thread.Sleep(20);
        }

        return last;
    }

    private static double Median(double[] times)
    {
        Array.Sort(times);
        return times[times.Length / 2];
    }
}
