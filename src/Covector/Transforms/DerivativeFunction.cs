namespace Covector;

/// <summary>
/// The derivative of a function as a linear map. The function is recorded on each call; where the record is that of the last call, the
/// linearized graph is used again, and where in addition nothing has changed that the map depends on, the map itself.
/// </summary>
internal sealed class DerivativeFunction<X, Y>(Func<X, Y> function)
{
    private volatile DerivativeEntry? last;
    private volatile bool readsValues;

    public LinearMap Invoke(X x)
    {
        TreeLeaves.Require(x);
        var structure = Tree.StructureOf(x);
        var leaves = TreeLeaves.Of(x);
        if (!Array.Exists(leaves, t => t.DType.IsFloating) && leaves.Length > 0)
            throw Error.NotFloatingInput(nameof(Transforms.Derivative), ArgumentNames.Of(structure, 0, function, 0), leaves[0]);
        if (Trace.Current is null && !readsValues && Array.TrueForAll(leaves, t => t.IsConcrete))
        {
            try
            {
                return Prepared(x, structure, leaves);
            }
            catch (ConcretizationException)
            {
                // The function reads values, which are there when it is evaluated.
                readsValues = true;
            }
        }

        var flat = new TreeFunction<X, Y>(function, structure);
        var linearization = Linearization.Run(flat.Invoke, leaves, new TraceOrigin(nameof(Transforms.Derivative), function));
        return Blocks(
            linearization.HasTangent, linearization.Graph, Array.ConvertAll(linearization.Outputs, y => y.Type), flat.Output, structure, leaves);
    }

    private LinearMap Prepared(X x, TreeStructure structure, Tensor[] leaves)
    {
        if (function.Target is ICompiledFunction<X> compiled)
        {
            var record = compiled.Record(x);
            var known = last;
            if (known is null || !ReferenceEquals(known.Record, record.Graph))
                last = known = new DerivativeEntry(record.Graph, record.Graph, structure, Array.ConvertAll(leaves, t => t.DType.IsFloating));
            return Map(known, leaves, record.Captures, record.Output);
        }

        var flat = new TreeFunction<X, Y>(function, structure);
        var graph = Staging.Trace(
            flat.Invoke, Array.ConvertAll(leaves, t => t.Type), new TraceOrigin(nameof(Transforms.Derivative), function), null,
            Array.ConvertAll(leaves, t => t.Literal));
        var entry = last;
        if (entry is null || !entry.Structure.Equals(structure) || !GraphEquality.Same(entry.Record, graph))
            last = entry = new DerivativeEntry(
                graph, graph.WithCapturesAsInputs(), structure, Array.ConvertAll(leaves, t => t.DType.IsFloating));
        return Map(entry, leaves, Array.ConvertAll(graph.Captures, c => c.Value), flat.Output);
    }

    private LinearMap Map(DerivativeEntry entry, Tensor[] leaves, Tensor[] captures, TreeStructure output) =>
        entry.Known(captures) ?? entry.Keep(captures, MapAt(entry, leaves, captures, output));

    private LinearMap MapAt(DerivativeEntry entry, Tensor[] leaves, Tensor[] captures, TreeStructure output) => Blocks(
        entry.HasTangent, entry.Tangent([.. leaves, .. captures]), entry.Outputs, output, entry.Structure, leaves);

    /// <summary>The maps from tangents of the inputs to those of the outputs; zero where the graph has none.</summary>
    private LinearMap Blocks(
        bool[] hasTangent, Graph tangent, TensorType[] outputs, TreeStructure output, TreeStructure input, Tensor[] leaves)
    {
        foreach (var type in outputs)
            if (!type.DType.IsFloating)
                throw Error.NonFloatingOutput(nameof(Transforms.Derivative), type);
        var computed = TangentStructure.Of(tangent);
        var rows = new LinearMap[outputs.Length][];
        int next = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            var row = hasTangent[i] ? computed[next++] : null;
            rows[i] = new LinearMap[leaves.Length];
            for (int j = 0, active = 0; j < leaves.Length; j++)
            {
                bool hasInput = leaves[j].DType.IsFloating || tangent.Inputs.Length == leaves.Length;
                var map = hasInput && row is not null ? row[active] : null;
                rows[i][j] = map is null || !leaves[j].DType.IsFloating ? new ZeroMap(outputs[i].DType, outputs[i].Shape, leaves[j].Shape) : map;
                active += hasInput ? 1 : 0;
            }
        }

