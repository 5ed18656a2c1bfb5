namespace Covector.Tracing;

/// <summary>Pushes a batch axis through every primitive.</summary>
internal sealed class BatchTrace(Trace? parent, int size, TraceOrigin origin) : Trace(parent, origin)
{
    /// <summary>A tensor that is one of <c>size</c> along the axis of the value.</summary>
    /// <param name="value">All of them.</param>
    /// <param name="axis">The axis of the batch.</param>
    /// <param name="source">What made it; null for an argument.</param>
    /// <param name="name">The name of an argument, if known.</param>
    public Tensor Wrap(Tensor value, int axis, Primitive? source, string? name = null) =>
        new(new BatchTracer(this, value, axis, source, name), value.DType, value.Shape.RemoveAt(axis));

    /// <summary>The whole value and its batch axis, null for a tensor that is the same for all.</summary>
    public (Tensor Value, int? Axis) Split(Tensor tensor) =>
        tensor.Tracer is BatchTracer tracer && ReferenceEquals(tracer.Trace, this) ? (tracer.Value, tracer.Axis) : (tensor, null);

    public override Tensor Process(SingleOutputPrimitive primitive, ReadOnlySpan<Tensor> inputs)
    {
        var (values, axes) = Split(inputs);
        using (Enter(Parent))
        {
            if (axes is null)
                return Bind(primitive, inputs);
            var (value, axis) = primitive.Batch(values, axes, size);
            return Wrap(value, axis, primitive);
        }
    }

    public override Tensor[] Process(MultiOutputPrimitive primitive, ReadOnlySpan<Tensor> inputs)
    {
        var (values, axes) = Split(inputs);
        using (Enter(Parent))
        {
            if (axes is null)
                return Bind(primitive, inputs);
            var (outputs, outputAxes) = primitive.Batch(values, axes, size);
            for (int i = 0; i < outputs.Length; i++)
                if (outputAxes[i] is { } axis)
                    outputs[i] = Wrap(outputs[i], axis, primitive);
            return outputs;
        }
    }

    private (Tensor[] Values, int?[]? Axes) Split(ReadOnlySpan<Tensor> inputs)
    {
        int?[]? axes = null;
        var values = new Tensor[inputs.Length];
        for (int i = 0; i < values.Length; i++)
        {
            (values[i], int? axis) = Split(inputs[i]);
            if (axis is not null)
                (axes ??= new int?[inputs.Length])[i] = axis;
        }

        return (values, axes);
    }
}

/// <summary>A tensor that stands for one element of a batch.</summary>
internal sealed class BatchTracer(BatchTrace trace, Tensor value, int axis, Primitive? source, string? name) : Tracer(trace)
{
    public Tensor Value { get; } = value;

    public int Axis { get; } = axis;

    public override string Origin => source is not null ? $"a result of '{source.Name}'" : name is null ? "an argument" : $"argument '{name}'";

    public override Tensor Concrete(string purpose) => throw Error.NoValueWhileBatching(this, purpose);
}
