namespace Covector.Graphs;

/// <summary>Computes equal equations once: same primitive with equal parameters, same inputs.</summary>
internal static class CommonSubexpressions
{
    public static Graph Remove(Graph graph)
    {
        var replacement = new Variable?[graph.VariableCount];
        var seen = new Dictionary<Equation, Equation>(new ByOperands());
        var kept = new List<Equation>(graph.Equations.Length);
        foreach (var original in graph.Equations)
        {
            var equation = Substitution.Apply(original, replacement);
            if (seen.TryGetValue(equation, out var earlier))
            {
                for (int i = 0; i < equation.Outputs.Length; i++)
                    replacement[equation.Outputs[i].Id] = earlier.Outputs[i];
                continue;
            }

            seen.Add(equation, equation);
            kept.Add(equation);
        }

        return new Graph(
            graph.Inputs, graph.Captures, [.. kept], Substitution.Apply(graph.Outputs, replacement), graph.VariableCount);
    }

    /// <summary>Equations compared by their primitives and inputs.</summary>
    private sealed class ByOperands : IEqualityComparer<Equation>
    {
        public bool Equals(Equation? x, Equation? y)
        {
            var (a, b) = (x!.Inputs, y!.Inputs);
            if (a.Length != b.Length)
                return false;
            for (int i = 0; i < a.Length; i++)
                if (!ReferenceEquals(a[i], b[i]))
                    return false;
            return x.Primitive.Equals(y.Primitive);
        }

        public int GetHashCode(Equation equation)
        {
            var hash = new HashCode();
            hash.Add(equation.Primitive.GetHashCode());
            foreach (var input in equation.Inputs)
                hash.Add(input.Id);
            return hash.ToHashCode();
        }
    }
}
