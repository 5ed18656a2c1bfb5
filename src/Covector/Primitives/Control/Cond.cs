namespace Covector.Primitives;

/// <summary>
/// Runs one of several graphs. The first operand chooses: a Bool scalar between the branches 0 (false) and 1 (true), or an Int64 scalar,
/// which is clamped to the branches there are. The other operands are the inputs of every branch.
/// </summary>
internal sealed record Cond(Branches Branches, GraphCompiler Compiler) : MultiOutputPrimitive
{
    public override string Name => "cond";

    public override string Parameters => $"{Branches.Count} branches";

    public override IReadOnlyList<(string Label, Graph Graph)> Bodies
    {
        get
        {
            var result = new (string, Graph)[Branches.Count];
            for (int i = 0; i < result.Length; i++)
                result[i] = ($"branch {i}", Branches[i]);
            return result;
        }
    }

    public override TensorType[] Infer(ReadOnlySpan<TensorType> inputs)
    {
        bool chooses = inputs[0].DType == DType.Int64 || inputs[0].DType == DType.Bool && Branches.Count == 2;
        if (!chooses || inputs[0].Shape.Rank != 0)
            throw Error.Shapes(Name, $"{inputs[0]} cannot choose among {Branches.Count} branches.");
        var outputs = Array.ConvertAll(Branches[0].Outputs, v => v.Type);
        for (int b = 0; b < Branches.Count; b++)
        {
            for (int i = 1; i < inputs.Length; i++)
                if (inputs[i] != Branches[b].Inputs[i - 1].Type)
                    throw Error.Shapes(Name, $"operand {i} is {inputs[i]}; branch {b} expects {Branches[b].Inputs[i - 1].Type}.");
            for (int i = 0; i < outputs.Length; i++)
                if (Branches[b].Outputs[i].Type != outputs[i])
                    throw Error.Shapes(Name, $"branch {b} makes {Branches[b].Outputs[i].Type} of output {i}; branch 0 makes {outputs[i]}.");
        }

        return outputs;
    }

    /// <summary>The branch that a condition or a number chooses.</summary>
    public Graph Branch(Tensor chosen) =>
        Branches[chosen.DType == DType.Bool ? (bool)chosen ? 1 : 0 : NumberOf((long)chosen)];

    /// <summary>The number of the branch that an integer chooses.</summary>
    public int NumberOf(long chosen) => (int)Math.Clamp(chosen, 0, Branches.Count - 1);

    public override Tensor[] Eval(ReadOnlySpan<Tensor> inputs)
    {
        var graph = Branch(inputs[0]);
        return graph.Derived.Get(nameof(IExecutable), () => Compiler(graph)).Run(inputs[1..]);
    }

    public override (Tensor[] Outputs, Tensor?[] Tangents) Linearize(Tensor[] primals, Tensor?[] tangents, Trace? primal, Trace? rule)
    {
        var mask = BitMask.OfPresent<Tensor?>(tangents.AsSpan(1));
        if (!ReferenceEquals(primal, rule))
        {
            var split = Branches.Derived.Get(("linearize", mask), () => LinearizedBranches.Of(Branches, mask));
            return split.Bind(this, primals, tangents, primal, rule);
        }

        var forward = Branches.Derived.Get(("jvp", mask), () =>
        {
            var (graphs, common) = Branches.Transform((g, m) => GraphDerivatives.Forward(g, mask, m), f => f.HasTangent);
            return new MarkedBranches(new Branches(Array.ConvertAll(graphs, f => f.Graph)), common);
        });
        using (Trace.Enter(primal))
        {
            var results = Trace.Bind(this with { Branches = forward.Branches }, [.. primals, .. tangents.OfType<Tensor>()]);
            int count = forward.Marks.Length, next = count;
            var outputTangents = new Tensor?[count];
            for (int i = 0; i < count; i++)
                if (forward.Marks[i])
                    outputTangents[i] = results[next++];
            return (results[..count], outputTangents);
        }
    }

