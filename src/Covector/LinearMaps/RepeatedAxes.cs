namespace Covector.LinearMaps;

/// <summary>
/// Finds the axes along which a value of a graph is the same by the way it is computed, as a number is that was broadcast. A coefficient
/// that is the same along an axis makes a simpler map; how it lies in memory depends on what computed it and says nothing.
/// </summary>
internal static class RepeatedAxes
{
    /// <summary>For each output of a graph, for each axis whether it is the same along it.</summary>
    public static bool[][] Of(Graph graph)
    {
        var repeated = new bool[]?[graph.VariableCount];
        foreach (var equation in graph.Equations)
        {
            var operands = Array.ConvertAll(equation.Inputs, v => repeated[v.Id] ?? new bool[v.Type.Shape.Rank]);
            foreach (var output in equation.Outputs)
                repeated[output.Id] = equation.Primitive is SingleOutputPrimitive ? Of(equation, operands) : null;
        }

        return Array.ConvertAll(graph.Outputs, v => repeated[v.Id] ?? new bool[v.Type.Shape.Rank]);
    }

    /// <summary>The tensor with steps of 0 along repeated axes and no others.</summary>
    public static Tensor Apply(Tensor value, bool[] repeated)
    {
        value = value.Packed();
        if (!repeated.Contains(true) || value.Size == 0)
            return value;
        nint[] strides = [.. value.GetStrides()];
        for (int i = 0; i < strides.Length; i++)
            if (repeated[i])
                strides[i] = 0;
        return value.View(value.Shape, strides);
    }

    private static bool[]? Of(Equation equation, bool[][] operands)
    {
        var shape = equation.Output.Type.Shape;
        var result = new bool[shape.Rank];
        switch (equation.Primitive)
        {
            case Fill:
                Array.Fill(result, true);
                return result;
            case Iota iota:
                Array.Fill(result, true);
                result[iota.Axis] = false;
                return result;
            case Elementwise:
                for (int i = 0; i < result.Length; i++)
                    result[i] = Array.TrueForAll(operands, o => o[i]);
                return result;
            case Broadcast broadcast:
                Array.Fill(result, true);
                for (int i = 0; i < broadcast.Axes.Count; i++)
                    result[broadcast.Axes[i]] = operands[0][i] || equation.Inputs[0].Type.Shape[i] == 1;
                return result;
            case Permute permute:
                for (int i = 0; i < result.Length; i++)
                    result[i] = operands[0][permute.Order[i]];
                return result;
            case Reduction reduction:
                var kept = reduction.Axes.Complement(operands[0].Length);
                for (int i = 0; i < result.Length; i++)
                    result[i] = operands[0][kept[i]];
                return result;
            case Primitives.StopGradient:
                return operands[0];
            case Primitives.Reshape:
                return OfReshape(equation.Inputs[0].Type.Shape, shape, operands[0]);
            default:
                return null;
        }
    }

    /// <summary>Axes of length 1 come and go; of others, all are repeated or none is known to be.</summary>
    private static bool[]? OfReshape(Shape from, Shape to, bool[] operand)
    {
        var result = new bool[to.Rank];
        bool isUniform = true;
        for (int i = 0; i < operand.Length; i++)
            isUniform &= operand[i] || from[i] == 1;
        if (isUniform)
        {
            Array.Fill(result, true);
            return result;
        }

        int next = 0;
        for (int i = 0; i < result.Length; i++)
        {
            if (to[i] == 1)
                continue;
            while (next < from.Rank && from[next] == 1)
                next++;
            if (next == from.Rank || from[next] != to[i])
                return null;
            result[i] = operand[next++];
        }

        return result;
    }
}
