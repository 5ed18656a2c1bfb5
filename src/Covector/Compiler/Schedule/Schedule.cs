namespace Covector.Compiler;

/// <summary>
/// The steps of a program in order, where in the table of values each of them finds what it reads, and which values each is the last to
/// read.
/// </summary>
internal sealed class Schedule
{
    public Schedule(Graph graph, Step[] steps)
    {
        Graph = graph;
        Steps = steps;
        var slots = new int[graph.VariableCount];
        foreach (var variable in graph.Inputs)
            slots[variable.Id] = SlotCount++;
        foreach (var (variable, _) in graph.Captures)
            slots[variable.Id] = SlotCount++;
        foreach (var step in steps)
        {
            foreach (var variable in step.Outputs)
                slots[variable.Id] = SlotCount++;
            step.Place(slots);
        }

        OutputSlots = Array.ConvertAll(graph.Outputs, v => slots[v.Id]);
        LastReads = FindLastReads(slots);
    }

    public Graph Graph { get; }

    public Step[] Steps { get; }

    /// <summary>The number of values that a run has: first the inputs and captures in order, then what the steps define.</summary>
    public int SlotCount { get; }

    /// <summary>The slots of the graph's outputs.</summary>
    public int[] OutputSlots { get; }

    /// <summary>For each step the slots of the values that nothing reads after it.</summary>
    public int[][] LastReads { get; }

    private int[][] FindLastReads(int[] slots)
    {
        var result = new int[Steps.Length][];
        var seen = new bool[SlotCount];
        Array.Fill(seen, true, 0, Graph.Inputs.Length + Graph.Captures.Length);
        foreach (int slot in OutputSlots)
            seen[slot] = true;
        var last = new List<int>();
        for (int s = Steps.Length - 1; s >= 0; s--)
        {
            last.Clear();
            Add(Steps[s].Inputs);
            Add(Steps[s].Outputs);
            result[s] = [.. last];
        }

        return result;

        void Add(IReadOnlyList<Variable> variables)
        {
            foreach (var variable in variables)
                if (!seen[slots[variable.Id]])
                {
                    seen[slots[variable.Id]] = true;
                    last.Add(slots[variable.Id]);
                }
        }
    }
}
