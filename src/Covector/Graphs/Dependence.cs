namespace Covector.Graphs;

/// <summary>Which values of a graph are computed from which.</summary>
internal static class Dependence
{
    /// <summary>The outputs that are computed from some of the inputs.</summary>
    public static bool[] OfOutputs(Graph graph, ReadOnlySpan<bool> inputs)
    {
        var depends = new bool[graph.VariableCount];
        for (int i = 0; i < inputs.Length; i++)
            depends[graph.Inputs[i].Id] = inputs[i];
        foreach (var equation in graph.Equations)
            if (Array.Exists(equation.Inputs, v => depends[v.Id]))
                foreach (var output in equation.Outputs)
                    depends[output.Id] = true;
        return Array.ConvertAll(graph.Outputs, v => depends[v.Id]);
    }

    /// <summary>By id, the variables that are computed from nothing but the first inputs, these included.</summary>
    public static bool[] OnlyOnFirst(Graph graph, int count)
    {
        var result = new bool[graph.VariableCount];
        for (int i = 0; i < count; i++)
            result[graph.Inputs[i].Id] = true;
        foreach (var equation in graph.Equations)
            if (Array.TrueForAll(equation.Inputs, v => result[v.Id]))
                foreach (var output in equation.Outputs)
                    result[output.Id] = true;
        return result;
    }
}
