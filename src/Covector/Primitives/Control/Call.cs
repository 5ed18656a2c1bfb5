namespace Covector.Primitives;

/// <summary>
/// Runs a graph without captures as one step: a compiled function within another computation. Its rules transform the graph: each derived
/// graph is made once and kept with the graph it comes from.
/// </summary>
internal sealed record Call(Graph Graph, GraphCompiler Compiler) : MultiOutputPrimitive
{
    public override string Name => "call";

    public override string Parameters => $"{Graph.Count} equations";

    public override IReadOnlyList<(string Label, Graph Graph)> Bodies => [("graph", Graph)];

    public override TensorType[] Infer(ReadOnlySpan<TensorType> inputs)
    {
        for (int i = 0; i < inputs.Length; i++)
            if (inputs[i] != Graph.Inputs[i].Type)
                throw Error.Shapes(Name, $"argument {i} is {inputs[i]}; expected {Graph.Inputs[i].Type}.");
        return Array.ConvertAll(Graph.Outputs, v => v.Type);
    }

    /// <summary>The compiled graph.</summary>
    public IExecutable Executable => Graph.Derived.Get(nameof(Executable), () => Compiler(Graph));

    public override Tensor[] Eval(ReadOnlySpan<Tensor> inputs) => Executable.Run(inputs);

    public override (Tensor[] Outputs, Tensor?[] Tangents) Linearize(Tensor[] primals, Tensor?[] tangents, Trace? primal, Trace? rule)
    {
        var mask = BitMask.OfPresent<Tensor?>(tangents);
        var active = Array.FindAll(tangents, t => t is not null);
        if (ReferenceEquals(primal, rule))
        {
            var forward = Graph.Derived.Get(("jvp", mask), () => GraphDerivatives.Forward(Graph, mask));
            using (Trace.Enter(primal))
                return forward.Split(Trace.Bind(With(forward.Graph), [.. primals, .. active!]));
        }

        var split = Graph.Derived.Get(("linearize", mask), () => GraphDerivatives.Linearize(Graph, mask));
        Tensor[] results;
        using (Trace.Enter(primal))
            results = Trace.Bind(With(split.Primal), primals);
        int count = Graph.Outputs.Length;
        var outputs = results[..count];
        var outputTangents = new Tensor?[count];
        Tensor[] computed;
        using (Trace.Enter(rule))
            computed = split.Tangent.Outputs.Length == 0 ? [] : Trace.Bind(With(split.Tangent), [.. active!, .. results[count..]]);
        int next = 0;
        for (int i = 0; i < count; i++)
            if (split.HasTangent[i])
                outputTangents[i] = computed[next++];
        return (outputs, outputTangents);
    }

    public override (Tensor[] Values, int?[] Axes) Batch(ReadOnlySpan<Tensor> x, ReadOnlySpan<int?> axes, int size)
    {
        var front = new Tensor[x.Length];
        var batched = new bool[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            batched[i] = axes[i] is not null;
            front[i] = axes[i] is { } axis ? Batching.MoveAxis(x[i], axis, 0) : x[i];
        }

        var mask = new BitMask(batched);
        var batch = Graph.Derived.Get(("batch", mask, size), () => GraphDerivatives.Batch(Graph, mask, size));
        return (Trace.Bind(With(batch.Graph), front), Array.ConvertAll(batch.IsBatched, b => b ? 0 : (int?)null));
    }

    public override void Transpose(ReadOnlySpan<Operand> operands, ReadOnlySpan<Tensor?> cotangents, Span<Tensor?> contributions)
    {
        var linear = new bool[operands.Length];
        var given = new bool[cotangents.Length];
        var arguments = new List<Tensor>();
        for (int i = 0; i < operands.Length; i++)
        {
            linear[i] = operands[i].IsLinear;
            if (operands[i].Value is { } value)
                arguments.Add(value);
        }

        for (int i = 0; i < cotangents.Length; i++)
        {
            given[i] = cotangents[i] is not null;
            if (cotangents[i] is { } cotangent)
                arguments.Add(cotangent);
        }

        var (linearMask, givenMask) = (new BitMask(linear), new BitMask(given));
        var transposed = Graph.Derived.Get(
            ("transpose", linearMask, givenMask), () => GraphDerivatives.Transpose(Graph, linearMask, givenMask));
        var results = Trace.Bind(With(transposed.Graph), CollectionsMarshal.AsSpan(arguments));
        int next = 0;
        for (int i = 0; i < operands.Length; i++)
            if (transposed.IsPresent[i])
                contributions[i] = results[next++];
    }

    public override PrunedPrimitive? Prune(ReadOnlySpan<bool> needed)
    {
        bool[] outputs = [.. needed];
        var pruned = Graph.Derived.Get(("prune", new BitMask(outputs)), () =>
        {
            var (part, read) = DeadCode.Restrict(Graph, outputs);
            return new PrunedPrimitive(With(part.With(Marks.Select<Variable>(part.Inputs, read), part.Outputs)), read, outputs);
        });
        return pruned.SavesAnything ? pruned : null;
    }

    private Call With(Graph graph) => new(graph, Compiler);
}
