namespace Covector.Primitives;

/// <summary>
/// Runs that graph of a family which belongs to a number of steps known only now. Operands: the number; the number again, which under
/// batching differs between the elements while the first becomes the largest; the other inputs of the graphs.
/// </summary>
internal sealed record CountedCall(GraphFamily Family, GraphCompiler Compiler) : MultiOutputPrimitive
{
    public override string Name => "counted_call";

    public override IReadOnlyList<(string Label, Graph Graph)> Bodies => [("for one step", Family.Representative)];

    public override TensorType[] Infer(ReadOnlySpan<TensorType> inputs)
    {
        var graph = Family.Representative;
        if (inputs[0] != new TensorType(DType.Int64, default))
            throw Error.Shapes(Name, $"the number of steps is {inputs[0]}; expected an Int64 scalar.");
        for (int i = 1; i < inputs.Length; i++)
            if (inputs[i] != graph.Inputs[i - 1].Type)
                throw Error.Shapes(Name, $"operand {i} is {inputs[i]}; expected {graph.Inputs[i - 1].Type}.");
        return Array.ConvertAll(graph.Outputs, v => v.Type);
    }

    public override Tensor[] Eval(ReadOnlySpan<Tensor> inputs) =>
        GraphEvaluator.Run(Family.For(checked((int)(long)inputs[0])), inputs[1..]);

    /// <summary>
    /// The tangents of the outputs, from the operands and the tangents of those in the mask; they are linear in these tangents.
    /// </summary>
    /// <param name="tangents">One for each input of the graphs; null is zero.</param>
    /// <param name="hasTangent">The outputs that have tangents.</param>
    public CountedCall Tangents(ReadOnlySpan<Tensor?> tangents, out bool[] hasTangent)
    {
        var mask = BitMask.OfPresent(tangents);
        var derived = Family.Derived.Get(("linearize", mask), () => Family.Linearized(mask));
        hasTangent = derived.Marks;
        return this with { Family = derived.Family };
    }

    public override (Tensor[] Outputs, Tensor?[] Tangents) Linearize(Tensor[] primals, Tensor?[] tangents, Trace? primal, Trace? rule)
    {
        Tensor[] active = [.. tangents.OfType<Tensor>()];
        Tensor[] outputs, computed;
        bool[] hasTangent;
        if (ReferenceEquals(primal, rule))
        {
            var mask = BitMask.OfPresent<Tensor?>(tangents.AsSpan(1));
            var forward = Family.Derived.Get(("jvp", mask), () => Family.Forward(mask));
            using (Trace.Enter(primal))
                outputs = Trace.Bind(this with { Family = forward.Family }, [.. primals, .. active]);
            hasTangent = forward.Marks;
            (outputs, computed) = (outputs[..hasTangent.Length], outputs[hasTangent.Length..]);
        }
        else
        {
            using (Trace.Enter(primal))
                outputs = Trace.Bind(this, primals);
            var call = Tangents(tangents.AsSpan(1), out hasTangent);
            using (Trace.Enter(rule))
                computed = hasTangent.Contains(true) ? Trace.Bind(call, [.. primals, .. active]) : [];
        }

        var outputTangents = new Tensor?[outputs.Length];
        int next = 0;
        for (int i = 0; i < outputs.Length; i++)
            if (hasTangent[i])
                outputTangents[i] = computed[next++];
        return (outputs, outputTangents);
    }

    public override (Tensor[] Values, int?[] Axes) Batch(ReadOnlySpan<Tensor> x, ReadOnlySpan<int?> axes, int size)
    {
        var mask = BitMask.OfPresent(axes[1..]);
        var batch = Family.Derived.Get(("batch", mask, size), () => Family.Batched(mask, size));
        var values = new Tensor[x.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = axes[i] is { } axis ? Batching.MoveAxis(x[i], axis, 0) : x[i];
        if (axes[0] is not null)
            values[0] = size == 0 ? Fill.Of(default, DType.Int64, 0) : ReduceMax.Of(values[0], [0]);
        return (Trace.Bind(this with { Family = batch.Family }, values), Array.ConvertAll(batch.Marks, b => b ? 0 : (int?)null));
    }

    public override void Transpose(ReadOnlySpan<Operand> operands, ReadOnlySpan<Tensor?> cotangents, Span<Tensor?> contributions)
    {
        var linear = new bool[operands.Length - 1];
        var arguments = new List<Tensor>();
        for (int i = 0; i < operands.Length; i++)
        {
            if (operands[i].Value is { } value)
                arguments.Add(value);
            else if (i < 2)
                throw Error.NotLinear(this);
            else
                linear[i - 1] = true;
        }

        foreach (var cotangent in cotangents)
            if (cotangent is not null)
                arguments.Add(cotangent);
        var (linearMask, given) = (new BitMask(linear), BitMask.OfPresent(cotangents));
        var transposed = Family.Derived.Get(("transpose", linearMask, given), () => Family.Transposed(linearMask, given));
        var results = Trace.Bind(this with { Family = transposed.Family }, CollectionsMarshal.AsSpan(arguments));
        int next = 0;
        for (int i = 0; i < linear.Length; i++)
            if (transposed.Marks[i])
                contributions[i + 1] = results[next++];
    }

    public override PrunedPrimitive? Prune(ReadOnlySpan<bool> needed)
    {
        if (!needed.Contains(false))
            return null;
        bool[] outputs = [.. needed], operands = new bool[Family.Representative.Inputs.Length + 1];
        Array.Fill(operands, true);
        var family = Family.Derived.Get(("prune", new BitMask(outputs)), () => Family.Restricted(outputs));
        return new PrunedPrimitive(this with { Family = family }, operands, outputs);
    }
}
