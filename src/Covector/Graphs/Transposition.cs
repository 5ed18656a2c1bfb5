namespace Covector.Graphs;

/// <summary>
/// The transpose of a linear graph: cotangents run through the equations in reverse. Everything is computed in the current trace, so the
/// same code evaluates a backward pass at once or stages it.
/// </summary>
internal static class Transposition
{
    /// <summary>The cotangents of the linear inputs.</summary>
    /// <param name="graph">A graph that is linear in the inputs without a value.</param>
    /// <param name="inputs">The values of the inputs that are not linear, null for the linear ones.</param>
    /// <param name="cotangents">One for each output; null is zero.</param>
    /// <returns>One for each input; null is zero, and for inputs that are not linear.</returns>
    /// <exception cref="NotDifferentiableException">The graph is not linear in these inputs.</exception>
    public static Tensor?[] Run(Graph graph, ReadOnlySpan<Tensor?> inputs, ReadOnlySpan<Tensor?> cotangents)
    {
        // A variable without a value is linear: it depends on a linear input.
        var values = new Tensor?[graph.VariableCount];
        for (int i = 0; i < inputs.Length; i++)
            values[graph.Inputs[i].Id] = inputs[i];
        foreach (var (variable, value) in graph.Captures)
            values[variable.Id] = value;
        foreach (var equation in graph.Equations)
            if (!IsLinear(equation, values))
                GraphEvaluator.Step(equation, values);

        var accumulated = new Tensor?[graph.VariableCount];
        for (int i = 0; i < cotangents.Length; i++)
            if (cotangents[i] is { } cotangent && values[graph.Outputs[i].Id] is null)
                Accumulate(ref accumulated[graph.Outputs[i].Id], cotangent);

        for (int e = graph.Equations.Length - 1; e >= 0; e--)
        {
            var equation = graph.Equations[e];
            if (equation.Outputs.Length > 0 && values[equation.Output.Id] is null)
                Transpose(equation, values, accumulated);
        }

        return Array.ConvertAll(graph.Inputs, v => values[v.Id] is null ? accumulated[v.Id] : null);
    }

    private static bool IsLinear(Equation equation, Tensor?[] values)
    {
        foreach (var input in equation.Inputs)
            if (values[input.Id] is null)
                return true;
        return false;
    }

    private static void Transpose(Equation equation, Tensor?[] values, Tensor?[] accumulated)
    {
        var operands = new Operand[equation.Inputs.Length];
        for (int i = 0; i < operands.Length; i++)
            operands[i] = new Operand(equation.Inputs[i].Type, values[equation.Inputs[i].Id]);
        var contributions = new Tensor?[operands.Length];
        if (equation.Primitive is SingleOutputPrimitive single)
        {
            ref var slot = ref accumulated[equation.Output.Id];
            if (slot is not { } cotangent)
                return;
            single.Transpose(operands, cotangent, contributions);
            slot = null;
        }
        else
        {
            var cotangents = Array.ConvertAll(equation.Outputs, v => accumulated[v.Id]);
            if (Array.TrueForAll(cotangents, c => c is null))
                return;
            ((MultiOutputPrimitive)equation.Primitive).Transpose(operands, cotangents, contributions);
            foreach (var output in equation.Outputs)
                accumulated[output.Id] = null;
        }

        for (int i = 0; i < contributions.Length; i++)
            if (contributions[i] is { } contribution && operands[i].IsLinear)
                Accumulate(ref accumulated[equation.Inputs[i].Id], contribution);
    }

    private static void Accumulate(ref Tensor? sum, Tensor term) => sum = sum is null ? term : Add.Of(sum, term);
}
