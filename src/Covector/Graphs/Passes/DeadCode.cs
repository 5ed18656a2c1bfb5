namespace Covector.Graphs;

/// <summary>
/// Removes equations whose results no output needs, from the others the outputs and operands that are for nothing, and captures that
/// nothing needs.
/// </summary>
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
            equation = Prune(equation, needed);
            foreach (var input in equation.Inputs)
                needed[input.Id] = true;
            kept.Add(equation);
        }

        kept.Reverse();
        var captures = Array.FindAll(graph.Captures, c => needed[c.Variable.Id]);
        return new Graph(graph.Inputs, captures, [.. kept], graph.Outputs, graph.VariableCount);
    }

    /// <summary>The part of a graph that some of its outputs need, with all of its inputs, and which of these it reads.</summary>
    public static (Graph Graph, bool[] ReadInputs) Restrict(Graph graph, ReadOnlySpan<bool> outputs)
    {
        var part = Remove(graph.With(graph.Inputs, Marks.Select<Variable>(graph.Outputs, outputs)));
        var read = new bool[part.VariableCount];
        foreach (var output in part.Outputs)
            read[output.Id] = true;
        foreach (var equation in part.Equations)
            foreach (var input in equation.Inputs)
                read[input.Id] = true;
        return (part, Array.ConvertAll(part.Inputs, v => read[v.Id]));
    }

    private static Equation Prune(Equation equation, bool[] needed)
    {
        if (equation.Primitive is not MultiOutputPrimitive primitive)
            return equation;
        var outputs = Array.ConvertAll(equation.Outputs, v => needed[v.Id]);
        if (primitive.Prune(outputs) is not { } pruned)
            return equation;
        var operands = Marks.Select<Variable>(equation.Inputs, pruned.Operands);
        return new Equation(pruned.Primitive, operands, Marks.Select<Variable>(equation.Outputs, pruned.Outputs));
    }
}
