namespace Covector.Graphs;

/// <summary>Graphs made from a graph by running it under another interpreter and staging what that does.</summary>
internal static class GraphDerivatives
{
    /// <summary>Values and tangents side by side: inputs, then the tangents of the inputs in the mask; outputs, then their tangents.</summary>
    /// <param name="graph">A graph without captures.</param>
    /// <param name="mask">The inputs that have tangents.</param>
    /// <param name="materialized">Outputs whose tangents are computed even where they are zero.</param>
    public static ForwardGraph Forward(Graph graph, BitMask mask, BitMask? materialized = null)
    {
        var stage = new StageTrace(null, Origin("jvp"));
        var inputs = Inputs(stage, graph);
        var trace = new LinearizeTrace(stage, stage, Origin("jvp"));
        var dual = Wrap(trace, stage, graph, inputs, mask);
        var (outputs, tangents, hasTangent) = Split(trace, stage, RunIn(trace, graph, dual), materialized);
        outputs.AddRange(tangents);
        return new ForwardGraph(Closed(stage.Finish(CollectionsMarshal.AsSpan(outputs))), hasTangent);
    }

    /// <summary>
    /// Two graphs: one computes the outputs and then the residuals, the other the tangents of the outputs from those of the inputs and the
    /// residuals.
    /// </summary>
    /// <inheritdoc cref="Forward"/>
    public static LinearizedGraph Linearize(Graph graph, BitMask mask, BitMask? materialized = null)
    {
        var primal = new StageTrace(null, Origin("linearize"));
        var inputs = Inputs(primal, graph);
        var tangentStage = new StageTrace(primal, Origin("linearize"));
        var trace = new LinearizeTrace(primal, tangentStage, Origin("linearize"));
        var dual = Wrap(trace, tangentStage, graph, inputs, mask);
        var (outputs, tangents, hasTangent) = Split(trace, tangentStage, RunIn(trace, graph, dual), materialized);

        // The captures of the tangent graph are the residuals: outputs of the one graph, inputs of the other.
        var tangentGraph = DeadCode.Remove(tangentStage.Finish(CollectionsMarshal.AsSpan(tangents)));
        foreach (var (_, residual) in tangentGraph.Captures)
            outputs.Add(residual);
        return new LinearizedGraph(
            Closed(primal.Finish(CollectionsMarshal.AsSpan(outputs))), tangentGraph.WithCapturesAsInputs(), hasTangent);
    }

    /// <summary>The graph for batches: inputs in the mask have a batch axis, the first, and so do outputs that depend on them.</summary>
    /// <param name="graph">A graph without captures.</param>
    /// <param name="mask">The inputs that have a batch axis.</param>
    /// <param name="size">The size of the batch.</param>
    /// <param name="repeated">Outputs that get a batch axis even where they are the same for all elements.</param>
    public static BatchedGraph Batch(Graph graph, BitMask mask, int size, BitMask? repeated = null)
    {
        var stage = new StageTrace(null, Origin("vmap"));
        var trace = new BatchTrace(stage, size, Origin("vmap"));
        var inputs = new Tensor[graph.Inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            var type = graph.Inputs[i].Type;
            inputs[i] = mask[i]
                ? trace.Wrap(stage.AddInput(type with { Shape = type.Shape.Insert(0, size) }), 0, null)
                : stage.AddInput(type);
        }

        var results = RunIn(trace, graph, inputs);
        var isBatched = new bool[results.Length];
        using (Trace.Enter(stage))
            for (int i = 0; i < results.Length; i++)
            {
                var (value, axis) = trace.Split(results[i]);
                isBatched[i] = axis is not null || repeated?[i] == true;
                results[i] = isBatched[i] ? Batching.ToFront(value, axis, size) : value;
            }

        return new BatchedGraph(Closed(stage.Finish(results)), isBatched);
    }

