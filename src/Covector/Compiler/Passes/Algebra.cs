namespace Covector.Compiler;

/// <summary>
/// Identities that save work and keep every bit: x·1, x/1, −(−x), moves that undo or follow each other, broadcasts and arithmetic of
/// constants. Linear in the graph: an equation is looked at once, after its inputs.
/// </summary>
internal static class Algebra
{
    public static Graph Apply(Graph graph)
    {
        var replacement = new Variable?[graph.VariableCount];
        var definitions = new Equation?[graph.VariableCount];
        var equations = new List<Equation>(graph.Equations.Length);
        foreach (var original in graph.Equations)
        {
            var equation = Substitution.Apply(original, replacement);
            if (equation.Primitive is SingleOutputPrimitive primitive)
            {
                if (SameValue(equation, definitions) is { } same && same.Type == equation.Output.Type)
                {
                    replacement[equation.Output.Id] = same;
                    continue;
                }

                equation = Rewrite(equation, primitive, definitions);
                definitions[equation.Output.Id] = equation;
            }

            equations.Add(equation);
        }

        return new Graph(
            graph.Inputs, graph.Captures, [.. equations], Substitution.Apply(graph.Outputs, replacement), graph.VariableCount);
    }

    /// <summary>A variable that already has the value of the equation.</summary>
    private static Variable? SameValue(Equation equation, Equation?[] definitions)
    {
        var inputs = equation.Inputs;
        switch (equation.Primitive)
        {
            case Multiply when IsFill(inputs[1], 1, definitions):
            case Divide when IsFill(inputs[1], 1, definitions):
            case StopGradient:
                return inputs[0];
            case Multiply when IsFill(inputs[0], 1, definitions):
                return inputs[1];
            case Negate when Definition(inputs[0], definitions) is { Primitive: Negate } inner:
                return inner.Inputs[0];
            case Permute outer
                when Definition(inputs[0], definitions) is { Primitive: Permute inner } equationInner && Compose(inner, outer) is null:
                return equationInner.Inputs[0];
            default:
                return null;
        }
    }

    /// <summary>The same value by a cheaper equation, or the equation itself.</summary>
    private static Equation Rewrite(Equation equation, SingleOutputPrimitive primitive, Equation?[] definitions)
    {
        var type = equation.Output.Type;
        if (equation.Inputs.Length == 0)
            return equation;
        var source = Definition(equation.Inputs[0], definitions);
        switch (primitive)
        {
            // A move of a constant is a constant.
            case Broadcast or Reshape or Permute or StridedSlice or Reverse when source?.Primitive is Fill fill:
                return new Equation(fill with { Shape = type.Shape }, [], equation.Outputs);
            case Reshape when source?.Primitive is Reshape:
                return new Equation(primitive, source.Inputs, equation.Outputs);
            case Permute outer when source?.Primitive is Permute inner && Compose(inner, outer) is { } order:
                return new Equation(new Permute(order), source.Inputs, equation.Outputs);
            case Elementwise and not Select
                when type.Shape.Size > 0 && Array.TrueForAll(equation.Inputs, v => Definition(v, definitions)?.Primitive is Fill):
                return Fold(equation, primitive, definitions);
            default:
                return equation;
        }
    }

    /// <summary>Arithmetic of constants, done on one element by the kernels that would run on all.</summary>
    private static Equation Fold(Equation equation, SingleOutputPrimitive primitive, Equation?[] definitions)
    {
        var scalars = Array.ConvertAll(
            equation.Inputs, v => ((Fill)Definition(v, definitions)!.Primitive with { Shape = default }).Eval([]));
        var result = primitive.Eval(scalars);
        var fill = new Fill(equation.Output.Type.DType, equation.Output.Type.Shape, Fill.ToBits(result));
        return new Equation(fill, [], equation.Outputs);
    }

    /// <summary>The order of two permutations one after the other; null if they undo each other.</summary>
    private static Axes? Compose(Permute inner, Permute outer)
    {
        var order = new int[outer.Order.Count];
        bool identity = true;
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = inner.Order[outer.Order[i]];
            identity &= order[i] == i;
        }

        return identity ? null : new Axes(order);
    }

    private static Equation? Definition(Variable variable, Equation?[] definitions) => definitions[variable.Id];

    private static bool IsFill(Variable variable, double value, Equation?[] definitions) =>
        Definition(variable, definitions)?.Primitive is Fill fill && fill.Value == value && fill.DType.IsFloating;
}
