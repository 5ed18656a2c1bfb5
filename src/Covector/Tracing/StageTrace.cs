namespace Covector.Tracing;

/// <summary>Appends every primitive to a graph. Tensors from outside become captures, C# numbers become constants.</summary>
internal sealed class StageTrace(Trace? parent, TraceOrigin origin) : Trace(parent, origin)
{
    private readonly GraphBuilder builder = new();

    /// <summary>A new graph input.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="name">The name that the user knows it by.</param>
    /// <param name="literal">How it meets other tensors: as a number written in C#, if that is what it stands for.</param>
    public Tensor AddInput(TensorType type, string? name = null, LiteralKind literal = LiteralKind.None) =>
        new(new StageTracer(this, builder.AddInput(type, name), null), type.DType, type.Shape, literal);

    public override Tensor Process(SingleOutputPrimitive primitive, ReadOnlySpan<Tensor> inputs)
    {
        var variables = new Variable[inputs.Length];
        for (int i = 0; i < variables.Length; i++)
            variables[i] = ToVariable(inputs[i], primitive.Name);
        return Wrap(builder.Append(primitive, variables), primitive);
    }

    public override Tensor[] Process(MultiOutputPrimitive primitive, ReadOnlySpan<Tensor> inputs)
    {
        var variables = new Variable[inputs.Length];
        for (int i = 0; i < variables.Length; i++)
            variables[i] = ToVariable(inputs[i], primitive.Name);
        var outputs = builder.Append(primitive, variables);
        var result = new Tensor[outputs.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = Wrap(outputs[i], primitive);
        return result;
    }

    /// <summary>The graph that computes the outputs; a tensor from outside becomes a capture.</summary>
    public Graph Finish(ReadOnlySpan<Tensor> outputs)
    {
        var variables = new Variable[outputs.Length];
        for (int i = 0; i < variables.Length; i++)
            variables[i] = ToVariable(outputs[i], "the result");
        End();
        return builder.Build(variables);
    }

    /// <summary>The number of equations so far.</summary>
    public int Count => builder.Count;

    /// <summary>The arguments that a variable is computed from, by name.</summary>
    public IReadOnlyList<string> ArgumentsOf(Variable variable) => builder.InputsOf(variable);

    private Tensor Wrap(Variable variable, Primitive? source) =>
        new(new StageTracer(this, variable, source), variable.Type.DType, variable.Type.Shape);

    private Variable ToVariable(Tensor tensor, string use)
    {
        if (tensor.Tracer is StageTracer tracer && ReferenceEquals(tracer.Trace, this))
            return tracer.Variable;
        CheckUsable(tensor, use);
        return tensor is { IsLiteral: true, IsConcrete: true, Rank: 0 }
            ? builder.Append(new Fill(tensor.DType, default, Fill.ToBits(tensor)), [])
            : builder.Capture(tensor);
    }
}

/// <summary>A tensor that stands for a variable of a graph under construction.</summary>
internal sealed class StageTracer(StageTrace trace, Variable variable, Primitive? source) : Tracer(trace)
{
    public Variable Variable { get; } = variable;

    /// <summary>The names of the arguments that it is computed from; none for an argument itself.</summary>
    public IReadOnlyList<string> Arguments => source is null ? [] : trace.ArgumentsOf(Variable);

    public override string Origin => source is not null ? $"a result of '{source.Name}'"
        : Variable.Name is null ? "an argument" : $"argument '{Variable.Name}'";

    public override Tensor Concrete(string purpose) => throw Error.NoValueWhileStaging(this, purpose);
}
