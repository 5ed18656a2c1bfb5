namespace Covector.Primitives;

/// <summary>
/// A loop that runs as long as a condition holds: carry ← body(constants, carry) while condition(constants, carry).
/// Operands: constants, initial carry. Outputs: final carry, and the number of steps (Int64).
/// </summary>
/// <remarks>
/// How often it runs is not known to a graph, so a linearized loop hands on no residuals of its steps. Once the number of steps is known,
/// the same loop is a <see cref="Scan"/> of that length, whose derivatives are known. Where that is only at run time, the tangents are a
/// <see cref="CountedCall"/>, which takes the number of steps as an operand and runs the scan of that length.
/// </remarks>
/// <param name="Condition">Inputs: constants, carry. Output: a Bool scalar.</param>
/// <param name="Body">Inputs: constants, carry. Outputs: carry.</param>
/// <param name="ConstantCount">The number of constants.</param>
/// <param name="Compiler">Compiles condition and body.</param>
internal sealed record While(Graph Condition, Graph Body, int ConstantCount, GraphCompiler Compiler) : MultiOutputPrimitive
{
    public override string Name => "while";

    public override string Parameters => $"constants={ConstantCount}, carry={CarryCount}";

    public override IReadOnlyList<(string Label, Graph Graph)> Bodies => [("condition", Condition), ("body", Body)];

    /// <summary>The number of values carried from step to step.</summary>
    public int CarryCount => Body.Outputs.Length;

    public override TensorType[] Infer(ReadOnlySpan<TensorType> inputs)
    {
        if (Condition.Outputs is not [{ Type: { DType: DType.Bool, Shape.Rank: 0 } }])
            throw Error.Shapes(Name, "the condition makes no truth value.");
        for (int i = 0; i < inputs.Length; i++)
            if (inputs[i] != Body.Inputs[i].Type || inputs[i] != Condition.Inputs[i].Type)
                throw Error.Shapes(Name, $"operand {i} is {inputs[i]}; expected {Body.Inputs[i].Type}.");
        for (int i = 0; i < CarryCount; i++)
            if (Body.Outputs[i].Type != inputs[ConstantCount + i])
                throw Error.Shapes(Name, $"the body makes {Body.Outputs[i].Type} of the carry {i}, which is {inputs[ConstantCount + i]}.");
        return [.. Array.ConvertAll(Body.Outputs, v => v.Type), new TensorType(DType.Int64, default)];
    }

    public override Tensor[] Eval(ReadOnlySpan<Tensor> inputs)
    {
        var condition = Condition.Derived.Get(nameof(IExecutable), () => Compiler(Condition));
        var body = Body.Derived.Get(nameof(IExecutable), () => Compiler(Body));
        var memory = new LoopMemory(inputs);
        var operands = inputs.ToArray();
        long steps = 0;
        for (; (bool)condition.Run(operands)[0]; steps++)
        {
            var results = body.Run(operands);
            memory.Release(operands.AsSpan(ConstantCount), results, CarryCount);
            results.CopyTo(operands, ConstantCount);
        }

        return [.. operands.AsSpan(ConstantCount), Tensor.Scalar(steps, LiteralKind.None)];
    }

