namespace Covector;

/// <summary>How a function is compiled.</summary>
public sealed record JitOptions
{
    /// <summary>Compiles a function before its first call returns.</summary>
    public static JitOptions Eager { get; } = new() { CompilesAtOnce = true };

    /// <summary>
    /// Whether a function is compiled before it first runs. Otherwise its first calls are interpreted, and what proves hot is compiled in the
    /// background: less waiting at first.
    /// </summary>
    public bool CompilesAtOnce { get; init; }

    /// <summary>
    /// How often the function may be traced, null for no limit. A limit guards a hot path against arguments that change their shapes, element
    /// types or static parts from call to call.
    /// </summary>
    public int? MaxTraces { get; init; }
}