    /// <summary>
    /// One choice for all elements of a batch stays a choice; where they differ, all branches run and each element selects its result.
    /// </summary>
    public override (Tensor[] Values, int?[] Axes) Batch(ReadOnlySpan<Tensor> x, ReadOnlySpan<int?> axes, int size)
    {
        var mask = BitMask.OfPresent(axes[1..]);
        var values = new Tensor[x.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = axes[i] is { } axis ? Batching.MoveAxis(x[i], axis, 0) : x[i];
        if (axes[0] is null)
        {
            var batch = Branches.Derived.Get(("batch", mask, size), () =>
            {
                var (graphs, common) = Branches.Transform((g, m) => GraphDerivatives.Batch(g, mask, size, m), b => b.IsBatched);
                return new MarkedBranches(new Branches(Array.ConvertAll(graphs, b => b.Graph)), common);
            });
            return (Trace.Bind(this with { Branches = batch.Branches }, values), Array.ConvertAll(batch.Marks, b => b ? 0 : (int?)null));
        }

        var all = new bool[Branches[0].Outputs.Length];
        Array.Fill(all, true);
        Tensor[] result = [];
        for (int b = 0; b < Branches.Count; b++)
        {
            var graph = Branches[b];
            var batch = graph.Derived.Get(("batch", mask, size, "all"), () => GraphDerivatives.Batch(graph, mask, size, new BitMask(all)));
            var outputs = GraphEvaluator.Run(batch.Graph, values.AsSpan(1));
            if (b == 0)
            {
                result = outputs;
                continue;
            }

            // From this branch on: an index beyond the last one means the last.
            var isChosen = values[0].DType == DType.Bool ? values[0] : GreaterOrEqual.Of(values[0], Fill.Like(values[0], b));
            for (int i = 0; i < result.Length; i++)
                result[i] = Batching.Choose(isChosen, outputs[i], result[i]);
        }

        var front = new int?[result.Length];
        Array.Fill(front, 0);
        return (result, front);
    }

    public override void Transpose(ReadOnlySpan<Operand> operands, ReadOnlySpan<Tensor?> cotangents, Span<Tensor?> contributions)
    {
        var linear = new bool[operands.Length - 1];
        List<Tensor> arguments = [operands[0].Value ?? throw Error.NotLinear(this)];
        for (int i = 0; i < linear.Length; i++)
        {
            linear[i] = operands[i + 1].IsLinear;
            if (operands[i + 1].Value is { } value)
                arguments.Add(value);
        }

        foreach (var cotangent in cotangents)
            if (cotangent is not null)
                arguments.Add(cotangent);
        var (linearMask, given) = (new BitMask(linear), BitMask.OfPresent(cotangents));
        var transposed = Branches.Derived.Get(("transpose", linearMask, given), () =>
        {
            var (graphs, common) = Branches.Transform((g, m) => GraphDerivatives.Transpose(g, linearMask, given, m), t => t.IsPresent);
            return new MarkedBranches(new Branches(Array.ConvertAll(graphs, t => t.Graph)), common);
        });
        var results = Trace.Bind(this with { Branches = transposed.Branches }, CollectionsMarshal.AsSpan(arguments));
        int next = 0;
        for (int i = 0; i < linear.Length; i++)
            if (transposed.Marks[i])
                contributions[i + 1] = results[next++];
    }

    public override PrunedPrimitive? Prune(ReadOnlySpan<bool> needed)
    {
        bool[] outputs = [.. needed];
        var pruned = Branches.Derived.Get(("prune", new BitMask(outputs)), () =>
        {
            var read = new bool[Branches[0].Inputs.Length];
            var parts = new Graph[Branches.Count];
            for (int b = 0; b < parts.Length; b++)
            {
                (parts[b], bool[] readHere) = DeadCode.Restrict(Branches[b], outputs);
                Marks.Grow(read, readHere);
            }

            var branches = Array.ConvertAll(parts, p => p.With(Marks.Select<Variable>(p.Inputs, read), p.Outputs));
            return new PrunedPrimitive(this with { Branches = new Branches(branches) }, [true, .. read], outputs);
        });
        return pruned.SavesAnything ? pruned : null;
    }

    /// <summary>Transformed branches and what all of them have.</summary>
    private sealed record MarkedBranches(Branches Branches, bool[] Marks);
}
