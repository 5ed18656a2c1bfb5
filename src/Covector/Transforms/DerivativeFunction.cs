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
                return Prepared(structure, leaves);
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

    private LinearMap Prepared(TreeStructure structure, Tensor[] leaves)
    {
        var flat = new TreeFunction<X, Y>(function, structure);
        var graph = Staging.Trace(
            flat.Invoke, Array.ConvertAll(leaves, t => t.Type), new TraceOrigin(nameof(Transforms.Derivative), function), null,
            Array.ConvertAll(leaves, t => t.Literal));
        var entry = last;
        if (entry is null || !entry.Structure.Equals(structure) || !GraphEquality.Same(entry.Record, graph))
            last = entry = new DerivativeEntry(graph, structure, Array.ConvertAll(leaves, t => t.DType.IsFloating));
        return entry.Map(leaves, graph.Captures, (hasTangent, tangent) => Blocks(
            hasTangent, tangent, Array.ConvertAll(graph.Outputs, v => v.Type), flat.Output, structure, leaves));
    }

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

/// <summary>What follows from the record of a function: how to compute the numbers in its derivative, and the tangent graph that has them.</summary>
internal sealed class DerivativeEntry
{
    private readonly Graph tangent;
    private readonly bool[] hasTangent;
    private readonly int tangentInputs;
    private readonly int[] places;
    private readonly IExecutable? executable;
    private readonly bool dependsOnPoint;
    private (LinearMap Map, Tensor[] Captures)? known;

    public DerivativeEntry(Graph record, TreeStructure structure, bool[] active)
    {
        Record = record;
        Structure = structure;
        var closed = record.WithCapturesAsInputs();
        bool[] mask = [.. active, .. new bool[record.Captures.Length]];
        var linearized = GraphDerivatives.Linearize(closed, new BitMask(mask));
        hasTangent = linearized.HasTangent;
        tangent = linearized.Tangent;
        tangentInputs = Marks.Count(active);

        // Residuals that are operands themselves are taken as they are; the others are computed.
        int outputs = closed.Outputs.Length, residuals = linearized.Primal.Outputs.Length - outputs;
        places = new int[residuals];
        var computed = new List<Variable>();
        for (int i = 0; i < residuals; i++)
        {
            var residual = linearized.Primal.Outputs[outputs + i];
            int operand = Array.IndexOf(linearized.Primal.Inputs, residual);
            places[i] = operand >= 0 ? operand : linearized.Primal.Inputs.Length + computed.Count;
            if (operand < 0)
                computed.Add(residual);
        }

        bool[] isPoint = [.. active.Select(_ => true), .. new bool[record.Captures.Length]];
        var needed = linearized.Primal.With(linearized.Primal.Inputs, [.. linearized.Primal.Outputs[outputs..]]);
        dependsOnPoint = Dependence.OfOutputs(needed, isPoint).Contains(true);
        if (computed.Count > 0)
            executable = Pipeline.Compile(DeadCode.Remove(linearized.Primal.With(linearized.Primal.Inputs, [.. computed])));
    }

    public Graph Record { get; }

    public TreeStructure Structure { get; }

    /// <summary>The map at a point, made from the tangent graph with its residuals; the last one again if it does not depend on what has changed.</summary>
    public LinearMap Map(Tensor[] leaves, (Variable Variable, Tensor Value)[] captures, Func<bool[], Graph, LinearMap> make)
    {
        if (!dependsOnPoint && known is { } last && SameCaptures(last.Captures, captures))
            return last.Map;
        Tensor[] operands = [.. leaves, .. Array.ConvertAll(captures, c => c.Value)];
        var results = executable is null ? [] : executable.Run(operands);
        var values = new (Variable, Tensor)[places.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = (
                tangent.Inputs[tangentInputs + i],
                places[i] < operands.Length ? operands[places[i]] : results[places[i] - operands.Length]);
        var map = make(
            hasTangent, new Graph(tangent.Inputs[..tangentInputs], values, tangent.Equations, tangent.Outputs, tangent.VariableCount));
        if (!dependsOnPoint)
            known = (map, Array.ConvertAll(captures, c => c.Value));
        return map;
    }

    private static bool SameCaptures(Tensor[] known, (Variable Variable, Tensor Value)[] captures)
    {
        for (int i = 0; i < known.Length; i++)
            if (!ReferenceEquals(known[i], captures[i].Value))
                return false;
        return true;
    }
}
