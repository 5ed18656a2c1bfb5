namespace Covector;

/// <summary>How a function is compiled.</summary>
public sealed record JitOptions
{
    /// <summary>
    /// How often the function may be traced, null for no limit. A limit guards a hot path against arguments that change their shapes, element
    /// types or static parts from call to call.
    /// </summary>
    public int? MaxTraces { get; init; }
}
