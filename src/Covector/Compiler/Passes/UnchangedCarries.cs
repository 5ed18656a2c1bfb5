namespace Covector.Compiler;

/// <summary>A value that a loop carries and never changes is a constant of the loop.</summary>
internal static class UnchangedCarries
{
    public static Graph Apply(Graph graph)
    {
        var replacement = new Variable?[graph.VariableCount];
        var equations = new List<Equation>(graph.Equations.Length);
        foreach (var original in graph.Equations)
        {
            var equation = Substitution.Apply(original, replacement);
            if (equation.Primitive is Scan scan && Unchanged(scan) is { } unchanged)
            {
                for (int i = 0; i < unchanged.Length; i++)
                    if (unchanged[i])
                        replacement[equation.Outputs[i].Id] = equation.Inputs[scan.ConstantCount + i];
                equation = Without(equation, scan, unchanged);
            }

            equations.Add(equation);
        }

        return new Graph(graph.Inputs, graph.Captures, [.. equations], Substitution.Apply(graph.Outputs, replacement), graph.VariableCount);
    }

    /// <summary>Which carries the body returns as they are; null if there are none, or nothing else.</summary>
    private static bool[]? Unchanged(Scan scan)
    {
        var result = new bool[scan.CarryCount];
        for (int i = 0; i < result.Length; i++)
            result[i] = scan.Body.Outputs[i] == scan.Body.Inputs[scan.ConstantCount + i];
        int count = Marks.Count(result);
        return count > 0 && count < scan.Body.Outputs.Length ? result : null;
    }

    private static Equation Without(Equation equation, Scan scan, bool[] unchanged)
    {
        var body = scan.Body.With(Reordered(scan.Body.Inputs), Rest(scan.Body.Outputs));
        int count = Marks.Count(unchanged);
        var loop = scan with { Body = body, ConstantCount = scan.ConstantCount + count, CarryCount = scan.CarryCount - count };
        return new Equation(loop, Reordered(equation.Inputs), Rest(equation.Outputs));

        Variable[] Reordered(Variable[] operands)
        {
            var carries = operands.AsSpan(scan.ConstantCount, scan.CarryCount);
            return
            [
                .. operands.AsSpan(0, scan.ConstantCount), .. Marks.Select<Variable>(carries, unchanged),
                .. Marks.SelectOthers<Variable>(carries, unchanged), .. operands.AsSpan(scan.CarryEnd),
            ];
        }

        Variable[] Rest(Variable[] results) =>
            [.. Marks.SelectOthers<Variable>(results.AsSpan(0, scan.CarryCount), unchanged), .. results.AsSpan(scan.CarryCount)];
    }
}
