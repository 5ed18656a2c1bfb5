namespace Covector.Graphs;

/// <summary>Runs the equations of a graph, one after another, in the current trace.</summary>
internal static class GraphEvaluator
{
    /// <summary>The outputs for the given inputs; captures have their own values.</summary>
    public static Tensor[] Run(Graph graph, ReadOnlySpan<Tensor> inputs)
    {
        var values = new Tensor[graph.VariableCount];
        Bind(graph, inputs, values);
        foreach (var equation in graph.Equations)
            Step(equation, values);
        return Array.ConvertAll(graph.Outputs, v => values[v.Id]);
    }

    public static void Bind(Graph graph, ReadOnlySpan<Tensor> inputs, Tensor[] values)
    {
        for (int i = 0; i < inputs.Length; i++)
            values[graph.Inputs[i].Id] = inputs[i];
        foreach (var (variable, value) in graph.Captures)
            values[variable.Id] = value;
    }

    public static void Step(Equation equation, Tensor?[] values)
    {
        var operands = new Tensor[equation.Inputs.Length];
        for (int i = 0; i < operands.Length; i++)
            operands[i] = values[equation.Inputs[i].Id]!;
        if (equation.Primitive is SingleOutputPrimitive single)
        {
            values[equation.Output.Id] = Trace.Bind(single, operands);
            return;
        }

        var outputs = Trace.Bind((MultiOutputPrimitive)equation.Primitive, operands);
        for (int i = 0; i < outputs.Length; i++)
            values[equation.Outputs[i].Id] = outputs[i];
    }
}
