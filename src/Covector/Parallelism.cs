namespace Covector;

/// <summary>How many threads an operation may use.</summary>
public static class Parallelism
{
    /// <summary>
    /// The most threads that one operation uses, the caller's included; at first the number of processors, which also DOTNET_PROCESSOR_COUNT
    /// limits. Results do not depend on it. Calls on several threads at once do not add up: one of them has the help of other threads at a time.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to less than 1.</exception>
    public static int MaxThreads
    {
        get => Workers.Limit;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            Workers.Limit = value;
        }
    }
}
