namespace Covector.Benchmarks;

/// <summary>
/// Times several actions in turn, round after round in one process, so that what disturbs one disturbs the others too: ratios mean more
/// than times.
/// </summary>
internal static class Race
{
    private const double RoundNanoseconds = 2e6;
    private const int WarmUpPauses = 40;

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

    /// <summary>
    /// Calls until they have not become faster for a while; the best time of a call. The runtime looks for hot code every 100 ms and
    /// compiles it for good on a thread of its own, for which a busy machine may take long: therefore the pauses.
    /// </summary>
    private static double WarmUp(Action action)
    {
        int calls = 1;
        double best = double.PositiveInfinity;
        for (int pauses = 0; pauses < WarmUpPauses; pauses++)
        {
            double time = Time(action, calls);
            calls = (int)Math.Clamp(RoundNanoseconds / time, 1, 1_000_000);
            if (time < 0.9 * best)
                pauses = 0;
            best = Math.Min(best, time);
            Thread.Sleep(20);
        }

        return best;
    }

    private static double Median(double[] times)
    {
        Array.Sort(times);
        return times[times.Length / 2];
    }
}