        return BlockMap.Of(
            rows, new BlockSide(output, outputs, "result"),
            new BlockSide(input, Array.ConvertAll(leaves, t => t.Type), TraceOrigin.ParameterName(function, 0)));
    }
}

/// <summary>
/// What follows from the record of a function: how to compute the numbers in its derivative, and the tangent graph that has them.
/// </summary>
internal sealed class DerivativeEntry
{
    private readonly Graph tangent;
    private readonly int tangentInputs;
    private readonly int[] places;
    private readonly IExecutable? executable;
    private readonly bool[][] repeated = [];
    private readonly bool dependsOnPoint;
    private Tuple<Tensor[], LinearMap>? known;

    /// <param name="record">What the entry is known by.</param>
    /// <param name="closed">The graph, with what it captured as further inputs.</param>
    /// <param name="structure">The structure of the argument.</param>
    /// <param name="active">Which tensors of the argument have tangents.</param>
    public DerivativeEntry(Graph record, Graph closed, TreeStructure structure, bool[] active)
    {
        Record = record;
        Structure = structure;
        closed = Inlining.Apply(closed);
        int captures = closed.Inputs.Length - active.Length;
        var linearized = GraphDerivatives.Linearize(closed, new BitMask([.. active, .. new bool[captures]]));
        HasTangent = linearized.HasTangent;
        Outputs = Array.ConvertAll(closed.Outputs, v => v.Type);
        tangent = linearized.Tangent;
        tangentInputs = Marks.Count(active);

        // Residuals that are operands themselves are taken as they are; the others are computed.
        var primal = linearized.Primal;
        var residuals = primal.Outputs[closed.Outputs.Length..];
        places = new int[residuals.Length];
        var computed = new List<Variable>();
        for (int i = 0; i < residuals.Length; i++)
        {
            int operand = Array.IndexOf(primal.Inputs, residuals[i]);
            places[i] = operand >= 0 ? operand : primal.Inputs.Length + computed.Count;
            if (operand < 0)
                computed.Add(residuals[i]);
        }

        var isPoint = new bool[primal.Inputs.Length];
        isPoint.AsSpan(0, active.Length).Fill(true);
        dependsOnPoint = Dependence.OfOutputs(primal.With(primal.Inputs, residuals), isPoint).Contains(true);
        if (computed.Count > 0)
        {
            var part = DeadCode.Remove(primal.With(primal.Inputs, [.. computed]));
            executable = Pipeline.Compile(part);
            repeated = RepeatedAxes.Of(part);
        }
    }

    public Graph Record { get; }

    public TreeStructure Structure { get; }

    public bool[] HasTangent { get; }

    public TensorType[] Outputs { get; }

    /// <summary>The map of the last call, if it does not depend on what has changed since.</summary>
    public LinearMap? Known(Tensor[] captures)
    {
        if (dependsOnPoint || known is not { } last)
            return null;
        for (int i = 0; i < captures.Length; i++)
            if (!ReferenceEquals(last.Item1[i], captures[i]))
                return null;
        return last.Item2;
    }

    public LinearMap Keep(Tensor[] captures, LinearMap map)
    {
        if (!dependsOnPoint)
            known = Tuple.Create(captures, map);
        return map;
    }

    /// <summary>The tangent graph with the residuals of a point.</summary>
    public Graph Tangent(Tensor[] operands)
    {
        var results = executable is null ? [] : executable.Run(operands);
        for (int i = 0; i < results.Length; i++)
            results[i] = RepeatedAxes.Apply(results[i], repeated[i]);
        var values = new (Variable, Tensor)[places.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = (
                tangent.Inputs[tangentInputs + i],
                places[i] < operands.Length ? operands[places[i]] : results[places[i] - operands.Length]);
        return new Graph(tangent.Inputs[..tangentInputs], values, tangent.Equations, tangent.Outputs, tangent.VariableCount);
    }
}
