namespace Covector.Tracing;

/// <summary>
/// Runs each primitive on primal values in the parent, and its derivative rule on tangents in the tangent trace. The same trace for both is
/// forward mode; a staging trace for the tangents records the linear map, which can be applied many times or transposed.
/// </summary>
internal sealed class LinearizeTrace : Trace
{
    private readonly Trace? ruleTrace;

    /// <param name="parent">Where primal values are computed.</param>
    /// <param name="tangents">Where tangents are computed: the parent itself, or a trace that stages them.</param>
    /// <param name="origin">The transformation and the function, for messages.</param>
    public LinearizeTrace(Trace? parent, Trace? tangents, TraceOrigin origin) : base(parent, origin)
    {
        ruleTrace = ReferenceEquals(tangents, parent) ? parent : new RuleTrace(parent, tangents!);
    }

    /// <summary>A tensor with a tangent; a null tangent is the symbolic zero.</summary>
    /// <param name="primal">Its value.</param>
    /// <param name="tangent">Its tangent.</param>
    /// <param name="source">What made it; null for an argument.</param>
    public Tensor Wrap(Tensor primal, Tensor? tangent, Primitive? source) =>
        tangent is null ? primal : new Tensor(new LinearizeTracer(this, primal, tangent, source), primal.DType, primal.Shape);

    /// <summary>The parts of a tensor; one from outside has no tangent.</summary>
    public (Tensor Primal, Tensor? Tangent) Split(Tensor tensor) =>
        tensor.Tracer is LinearizeTracer tracer && ReferenceEquals(tracer.Trace, this) ? (tracer.Primal, tracer.Tangent) : (tensor, null);

    public override Tensor Process(SingleOutputPrimitive primitive, ReadOnlySpan<Tensor> inputs)
    {
        var (primals, tangents) = Split(inputs);
        if (tangents is null)
        {
            using (Enter(Parent))
                return Bind(primitive, inputs);
        }

        Tensor y;
        using (Enter(Parent))
            y = Bind(primitive, primals);
        if (!y.DType.IsFloating)
            return y;
        using (Enter(ruleTrace))
            return Wrap(y, primitive.Jvp(primals, y, tangents), primitive);
    }

    public override Tensor[] Process(MultiOutputPrimitive primitive, ReadOnlySpan<Tensor> inputs)
    {
        var (primals, tangents) = Split(inputs);
        if (tangents is null)
        {
            using (Enter(Parent))
                return Bind(primitive, inputs);
        }

        var (outputs, outputTangents) = primitive.Linearize(primals, tangents, Parent, ruleTrace);
        var result = new Tensor[outputs.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = Wrap(outputs[i], outputTangents[i], primitive);
        return result;
    }

    private (Tensor[] Primals, Tensor?[]? Tangents) Split(ReadOnlySpan<Tensor> inputs)
    {
        Tensor?[]? tangents = null;
        var primals = new Tensor[inputs.Length];
        for (int i = 0; i < primals.Length; i++)
        {
            (primals[i], var tangent) = Split(inputs[i]);
            if (tangent is not null)
                (tangents ??= new Tensor?[inputs.Length])[i] = tangent;
        }

        return (primals, tangents);
    }

    /// <summary>The trace of derivative rules: an operation that touches a tangent is staged, every other one is computed.</summary>
    private sealed class RuleTrace(Trace? primals, Trace tangents) : Trace(primals, new TraceOrigin("a derivative rule", null))
    {
        public override Tensor Process(SingleOutputPrimitive primitive, ReadOnlySpan<Tensor> inputs)
        {
            var trace = TouchesTangent(inputs) ? tangents : Parent;
            using (Enter(trace))
                return Bind(primitive, inputs);
        }

        public override Tensor[] Process(MultiOutputPrimitive primitive, ReadOnlySpan<Tensor> inputs)
        {
            var trace = TouchesTangent(inputs) ? tangents : Parent;
            using (Enter(trace))
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
}

/// <summary>A tensor that carries a tangent.</summary>
internal sealed class LinearizeTracer(LinearizeTrace trace, Tensor primal, Tensor tangent, Primitive? source) : Tracer(trace)
{
    public Tensor Primal { get; } = primal;

    public Tensor Tangent { get; } = tangent;

    public override string Origin => source is null ? "an argument" : $"a result of '{source.Name}'";

    public override Tensor? Known => Primal;

    public override Tensor Concrete(string purpose) => Primal;
}
