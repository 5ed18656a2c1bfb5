namespace Covector.Graphs;

/// <summary>The derivative rule of an elementwise primitive, transposed, as a graph on numbers.</summary>
/// <param name="Graph">From the operands, the output and its cotangent to the contributions that are not zero.</param>
/// <param name="Operands">The operands to which the outputs of the graph contribute.</param>
internal sealed record PullbackGraph(Graph Graph, int[] Operands)
{
    /// <summary>Traces the rule.</summary>
    /// <param name="primitive">The primitive.</param>
    /// <param name="types">The types of its operands.</param>
    /// <param name="active">The operands that have tangents, as bits.</param>
    public static PullbackGraph Of(Elementwise primitive, ReadOnlySpan<TensorType> types, int active)
    {
        var origin = new TraceOrigin("a derivative rule", null);
        var stage = new StageTrace(null, origin);
        var tangentStage = new StageTrace(stage, origin);
        var x = new Tensor[types.Length];
        var dx = new Tensor?[types.Length];
        var operands = new List<int>();
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = stage.AddInput(types[i]);
            if ((active >> i & 1) == 0)
                continue;
            dx[i] = tangentStage.AddInput(types[i]);
            operands.Add(i);
        }

        var type = primitive.Infer(types);
        var y = stage.AddInput(type);
        var cotangent = stage.AddInput(type);
        Tensor? tangent;
        using (Trace.Enter(new RuleTrace(stage, tangentStage)))
            tangent = primitive.Jvp(x, y, dx);
        if (tangent is null)
            return new PullbackGraph(stage.Finish([]), []);
        var rule = tangentStage.Finish([tangent]);
        Tensor?[] contributions;
        using (Trace.Enter(stage))
            contributions = Transposition.Run(rule, new Tensor?[rule.Inputs.Length], [cotangent]);
        var present = new List<int>();
        var outputs = new List<Tensor>();
        for (int i = 0; i < contributions.Length; i++)
            if (contributions[i] is { } contribution)
            {
                present.Add(operands[i]);
                outputs.Add(contribution);
            }

        return new PullbackGraph(stage.Finish(CollectionsMarshal.AsSpan(outputs)), [.. present]);
    }
}
