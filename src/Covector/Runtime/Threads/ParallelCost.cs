namespace Covector.Runtime;

/// <summary>When threads pay.</summary>
internal static class ParallelCost
{
    /// <summary>A part of this many nanoseconds is worth handing to another thread that may have to wake up.</summary>
    private const double Part = 20_000;

    /// <summary>The same for a thread that is looking for work.</summary>
    public const double PartAwake = 4_000;

    /// <summary>Several parts for each thread, because threads differ in speed, if each takes this many nanoseconds.</summary>
    private const double SmallPart = 10_000;

    /// <summary>More parts for each thread do not make the work more even.</summary>
    private const int PartsPerThread = 16;

    /// <summary>The most parts that the same work may be cut into.</summary>
    public static int MostParts(double cost, nint most)
    {
        int threads = Workers.Limit;
        int parts = (int)Math.Min(Math.Min(Math.Max(cost / SmallPart, Math.Min(cost / PartAwake, threads)), PartsPerThread * threads), most);
        // As many for each thread.
        return Math.Max(1, parts > threads ? parts / threads * threads : parts);
    }

    /// <summary>
    /// Into how many parts work is cut that takes one thread about <paramref name="cost"/> nanoseconds and can be cut into up to
    /// <paramref name="most"/>: it may be another number at the next call, so nothing but time may depend on it.
    /// </summary>
    public static int Parts(double cost, nint most)
    {
        if (cost < 2 * PartAwake || most < 2 || !Workers.CanHelp)
            return 1;
        double part = Workers.AreAwake ? PartAwake : Part;
        return cost < 2 * part ? 1 : MostParts(cost, most);
    }
}
