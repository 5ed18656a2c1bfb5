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

        var sums = new CotangentSums(graph.VariableCount);
        for (int i = 0; i < cotangents.Length; i++)
            if (cotangents[i] is { } cotangent && values[graph.Outputs[i].Id] is null)
                sums.Add(graph.Outputs[i].Id, cotangent);

        for (int e = graph.Equations.Length - 1; e >= 0; e--)
        {
            var equation = graph.Equations[e];
            if (equation.Outputs.Length > 0 && values[equation.Output.Id] is null)
                Step(equation, values, sums);
        }

        return Array.ConvertAll(graph.Inputs, v => values[v.Id] is null ? sums.Take(v.Id) : null);
    }

    private static bool IsLinear(Equation equation, Tensor?[] values)
    {
        foreach (var input in equation.Inputs)
            if (values[input.Id] is null)
                return true;
        return false;
    }

    /// <summary>Takes the cotangents of the outputs of an operation and adds what they contribute to its linear operands.</summary>
    /// <param name="primitive">The operation.</param>
    /// <param name="operands">Its operands.</param>
    /// <param name="inputs">The numbers under which the sums of the operands' cotangents are kept.</param>
    /// <param name="outputs">The numbers under which those of the outputs are kept.</param>
    /// <param name="sums">The cotangents.</param>
    public static void Step(
        Primitive primitive, ReadOnlySpan<Operand> operands, ReadOnlySpan<int> inputs, ReadOnlySpan<int> outputs, CotangentSums sums)
    {
        OperandRoom room = default;
        var contributions = OperandRoom.For(operands.Length, ref room);
        if (primitive is SingleOutputPrimitive single)
        {
            if (sums.Take(outputs[0]) is not { } cotangent)
                return;
            single.Transpose(operands, cotangent, contributions);
        }
        else
        {
            var cotangents = new Tensor?[outputs.Length];
            bool isZero = true;
            for (int i = 0; i < cotangents.Length; i++)
            {
                cotangents[i] = sums.Take(outputs[i]);
                isZero &= cotangents[i] is null;
            }

            if (isZero)
                return;
            ((MultiOutputPrimitive)primitive).Transpose(operands, cotangents, contributions);
        }

        for (int i = 0; i < contributions.Length; i++)
            if (contributions[i] is { } contribution && operands[i].IsLinear)
                sums.Add(inputs[i], contribution);
    }

    private static void Step(Equation equation, Tensor?[] values, CotangentSums sums)
    {
        var variables = equation.Inputs;
        OperandPair operandRoom = default;
        NumberRoom inputRoom = default, outputRoom = default;
        var operands = variables.Length <= 2 ? ((Span<Operand>)operandRoom)[..variables.Length] : new Operand[variables.Length];
        var inputs = NumberRoom.For(variables.Length, ref inputRoom);
        for (int i = 0; i < operands.Length; i++)
        {
            inputs[i] = variables[i].Id;
            operands[i] = new Operand(variables[i].Type, values[variables[i].Id]);
        }

        var outputs = NumberRoom.For(equation.Outputs.Length, ref outputRoom);
        for (int i = 0; i < outputs.Length; i++)
            outputs[i] = equation.Outputs[i].Id;
        Step(equation.Primitive, operands, inputs, outputs, sums);
    }

    [InlineArray(2)]
    private struct OperandPair
    {
        private Operand first;
    }

    [InlineArray(Most)]
    private struct NumberRoom
    {
        private const int Most = 3;

        private int first;

        public static Span<int> For(int count, ref NumberRoom room) => count <= Most ? ((Span<int>)room)[..count] : new int[count];
    }
}
