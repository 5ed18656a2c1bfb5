namespace Covector.LinearMaps;

/// <summary>
/// Operations that move elements to other places: where each element of the output comes from. The numbers of the elements are sent through
/// the operation itself, so that its own code says where they go.
/// </summary>
internal static class ElementMoves
{
    /// <param name="equation">The operation.</param>
    /// <param name="operand">The linear operand.</param>
    /// <param name="known">The values of the operands, as far as they are known.</param>
    /// <returns>The map; null if the operation does something else, or if its places are not known.</returns>
    public static LinearMap? Of(Equation equation, int operand, ReadOnlySpan<Tensor?> known)
    {
        var (x, y) = (equation.Inputs[operand].Type, equation.Output.Type);
        if (x.Shape.Size > int.MaxValue || y.Shape.Size > int.MaxValue)
            return null;
        switch (equation.Primitive)
        {
            case StridedSlice or Pad or Reverse or Windows:
                return Moved(equation.Primitive, x, y, numbers => [numbers]);
            case Concatenate:
                return Moved(equation.Primitive, x, y, numbers =>
                {
                    var parts = Array.ConvertAll(equation.Inputs, v => Fill.Of(v.Type.Shape, DType.Int64, 0));
                    parts[operand] = numbers;
                    return parts;
                });
            case WindowSum windowSum:
                var windows = new Windows(WindowLengths(windowSum, x.Shape), windowSum.Steps, windowSum.Dilations);
                return Moved(windows, y, x, numbers => [numbers]).T.Reshaped(y.Shape, x.Shape);
            case Gather when operand == 0 && known[1] is { IsConcrete: true } indices:
                return Moved(equation.Primitive, x, y, numbers => [numbers, indices]);
            case Scatter { Kind: ScatterKind.Add } when operand == 0:
                return ContractionMap.OfIdentity(y.Shape, x.Shape, y.DType);
            case Scatter { Kind: ScatterKind.Add } scatter when operand == 2 && known[1] is { IsConcrete: true } indices:
                return Moved(new Gather(scatter.BatchRank), y, x, numbers => [numbers, indices]).T.Reshaped(y.Shape, x.Shape);
            case Scatter { Kind: ScatterKind.Set } when known[1] is { IsConcrete: true } indices && operand != 1:
                return Moved(
                    equation.Primitive, x, y,
                    numbers => operand == 0
                        ? [numbers, indices, Fill.Of(equation.Inputs[2].Type.Shape, DType.Int64, 0)]
                        : [Fill.Of(y.Shape, DType.Int64, 0), indices, numbers]);
            default:
                return null;
        }
    }

    /// <summary>Sends 1, 2, 3, … through an operation; what comes out as 0 comes from nowhere.</summary>
    private static SelectorMap Moved(Primitive primitive, TensorType x, TensorType y, Func<Tensor, Tensor[]> operands)
    {
        long[] sources;
        using (Trace.Enter(null))
        {
            var numbers = new long[x.Shape.Size];
            for (int i = 0; i < numbers.Length; i++)
                numbers[i] = i + 1;
            var moved = Trace.Bind(
                (SingleOutputPrimitive)primitive, operands(Primitives.Reshape.Of(Tensor.From(numbers, numbers.Length), x.Shape)));
            sources = moved.ToArray<long>();
        }

        return new SelectorMap(y.DType, y.Shape, x.Shape, Array.ConvertAll(sources, s => (int)s - 1), null);
    }

    private static Axes WindowLengths(WindowSum sum, Shape x)
    {
        var lengths = new int[sum.Steps.Count];
        for (int i = 0; i < lengths.Length; i++)
            lengths[i] = x[x.Rank - lengths.Length + i];
        return new Axes(lengths);
    }
}
