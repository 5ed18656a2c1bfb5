using Covector.Benchmarks.Workloads;

namespace Covector.Benchmarks;

/// <summary>
/// Times several short actions in turn, round after round in one process, so that what disturbs one disturbs the others too. A round is long
/// enough to hold the collections that an action causes.
/// </summary>
internal static class ShortRace
{
    private const double RoundMilliseconds = 20;
    private const double WarmUpMilliseconds = 2;
    private const int WarmUpPauses = 40;

    /// <summary>The times of a call of each action.</summary>
    public static Timing[] Run(int rounds, params ReadOnlySpan<Action> actions)
    {
        int[] calls = new int[actions.Length];
        double[][] times = new double[actions.Length][];
        for (int i = 0; i < actions.Length; i++)
        {
            calls[i] = (int)Math.Clamp(RoundMilliseconds / WarmUp(actions[i]), 1, 1_000_000);
            times[i] = new double[rounds];
        }

        for (int round = 0; round < rounds; round++)
            for (int i = 0; i < actions.Length; i++)
                times[i][round] = Milliseconds(actions[i], calls[i]);
        return Array.ConvertAll(times, t => new Timing(t));
    }

    /// <summary>
    /// Calls until they have not become faster for a while; the best time of a call. The runtime looks for hot code every 100 ms and
    /// compiles it for good on a thread of its own, as the library does with hot graphs, for which a busy machine may take long:
    /// therefore the pauses.
    /// </summary>
    private static double WarmUp(Action action)
    {
        int calls = 1;
        double best = double.PositiveInfinity;
        for (int pauses = 0; pauses < WarmUpPauses; pauses++)
        {
            double time = Milliseconds(action, calls);
            calls = (int)Math.Clamp(WarmUpMilliseconds / time, 1, 100_000);
            if (time < 0.9 * best)
                pauses = 0;
            best = Math.Min(best, time);
            Thread.Sleep(20);
        }

        return best;
    }

    private static double Milliseconds(Action action, int calls)
    {
        double start = ThreadClock.Milliseconds;
        for (int i = 0; i < calls; i++)
            action();
        return (ThreadClock.Milliseconds - start) / calls;
    }
}
