namespace Covector.Graphs;

/// <summary>Computes equal equations once: same primitive with equal parameters, same inputs.</summary>
internal static class CommonSubexpressions
{
    public static Graph Remove(Graph graph)
    {
        var replacement = new Variable?[graph.VariableCount];
        var seen = new Dictionary<EquationKey, Equation>();
        var kept = new List<Equation>(graph.Equations.Length);
        foreach (var original in graph.Equations)
        {
            var equation = Substitution.Apply(original, replacement);
            if (seen.TryGetValue(new EquationKey(equation), out var earlier))
            {
                for (int i = 0; i < equation.Outputs.Length; i++)
                    replacement[equation.Outputs[i].Id] = earlier.Outputs[i];
                continue;
            }

            seen.Add(new EquationKey(equation), equation);
            kept.Add(equation);
        }

        return new Graph(
            graph.Inputs, graph.Captures, [.. kept], Substitution.Apply(graph.Outputs, replacement), graph.VariableCount);
    }

    /// <summary>An equation compared by its primitive and its inputs.</summary>
    private readonly struct EquationKey(Equation equation) : IEquatable<EquationKey>
    {
        private readonly Equation equation = equation;

        public bool Equals(EquationKey other)
        {
            var (a, b) = (equation.Inputs, other.equation.Inputs);
            if (a.Length != b.Length)
                return false;
            for (int i = 0; i < a.Length; i++)
                if (!ReferenceEquals(a[i], b[i]))
                    return false;
            return equation.Primitive.Equals(other.equation.Primitive);
        }

        public override bool Equals(object? obj) => obj is EquationKey other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add(equation.Primitive);
            foreach (var input in equation.Inputs)
                hash.Add(input.Id);
            return hash.ToHashCode();
        }
    }
}
