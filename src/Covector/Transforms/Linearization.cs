namespace Covector;

/// <summary>
/// A function linearized at a point: its outputs, and the linear map from tangents of its inputs to tangents of its outputs as a graph,
/// which can be applied or transposed.
/// </summary>
internal sealed class Linearization
{
    private readonly Graph graph;
    private readonly bool[] hasTangent;
    private readonly TensorType[] outputTypes;

    private Linearization(Tensor[] outputs, Graph graph, bool[] hasTangent)
    {
        Outputs = outputs;
        this.graph = graph;
        this.hasTangent = hasTangent;
        outputTypes = Array.ConvertAll(outputs, y => y.Type);
    }

    public Tensor[] Outputs { get; }

    /// <summary>The tangent program; its captures are the residuals.</summary>
    public Graph Graph => graph;

    /// <summary>Which outputs have tangents, in the order of the graph.</summary>
    public bool[] HasTangent => hasTangent;

    /// <summary>Runs a function once and records its tangent program.</summary>
    /// <param name="function">Tensors to tensors.</param>
    /// <param name="primals">The point.</param>
    /// <param name="origin">The transformation and the function, for messages.</param>
    /// <param name="active">Which inputs have tangents; null for all that are floating point.</param>
    public static Linearization Run(
        Func<Tensor[], Tensor[]> function, Tensor[] primals, TraceOrigin origin, bool[]? active = null)
    {
        var parent = Trace.Current;
        var stage = new StageTrace(parent, origin);
        var (outputs, tangents) = Record(function, primals, new LinearizeTrace(parent, stage, origin), type => stage.AddInput(type), active);
        var hasTangent = Array.ConvertAll(tangents, t => t is not null);
        return new Linearization(outputs, stage.Finish(Array.FindAll(tangents, t => t is not null)!), hasTangent);
    }

    /// <summary>Runs a function once in a trace that records tangents: its outputs and their tangents, null for zero.</summary>
    /// <param name="function">Tensors to tensors.</param>
    /// <param name="primals">The point.</param>
    /// <param name="trace">The trace.</param>
    /// <param name="addInput">Makes the tangent of an input.</param>
    /// <param name="active">Which inputs have tangents; null for all that are floating point.</param>
    public static (Tensor[] Outputs, Tensor?[] Tangents) Record(
        Func<Tensor[], Tensor[]> function, Tensor[] primals, LinearizeTrace trace, Func<TensorType, Tensor> addInput, bool[]? active = null)
    {
        var inputs = new Tensor[primals.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            var tangent = addInput(primals[i].Type);
            bool isActive = primals[i].DType.IsFloating && (active is null || active[i]);
            inputs[i] = isActive ? trace.Wrap(primals[i], tangent, null) : primals[i];
        }

        Tensor[] results;
        try
        {
            using (Trace.Enter(trace))
                results = function(inputs);
        }
        finally
        {
            trace.End();
        }

        var outputs = new Tensor[results.Length];
        var tangents = new Tensor?[results.Length];
        for (int i = 0; i < outputs.Length; i++)
        {
            (outputs[i], tangents[i]) = trace.Split(results[i]);
            Trace.CheckUsable(outputs[i], trace.Origin.Transformation);
        }

        return (outputs, tangents);
    }

    /// <summary>The tangents of the outputs for tangents of the inputs; all of them, zeros included.</summary>
    public Tensor[] Apply(ReadOnlySpan<Tensor> tangents)
    {
        var computed = GraphEvaluator.Run(graph, tangents);
        var result = new Tensor[hasTangent.Length];
        int next = 0;
        for (int i = 0; i < result.Length; i++)
            result[i] = hasTangent[i] ? computed[next++] : Fill.Of(outputTypes[i].Shape, outputTypes[i].DType, 0);
        return result;
    }

    /// <summary>The cotangents of the inputs, zeros included, for cotangents of the outputs, of which a null one is zero.</summary>
    public Tensor[] ApplyTransposed(ReadOnlySpan<Tensor?> cotangents)
    {
        var seeds = new List<Tensor?>();
        for (int i = 0; i < hasTangent.Length; i++)
            if (hasTangent[i])
                seeds.Add(cotangents[i]);
        var result = Transposition.Run(graph, new Tensor?[graph.Inputs.Length], CollectionsMarshal.AsSpan(seeds));
        for (int i = 0; i < result.Length; i++)
            result[i] ??= Fill.Of(graph.Inputs[i].Type.Shape, graph.Inputs[i].Type.DType, 0);
        return result!;
    }
}
