namespace Covector.Compiler;

/// <summary>The steps of a program in order, and which values each of them is the last to read.</summary>
internal sealed class Schedule
{
    public Schedule(Graph graph, Step[] steps)
    {
        Graph = graph;
        Steps = steps;
        LastReads = new int[steps.Length][];
        var kept = new bool[graph.VariableCount];
        foreach (var variable in graph.Inputs.Concat(graph.Outputs).Concat(graph.Captures.Select(c => c.Variable)))
            kept[variable.Id] = true;
        for (int s = steps.Length - 1; s >= 0; s--)
        {
            var last = new List<int>();
            foreach (var variable in steps[s].Inputs.Concat(steps[s].Outputs))
                if (!kept[variable.Id])
                {
                    kept[variable.Id] = true;
                    last.Add(variable.Id);
                }

            LastReads[s] = [.. last];
        }
    }

    public Graph Graph { get; }

    public Step[] Steps { get; }

    /// <summary>For each step the ids of the values that nothing reads after it.</summary>
    public int[][] LastReads { get; }
}