    public override (Tensor[] Outputs, Tensor?[] Tangents) Linearize(Tensor[] primals, Tensor?[] tangents, Trace? primal, Trace? rule)
    {
        var mask = BitMask.OfPresent<Tensor?>(tangents);
        Tensor[] outputs;
        if (ReferenceEquals(primal, rule))
        {
            var (loop, forward) = Body.Derived.Get(("while jvp", Condition, ConstantCount, mask), () => WhileGraphs.Forward(this, mask));
            using (Trace.Enter(primal))
            {
                var active = ForwardLoop.Active(primals, tangents, forward.Inputs);
                var joint = Trace.Bind(loop, Marks.Interleave<Tensor>(primals, active, forward.Inputs, ConstantCount, primals.Length));
                (outputs, var carryTangents) = Marks.Separate<Tensor>(joint.AsSpan(0, joint.Length - 1), forward.Outputs, CarryCount);
                return ([.. outputs, joint[^1]], [.. carryTangents, null]);
            }
        }

        using (Trace.Enter(primal))
            outputs = Trace.Bind(this, primals);
        var steps = outputs[^1];
        if (steps.KnownValue() is { } known)
        {
            var (values, carryTangents) = ToScan((long)known).Linearize(primals, tangents, primal, rule);
            return ([.. values, steps], [.. carryTangents, null]);
        }

        var family = GraphFamily.Of(this, new BitMask(new bool[CarryCount]));
        var call = new CountedCall(family, Compiler).Tangents([null, .. tangents], out bool[] hasTangent);
        var result = new Tensor?[outputs.Length];
        using (Trace.Enter(rule))
        {
            var computed = hasTangent.Contains(true) ? Trace.Bind(call, [steps, steps, .. primals, .. tangents.OfType<Tensor>()]) : [];
            int next = 0;
            for (int i = 0; i < hasTangent.Length; i++)
                if (hasTangent[i])
                    result[i] = computed[next++];
        }

        return (outputs, result);
    }

    public override (Tensor[] Values, int?[] Axes) Batch(ReadOnlySpan<Tensor> x, ReadOnlySpan<int?> axes, int size)
    {
        var mask = BitMask.OfPresent(axes);
        var batch = Body.Derived.Get(("while batch", Condition, ConstantCount, mask, size), () => WhileGraphs.Batch(this, mask, size));
        var values = new Tensor[x.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = batch.Inputs[i] ? Batching.ToFront(x[i], axes[i], size) : x[i];
        return batch.Bind(values, size);
    }

    public override void Transpose(ReadOnlySpan<Operand> operands, ReadOnlySpan<Tensor?> cotangents, Span<Tensor?> contributions)
    {
        var linear = new bool[operands.Length];
        for (int i = 0; i < linear.Length; i++)
            linear[i] = operands[i].IsLinear;
        var (counting, isLinear) = WhileGraphs.Counting(this, linear);
        List<Tensor> known = [];
        for (int i = 0; i < operands.Length; i++)
            if (!isLinear[i])
                known.Add(operands[i].Value!);
        var steps = Trace.Bind(counting, CollectionsMarshal.AsSpan(known))[^1];
        var carryCotangents = cotangents[..CarryCount];
        if (steps.KnownValue() is { } count)
        {
            ToScan((long)count).Transpose(operands, carryCotangents, contributions);
            return;
        }

        Operand[] all = [new(steps.Type, steps), new(steps.Type, steps), .. operands];
        var further = new Tensor?[all.Length];
        new CountedCall(GraphFamily.Of(this, new BitMask(isLinear[ConstantCount..])), Compiler).Transpose(all, carryCotangents, further);
        further.AsSpan(2).CopyTo(contributions);
    }

    public override PrunedPrimitive? Prune(ReadOnlySpan<bool> needed)
    {
        var mask = new BitMask([.. needed[..CarryCount]]);
        var pruned = Body.Derived.Get(("while prune", Condition, ConstantCount, mask), () =>
        {
            var (condition, read) = DeadCode.Restrict(Condition, [true]);
            var loop = PrunedLoop.Of(Body, ConstantCount, CarryCount, mask, read);
            var rest = this with
            {
                Condition = condition.With(Marks.Select<Variable>(condition.Inputs, loop.Inputs), condition.Outputs),
                Body = loop.Body,
                ConstantCount = Marks.Count(loop.Inputs.AsSpan(0, ConstantCount)),
            };
            return new PrunedPrimitive(rest, loop.Inputs, [.. loop.Outputs, true]);
        });
        return pruned.SavesAnything ? pruned : null;
    }

    /// <summary>The same loop for a number of steps that is known.</summary>
    public Scan ToScan(long steps) => steps <= int.MaxValue
        ? new Scan(Body, ConstantCount, CarryCount, (int)steps, false, 1, Compiler)
        : throw new NotDifferentiableException(
            $"While: the loop has run {steps} times; the derivative keeps every step and allows at most {int.MaxValue}.");
}
