namespace Covector.Graphs;

/// <summary>Removes equations whose results no output needs, and captures that nothing needs.</summary>
internal static class DeadCode
{
    public static Graph Remove(Graph graph)
    {
        var needed = new bool[graph.VariableCount];
        foreach (var output in graph.Outputs)
            needed[output.Id] = true;
        var kept = new List<Equation>(graph.Equations.Length);
        for (int e = graph.Equations.Length - 1; e >= 0; e--)
        {
            var equation = graph.Equations[e];
            if (!Array.Exists(equation.Outputs, v => needed[v.Id]))
                continue;
            foreach (var input in equation.Inputs)
                needed[input.Id] = true;
            kept.Add(equation);
        }

        kept.Reverse();
        var captures = Array.FindAll(graph.Captures, c => needed[c.Variable.Id]);
        return new Graph(graph.Inputs, captures, [.. kept], graph.Outputs, graph.VariableCount);
    }
}
