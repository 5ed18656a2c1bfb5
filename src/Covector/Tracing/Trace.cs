namespace Covector.Tracing;

/// <summary>
/// An interpreter of primitives. While one is current on a thread, every operation goes to it; it takes its own tracers apart, gives the
/// primitive its meaning and runs what remains in its parent. No trace (null) means: compute now.
/// </summary>
internal abstract class Trace(Trace? parent, TraceOrigin origin)
{
    [ThreadStatic]
    private static Trace? current;

    /// <summary>The trace that operations of this thread go to; null to compute at once.</summary>
    public static Trace? Current => current;

    public Trace? Parent { get; } = parent;

    /// <summary>The transformation and the function, for messages.</summary>
    public TraceOrigin Origin { get; } = origin;

    /// <summary>False once the transformed function has returned.</summary>
    public bool IsAlive { get; private set; } = true;

    public int ThreadId { get; } = Environment.CurrentManagedThreadId;

    /// <summary>Makes a trace current until the scope is disposed.</summary>
    public static Scope Enter(Trace? trace) => new(trace);

    /// <summary>Runs a primitive with one output in the current trace.</summary>
    public static Tensor Bind(SingleOutputPrimitive primitive, params ReadOnlySpan<Tensor> inputs)
    {
        var trace = current;
        if (trace is not null)
            return trace.Process(primitive, inputs);
        CheckConcrete(primitive, inputs);
        return primitive.Eval(inputs);
    }

    /// <summary>Runs a primitive with several outputs in the current trace.</summary>
    public static Tensor[] Bind(MultiOutputPrimitive primitive, params ReadOnlySpan<Tensor> inputs)
    {
        var trace = current;
        if (trace is not null)
            return trace.Process(primitive, inputs);
        CheckConcrete(primitive, inputs);
        return primitive.Eval(inputs);
    }

    /// <summary>The meaning of a primitive in this trace.</summary>
    public abstract Tensor Process(SingleOutputPrimitive primitive, ReadOnlySpan<Tensor> inputs);

    /// <inheritdoc cref="Process(SingleOutputPrimitive, ReadOnlySpan{Tensor})"/>
    public abstract Tensor[] Process(MultiOutputPrimitive primitive, ReadOnlySpan<Tensor> inputs);

    /// <summary>Ends the trace: its tracers may not be used any more.</summary>
    public void End() => IsAlive = false;

    /// <summary>Throws unless a tracer of another trace may be used here: its trace runs, on this thread.</summary>
    public static void CheckUsable(Tensor tensor, string use)
    {
        if (tensor.Tracer is { } tracer)
            CheckUsable(tracer, tensor, use);
    }

    private static void CheckUsable(Tracer tracer, Tensor tensor, string use)
    {
        if (!tracer.Trace.IsAlive)
            throw Error.EscapedAfterEnd(tracer, tensor, use);
        if (tracer.Trace.ThreadId != Environment.CurrentManagedThreadId)
            throw Error.EscapedToThread(tracer, tensor, use);
    }

    private static void CheckConcrete(Primitive primitive, ReadOnlySpan<Tensor> inputs)
    {
        foreach (var x in inputs)
            if (x.Tracer is { } tracer)
            {
                CheckUsable(tracer, x, primitive.Name);
                throw Error.EscapedFromScope(tracer, x, primitive.Name);
            }
    }

    /// <summary>Restores the trace that was current before.</summary>
    public readonly ref struct Scope
    {
        // The address of a thread's static is looked up once: it takes a call.
        private readonly ref Trace? current;
        private readonly Trace? previous;

        public Scope(Trace? trace)
        {
            current = ref Trace.current;
            previous = current;
            current = trace;
        }

        /// <summary>Makes another trace current for the rest of the scope.</summary>
        public void Switch(Trace? trace) => current = trace;

        public void Dispose() => current = previous;
    }
}
