namespace Covector.LinearMaps;

/// <summary>The map of one linear operation from one of its operands to its output, the other linear operands being zero.</summary>
internal static class LocalMaps
{
    /// <param name="equation">An equation with one output that is linear in the operand.</param>
    /// <param name="operand">The operand.</param>
    /// <param name="values">The values of the variables that are not linear.</param>
    public static LinearMap Of(Equation equation, int operand, Tensor?[] values)
    {
        var (x, y) = (equation.Inputs[operand].Type, equation.Output.Type);
        switch (equation.Primitive)
        {
            case Negate:
                return ContractionMap.OfIdentity(y.Shape, x.Shape, y.DType, -1);
            case Add:
                return ContractionMap.OfIdentity(y.Shape, x.Shape, y.DType);
            case Subtract:
                return ContractionMap.OfIdentity(y.Shape, x.Shape, y.DType, operand == 0 ? 1 : -1);
            case Multiply:
                return ContractionMap.OfDiagonal(values[equation.Inputs[1 - operand].Id]!, y.Shape, x.Shape, CoefficientKind.Plain);
            case StrongMultiply:
                return ContractionMap.OfDiagonal(values[equation.Inputs[1 - operand].Id]!, y.Shape, x.Shape, CoefficientKind.Singular);
            case Divide when operand == 0:
                return ContractionMap.OfDiagonal(1 / values[equation.Inputs[1].Id]!, y.Shape, x.Shape, CoefficientKind.Singular);
            case Select when operand > 0:
                var condition = values[equation.Inputs[0].Id]!;
                var mask = Primitives.Convert.Of(operand == 1 ? condition : Not.Of(condition), y.DType);
                return ContractionMap.OfDiagonal(mask, y.Shape, x.Shape, CoefficientKind.Mask);
            case Primitives.Convert when x.DType == y.DType:
                return ContractionMap.OfIdentity(y.Shape, x.Shape, y.DType);
            case Primitives.Reshape:
                return ContractionMap.OfIdentity(y.Shape, x.Shape, y.DType);
            case Permute permute:
                int[] order = permute.Order.AsSpan().ToArray();
                return Relabelled(x, y, order, Axes.Range(0, order.Length).AsSpan().ToArray(), x.Shape.ToArray());
            case Broadcast broadcast:
                return OfBroadcast(broadcast, x, y);
            case Sum sum:
                int[] kept = sum.Axes.Complement(x.Shape.Rank).AsSpan().ToArray();
                return Relabelled(x, y, kept, Axes.Range(0, x.Shape.Rank).AsSpan().ToArray(), x.Shape.ToArray());
            case DotGeneral dot:
                return OfDot(dot, equation, operand, values[equation.Inputs[1 - operand].Id]!);
            default:
                return ElementMoves.Of(equation, operand, Array.ConvertAll(equation.Inputs, v => values[v.Id])) is { } index
                    ? index
                    : new MatrixFreeMap(Program(equation, operand, 0, values), y.Shape, x.Shape, equation.Primitive.Name.Replace('_', ' '));
        }
    }

    /// <summary>One output of an equation as a program of one operand.</summary>
    public static LinearProgram Program(Equation equation, int operand, int output, Tensor?[] values)
    {
        var input = new Variable(0, equation.Inputs[operand].Type, null);
        int count = 1;
        var captures = new List<(Variable, Tensor)>();
        var inputs = new Variable[equation.Inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            if (i == operand)
            {
                inputs[i] = input;
                continue;
            }

            var type = equation.Inputs[i].Type;
            inputs[i] = new Variable(count++, type, null);
            captures.Add((inputs[i], values[equation.Inputs[i].Id] ?? Fill.Of(type.Shape, type.DType, 0)));
        }

        var outputs = Array.ConvertAll(equation.Outputs, v => new Variable(count++, v.Type, null));
        var graph = new Graph(
            [input], [.. captures], [new Equation(equation.Primitive, inputs, outputs)], [outputs[output]], count);
        return new LinearProgram(DeadCode.Remove(graph));
    }

    private static ContractionMap Relabelled(TensorType x, TensorType y, int[] outLabels, int[] inLabels, int[] lengths) =>
        ContractionMap.Create(y.DType, y.Shape, x.Shape, 1, lengths, outLabels, inLabels, []);

    private static ContractionMap OfBroadcast(Broadcast broadcast, TensorType x, TensorType y)
    {
        var lengths = new List<int>(y.Shape.ToArray());
        var inLabels = new int[x.Shape.Rank];
        for (int i = 0; i < inLabels.Length; i++)
        {
            inLabels[i] = broadcast.Axes[i];
            if (x.Shape[i] == y.Shape[broadcast.Axes[i]])
                continue;
            inLabels[i] = lengths.Count;
            lengths.Add(1);
        }

        return Relabelled(x, y, Axes.Range(0, y.Shape.Rank).AsSpan().ToArray(), inLabels, [.. lengths]);
    }

    /// <param name="dot">The product.</param>
    /// <param name="equation">Its equation.</param>
    /// <param name="operand">The linear operand.</param>
    /// <param name="other">The other one; null for the labels alone.</param>
    public static ContractionMap OfDot(DotGeneral dot, Equation equation, int operand, Tensor? other)
    {
        var (a, b, y) = (equation.Inputs[0].Type.Shape, equation.Inputs[1].Type.Shape, equation.Output.Type);
        int[] left = Axes.Range(0, a.Rank).AsSpan().ToArray(), right = new int[b.Rank];
        var lengths = new List<int>(a.ToArray());
        Array.Fill(right, -1);
        for (int i = 0; i < dot.LeftContract.Count; i++)
            right[dot.RightContract[i]] = dot.LeftContract[i];
        for (int i = 0; i < dot.LeftBatch.Count; i++)
            right[dot.RightBatch[i]] = dot.LeftBatch[i];
        for (int i = 0; i < right.Length; i++)
            if (right[i] < 0)
            {
                right[i] = lengths.Count;
                lengths.Add(b[i]);
            }

        var outLabels = new List<int>(dot.LeftBatch.AsSpan().ToArray());
        outLabels.AddRange(dot.LeftFree(a.Rank).AsSpan());
        foreach (int axis in dot.RightFree(b.Rank))
            outLabels.Add(right[axis]);
        var (inLabels, otherLabels) = operand == 0 ? (left, right) : (right, left);
        return ContractionMap.Create(
            y.DType, y.Shape, equation.Inputs[operand].Type.Shape, 1, [.. lengths], [.. outLabels], inLabels,
            other is null ? [] : [new Coefficient(other, otherLabels, CoefficientKind.Plain)]);
    }
}
