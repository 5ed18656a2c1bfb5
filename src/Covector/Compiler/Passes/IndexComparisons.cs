namespace Covector.Compiler;

/// <summary>
/// Comparisons of 64-bit numbers with places along an axis, as in <c>OneHot</c>, are done on 32 bits where the axis is short enough: as
/// many lanes as Float32 has, and a masked row needs no other width. Where numbers of 64 bits are chosen, they stay as they are, for the
/// same reason. A number beyond the axis is first moved next to its end, which no comparison tells apart.
/// </summary>
internal static class IndexComparisons
{
    public static Graph Apply(Graph graph)
    {
        if (!Array.Exists(graph.Equations, e => IsWideIota(e.Primitive)))
            return graph;
        var definitions = new Equation?[graph.VariableCount];
        var equations = new List<Equation>(graph.Equations.Length);
        int variables = graph.VariableCount;
        bool[] isWide = ReadersAreWide(graph);
        foreach (var equation in graph.Equations)
        {
            foreach (var output in equation.Outputs)
                definitions[output.Id] = equation;
            equations.Add(IsComparison(equation.Primitive)
                ? Narrow(equation, 0, 1) ?? Narrow(equation, 1, 0) ?? equation
                : equation);
        }

        return new Graph(graph.Inputs, graph.Captures, [.. equations], graph.Outputs, variables);

        // The comparison of a repeated operand with an iota.
        Equation? Narrow(Equation comparison, int repeated, int places)
        {
            if (isWide[comparison.Output.Id] || definitions[comparison.Inputs[repeated].Id] is not { Primitive: Broadcast broadcast } source
                || definitions[comparison.Inputs[places].Id]?.Primitive is not Iota iota || !IsWideIota(iota)
                || source.Inputs[0].Type.Shape.Size * 8L > comparison.Output.Type.Shape.Size)
                return null;
            var inputs = new Variable[2];
            inputs[repeated] = Add(broadcast, Narrowed(source.Inputs[0], iota.Shape[iota.Axis]));
            inputs[places] = Add(iota with { DType = DType.Int32 });
            return new Equation(comparison.Primitive, inputs, comparison.Outputs);
        }

        Variable Narrowed(Variable number, int length)
        {
            if (definitions[number.Id] is { Primitive: Primitives.Convert } conversion && conversion.Inputs[0].Type.DType == DType.Int32)
                return conversion.Inputs[0];
            var (type, shape) = (number.Type.DType, number.Type.Shape);
            var low = Add(new Fill(type, shape, -1));
            var high = Add(new Fill(type, shape, length));
            return Add(new Primitives.Convert(DType.Int32), Add(new Maximum(), low, Add(new Minimum(), number, high)));
        }

        Variable Add(SingleOutputPrimitive primitive, params Variable[] inputs)
        {
            var output = new Variable(variables++, primitive.Infer(Array.ConvertAll(inputs, v => v.Type)), null);
            equations.Add(new Equation(primitive, inputs, [output]));
            return output;
        }
    }

    /// <summary>The masks that choose numbers of 64 bits, or become such.</summary>
    private static bool[] ReadersAreWide(Graph graph)
    {
        var result = new bool[graph.VariableCount];
        foreach (var equation in graph.Equations)
            if (equation.Primitive is Primitives.Convert or Select && equation.Output.Type.DType.Size == sizeof(double))
                result[equation.Inputs[0].Id] = true;
        return result;
    }

    private static bool IsWideIota(Primitive primitive) =>
        primitive is Iota { DType: DType.Int64 } iota && iota.Shape[iota.Axis] < int.MaxValue;

    private static bool IsComparison(Primitive primitive) =>
        primitive is Equal or NotEqual or Less or LessOrEqual or Greater or GreaterOrEqual;
}
