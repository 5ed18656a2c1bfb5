namespace Covector.Tracing;

/// <summary>The trace of derivative rules: an operation that touches a tangent is recorded, every other one is computed.</summary>
/// <param name="primals">Where primal values are computed.</param>
/// <param name="tangents">What records the operations on tangents.</param>
internal sealed class RuleTrace(Trace? primals, Trace tangents) : Trace(primals, new TraceOrigin("a derivative rule", null))
{
    public override Tensor Process(SingleOutputPrimitive primitive, ReadOnlySpan<Tensor> inputs)
    {
        if (TouchesTangent(inputs))
            return tangents.Process(primitive, inputs);
        using (Enter(Parent))
            return Bind(primitive, inputs);
    }

    public override Tensor[] Process(MultiOutputPrimitive primitive, ReadOnlySpan<Tensor> inputs)
    {
        if (TouchesTangent(inputs))
            return tangents.Process(primitive, inputs);
        using (Enter(Parent))
            return Bind(primitive, inputs);
    }

    private bool TouchesTangent(ReadOnlySpan<Tensor> inputs)
    {
        foreach (var x in inputs)
            if (x.Tracer is { } tracer && ReferenceEquals(tracer.Trace, tangents))
                return true;
        return false;
    }
}
