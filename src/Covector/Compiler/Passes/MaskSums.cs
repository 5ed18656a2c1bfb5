namespace Covector.Compiler;

/// <summary>
/// The sum along an axis of what depends on nothing but whether a place is the one that a number names, as in the derivatives of one-hot
/// vectors:
/// <code>Σⱼ f(b = j)   becomes   0 ≤ b &lt; n ? f(true) : 0,   where f(false) = 0</code>
/// Constants and elementwise operations make up f, which is computed here, on one element, by the kernels that would run on all. Every bit
/// is kept.
/// </summary>
internal static class MaskSums
{
    public static Graph Apply(Graph graph)
    {
        if (!Array.Exists(graph.Equations, e => e.Primitive is Iota))
            return graph;
        var definitions = new Equation?[graph.VariableCount];
        var choices = new Choice?[graph.VariableCount];
        var equations = new List<Equation>(graph.Equations.Length);
        int variables = graph.VariableCount;
        foreach (var equation in graph.Equations)
        {
            if (equation.Primitive is Sum sum && choices[equation.Inputs[0].Id] is { } choice && Rewrite(equation, sum, choice))
                continue;
            equations.Add(equation);
            if (equation.Primitive is not SingleOutputPrimitive)
                continue;
            definitions[equation.Output.Id] = equation;
            choices[equation.Output.Id] = ChoiceOf(equation, definitions, choices);
        }

        return new Graph(graph.Inputs, graph.Captures, [.. equations], graph.Outputs, variables);

        bool Rewrite(Equation equation, Sum sum, Choice choice)
        {
            var (number, type) = (choice.Number, equation.Output.Type);
            if (sum.Axes.Count != 1 || sum.Axes[0] != choice.Axis || number.Type.Shape != type.Shape || !IsZero(choice.Otherwise)
                || IsZero(choice.AtPlace))
                return false;
            var otherwise = new Sum([0]).Eval([choice.Otherwise.View([choice.Length], [0])]);
            var isPlace = Add(
                new And(),
                Add(new LessOrEqual(), Add(new Fill(number.Type.DType, type.Shape, 0)), number),
                Add(new Less(), number, Add(new Fill(number.Type.DType, type.Shape, choice.Length))));
            equations.Add(new Equation(Select.Instance, [isPlace, Constant(choice.AtPlace), Constant(otherwise)], equation.Outputs));
            return true;

            Variable Constant(Tensor value) => Add(new Fill(type.DType, type.Shape, Fill.ToBits(value)));
        }

        Variable Add(SingleOutputPrimitive primitive, params Variable[] inputs)
        {
            var output = new Variable(variables++, primitive.Infer(Array.ConvertAll(inputs, v => v.Type)), null);
            equations.Add(new Equation(primitive, inputs, [output]));
            return output;
        }
    }

    private static Choice? ChoiceOf(Equation equation, Equation?[] definitions, Choice?[] choices)
    {
        if (equation.Primitive is Equal)
            return Mask(equation.Inputs[0], equation.Inputs[1], definitions) ?? Mask(equation.Inputs[1], equation.Inputs[0], definitions);
        if (equation.Primitive is not Elementwise elementwise)
            return null;
        Choice? mask = null;
        foreach (var input in equation.Inputs)
        {
            if (choices[input.Id] is { } choice && (mask is null || ReferenceEquals(mask.Comparison, choice.Comparison)))
                mask = choice;
            else if (definitions[input.Id]?.Primitive is not Fill)
                return null;
        }

        if (mask is null)
            return null;
        return mask with { AtPlace = Compute(choice => choice.AtPlace), Otherwise = Compute(choice => choice.Otherwise) };

        Tensor Compute(Func<Choice, Tensor> value) => elementwise.Eval(Array.ConvertAll(
            equation.Inputs,
            v => choices[v.Id] is { } choice ? value(choice) : ((Fill)definitions[v.Id]!.Primitive with { Shape = default }).Eval([])));
    }

    /// <summary>The comparison of a number, repeated along an axis, with the places there.</summary>
    private static Choice? Mask(Variable repeated, Variable places, Equation?[] definitions)
    {
        if (definitions[places.Id]?.Primitive is not Iota iota || !iota.DType.IsInteger
            || definitions[repeated.Id] is not { Primitive: Broadcast broadcast } source
            || !broadcast.Axes.Equals(new Axes([iota.Axis]).Complement(iota.Shape.Rank)))
            return null;
        return new Choice(source, source.Inputs[0], iota.Axis, iota.Shape[iota.Axis], Truth(1), Truth(0));

        static Tensor Truth(long bit) => new Fill(DType.Bool, default, bit).Eval([]);
    }

    /// <summary>Whether a number is 0 or −0.</summary>
    private static bool IsZero(Tensor x) => x.DType switch
    {
        DType.Float32 => (Fill.ToBits(x) & int.MaxValue) == 0,
        DType.Float64 => (Fill.ToBits(x) & long.MaxValue) == 0,
        _ => Fill.ToBits(x) == 0,
    };

    /// <summary>What depends on a comparison alone.</summary>
    /// <param name="Comparison">The repetition of the number that is compared.</param>
    /// <param name="Number">The number, for each line along the axis.</param>
    /// <param name="Axis">The axis along which the places lie.</param>
    /// <param name="Length">How many there are.</param>
    /// <param name="AtPlace">The value where the number is the place.</param>
    /// <param name="Otherwise">The value elsewhere.</param>
    private sealed record Choice(Equation Comparison, Variable Number, int Axis, int Length, Tensor AtPlace, Tensor Otherwise);
}
