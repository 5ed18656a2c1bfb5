namespace Covector.Tracing;

/// <summary>What a trace knows of a tensor: it belongs to that trace by identity, which is what keeps nested derivatives apart.</summary>
internal abstract class Tracer(Trace trace)
{
    public Trace Trace { get; } = trace;

    /// <summary>How this value came to be, for messages: an argument's path or an operation's name.</summary>
    public abstract string Origin { get; }

    /// <summary>The tensor one level down that carries the same value; null where only the type is known.</summary>
    public virtual Tensor? Known => null;

    /// <summary>
    /// The tensor one level down that carries the same value; throws where there is none because only the type is known.
    /// </summary>
    /// <param name="purpose">What the value is wanted for, for the message.</param>
    public abstract Tensor Concrete(string purpose);
}
