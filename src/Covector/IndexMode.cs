namespace Covector;

/// <summary>What an index outside of its axis means.</summary>
public enum IndexMode
{
    /// <summary>An error, at once or when the compiled function runs. Negative indices count from the end.</summary>
    Throw,

    /// <summary>The nearest valid index: below 0 the first, beyond the end the last.</summary>
    Clamp,
}
