namespace Covector;

/// <summary>Graphs that take what they capture as inputs.</summary>
internal static class ClosedGraphs
{
    /// <summary>
    /// The graphs with everything that any of them captures as further inputs, in front of the others and each tensor once.
    /// </summary>
    public static (Graph[] Graphs, Tensor[] Captures) Of(params Graph[] graphs)
    {
        var captures = new Dictionary<Tensor, int>(ReferenceEqualityComparer.Instance);
        foreach (var graph in graphs)
            foreach (var (_, value) in graph.Captures)
                captures.TryAdd(value, captures.Count);
        return (Array.ConvertAll(graphs, g => Close(g, captures)), [.. captures.Keys]);
    }

    private static Graph Close(Graph graph, Dictionary<Tensor, int> captures)
    {
        int count = graph.VariableCount;
        var inputs = new Variable?[captures.Count];
        foreach (var (variable, value) in graph.Captures)
            inputs[captures[value]] = variable;
        foreach (var (value, i) in captures)
            inputs[i] ??= new Variable(count++, value.Type, null);
        return new Graph([.. inputs!, .. graph.Inputs], [], graph.Equations, graph.Outputs, count);
    }
}