    /// <summary>From the values of the inputs not in the mask and the given cotangents to the cotangents of the inputs in the mask.</summary>
    /// <param name="graph">A graph without captures, linear in the inputs of the mask.</param>
    /// <param name="linear">The linear inputs.</param>
    /// <param name="given">The outputs that have cotangents.</param>
    /// <param name="materialized">Inputs whose cotangents are computed even where they are zero.</param>
    public static TransposedGraph Transpose(Graph graph, BitMask linear, BitMask given, BitMask? materialized = null)
    {
        var stage = new StageTrace(null, Origin("transpose"));
        var values = new Tensor?[graph.Inputs.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = linear[i] ? null : stage.AddInput(graph.Inputs[i].Type);
        var cotangents = new Tensor?[graph.Outputs.Length];
        for (int i = 0; i < cotangents.Length; i++)
            cotangents[i] = given[i] ? stage.AddInput(graph.Outputs[i].Type) : null;
        Tensor?[] results;
        using (Trace.Enter(stage))
        {
            results = Transposition.Run(graph, values, cotangents);
            for (int i = 0; i < results.Length; i++)
                if (materialized?[i] == true)
                    results[i] ??= Zeros(graph.Inputs[i].Type);
        }

        var present = Array.ConvertAll(results, r => r is not null);
        Tensor[] outputs = Array.FindAll(results, r => r is not null)!;
        return new TransposedGraph(Closed(stage.Finish(outputs)), present);
    }

    private static (List<Tensor> Outputs, List<Tensor> Tangents, bool[] HasTangent) Split(
        LinearizeTrace trace, StageTrace tangentStage, Tensor[] results, BitMask? materialized)
    {
        var outputs = new List<Tensor>();
        var tangents = new List<Tensor>();
        var hasTangent = new bool[results.Length];
        for (int i = 0; i < results.Length; i++)
        {
            var (value, tangent) = trace.Split(results[i]);
            outputs.Add(value);
            if (tangent is null && materialized?[i] == true)
                using (Trace.Enter(tangentStage))
                    tangent = Zeros(value.Type);
            hasTangent[i] = tangent is not null;
            if (tangent is not null)
                tangents.Add(tangent);
        }

        return (outputs, tangents, hasTangent);
    }

    private static Tensor Zeros(TensorType type) => Fill.Of(type.Shape, type.DType, 0);

    private static TraceOrigin Origin(string transformation) => new($"{transformation} of a compiled function", null);

    private static Tensor[] Inputs(StageTrace stage, Graph graph) => Array.ConvertAll(graph.Inputs, v => stage.AddInput(v.Type));

    private static Tensor[] Wrap(LinearizeTrace trace, StageTrace tangents, Graph graph, Tensor[] inputs, BitMask mask)
    {
        var dual = new Tensor[inputs.Length];
        for (int i = 0; i < dual.Length; i++)
            dual[i] = mask[i] ? trace.Wrap(inputs[i], tangents.AddInput(graph.Inputs[i].Type), null) : inputs[i];
        return dual;
    }

    private static Tensor[] RunIn(Trace trace, Graph graph, Tensor[] inputs)
    {
        using (Trace.Enter(trace))
            return GraphEvaluator.Run(graph, inputs);
    }

    private static Graph Closed(Graph graph) => DeadCode.Remove(graph).WithCapturesAsInputs();
}

/// <summary>A graph of values and tangents; its outputs after the values are tangents of the marked ones.</summary>
internal sealed record ForwardGraph(Graph Graph, bool[] HasTangent)
{
    public (Tensor[] Outputs, Tensor?[] Tangents) Split(Tensor[] results)
    {
        int count = HasTangent.Length, next = count;
        var tangents = new Tensor?[count];
        for (int i = 0; i < count; i++)
            if (HasTangent[i])
                tangents[i] = results[next++];
        return (results[..count], tangents);
    }
}

/// <summary>A graph split into its primal part, with residuals as further outputs, and its tangent part.</summary>
internal sealed record LinearizedGraph(Graph Primal, Graph Tangent, bool[] HasTangent);

/// <summary>A graph for batches; its marked outputs have a batch axis, the first.</summary>
internal sealed record BatchedGraph(Graph Graph, bool[] IsBatched);

/// <summary>A transposed graph; its outputs are the cotangents of the marked inputs.</summary>
internal sealed record TransposedGraph(Graph Graph, bool[] IsPresent);
