namespace Covector.Runtime;

/// <summary>When threads pay.</summary>
internal static class ParallelCost
{
    /// <summary>A part of this many nanoseconds is worth handing to another thread, also to one that has to wake up.</summary>
    public const double Part = 20_000;
}
