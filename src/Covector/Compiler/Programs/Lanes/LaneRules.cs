namespace Covector.Compiler;

/// <summary>What primitives do to the elements of tiny arrays.</summary>
internal static class LaneRules
{
    /// <summary>The same rule for all elements.</summary>
    /// <param name="rule">What the equation does to one.</param>
    /// <param name="operands">Their cells are simplified already.</param>
    /// <param name="algebra">What simplifies those of the result.</param>
    /// <param name="shape">Of the result and of the operands.</param>
    /// <param name="axis">The long axis.</param>
    public static LaneValue Elementwise(ElementRule rule, LaneValue[] operands, ScalarAlgebra algebra, Shape shape, int axis)
    {
        var cells = new Expr[operands[0].Cells.Length];
        var inputs = new Expr[operands.Length];
        // Operands have the shape of the result; one without the long axis cannot be among them.
        for (int i = 0; i < cells.Length; i++)
        {
            for (int k = 0; k < inputs.Length; k++)
                inputs[k] = operands[k].Cells[i];
            cells[i] = algebra.Apply(rule.Program!, inputs);
        }

        return new LaneValue(shape, axis, cells);
    }

    public static LaneValue Of(Primitive primitive, LaneValue[] operands, TensorType type, int axis) => primitive switch
    {
        Broadcast broadcast => Moved(operands[0], type.Shape, axis, (index, source) =>
        {
            for (int i = 0; i < source.Length; i++)
                source[i] = operands[0].Shape[i] == 1 ? 0 : index[broadcast.Axes[i]];
        }),
        Permute permute => Moved(operands[0], type.Shape, axis, (index, source) =>
        {
            for (int i = 0; i < source.Length; i++)
                source[permute.Order[i]] = index[i];
        }),
        Reverse reverse => Moved(operands[0], type.Shape, axis, (index, source) =>
        {
            for (int i = 0; i < source.Length; i++)
                source[i] = reverse.Axes.Contains(i) ? type.Shape[i] - 1 - index[i] : index[i];
        }),
        StridedSlice slice => Moved(operands[0], type.Shape, axis, (index, source) =>
        {
            for (int i = 0; i < source.Length; i++)
                source[i] = i == axis ? 0 : slice.Starts[i] + index[i] * slice.Steps[i];
        }),
        // The long axis has as many elements before it as before, so that the tiny arrays keep their order.
        Reshape => new LaneValue(type.Shape, axis, operands[0].Cells),
        Concatenate concatenate => Joined(concatenate, operands, type.Shape, axis),
        Pad pad => Padded(pad, operands[0], type, axis),
        Reduction reduction => Reduced(reduction, operands[0], type.Shape, axis),
        DotGeneral dot => Product(dot, operands[0], operands[1], type.Shape, axis),
        _ => throw new ArgumentException($"'{primitive.Name}' has no rule for lanes."),
    };

    private delegate void SourceIndex(ReadOnlySpan<int> index, Span<int> source);

    private static LaneValue Moved(LaneValue x, Shape shape, int axis, SourceIndex sourceOf)
    {
        var result = LaneValue.Empty(shape, axis);
        Span<int> index = stackalloc int[shape.Rank];
        Span<int> source = stackalloc int[x.Shape.Rank];
        for (int i = 0; i < result.Cells.Length; i++)
        {
            result.IndexOf(i, index);
            sourceOf(index, source);
            result.Cells[i] = x.At(source);
        }

        return result;
    }

    private static LaneValue Joined(Concatenate concatenate, LaneValue[] operands, Shape shape, int axis)
    {
        var result = LaneValue.Empty(shape, axis);
        Span<int> index = stackalloc int[shape.Rank];
        for (int i = 0; i < result.Cells.Length; i++)
        {
            result.IndexOf(i, index);
            int part = 0;
            for (; index[concatenate.Axis] >= operands[part].Shape[concatenate.Axis]; part++)
                index[concatenate.Axis] -= operands[part].Shape[concatenate.Axis];
            result.Cells[i] = operands[part].At(index);
        }

        return result;
    }

    private static LaneValue Padded(Pad pad, LaneValue x, TensorType type, int axis)
    {
        var shape = type.Shape;
        var result = LaneValue.Empty(shape, axis);
        Array.Fill(result.Cells, Expr.ConstantBits(type.DType, 0));
        Span<int> index = stackalloc int[shape.Rank];
        for (int i = 0; i < x.Cells.Length; i++)
        {
            x.IndexOf(i, index);
            int place = 0;
            for (int k = 0; k < index.Length; k++)
                if (k != axis)
                    place = place * shape[k] + pad.Low[k] + index[k] * (pad.Interior[k] + 1);
            result.Cells[place] = x.Cells[i];
        }

        return result;
    }

    private static LaneValue Reduced(Reduction reduction, LaneValue x, Shape shape, int axis)
    {
        var parts = new List<Expr>[LaneValue.Empty(shape, axis).Cells.Length];
        Span<int> index = stackalloc int[x.Shape.Rank];
        for (int i = 0; i < x.Cells.Length; i++)
        {
            x.IndexOf(i, index);
            int place = 0;
            for (int k = 0; k < index.Length; k++)
                if (k != x.LaneAxis && !reduction.Axes.Contains(k))
                    place = place * x.Shape[k] + index[k];
            (parts[place] ??= []).Add(x.Cells[i]);
        }

        bool isInnermost = IsInnermost(reduction.Axes, x.Shape);
        return new LaneValue(shape, axis, Array.ConvertAll(
            parts, p => isInnermost ? LaneFolds.AsVectors(reduction.Kind!.Value, p) : LaneFolds.InOrder(reduction.Kind!.Value, p)));
    }

    /// <summary>Whether the reduction of the whole tensor goes along rows rather than columns.</summary>
    private static bool IsInnermost(Axes axes, Shape shape)
    {
        var sorted = axes.AsSpan().ToArray();
        Array.Sort(sorted);
        if (sorted[^1] - sorted[0] != sorted.Length - 1)
            return true;
        for (int i = sorted[^1] + 1; i < shape.Rank; i++)
            if (shape[i] != 1)
                return false;
        return true;
    }

    private static LaneValue Product(DotGeneral dot, LaneValue a, LaneValue b, Shape shape, int axis)
    {
        var result = LaneValue.Empty(shape, axis);
        var (leftFree, rightFree) = (dot.LeftFree(a.Shape.Rank), dot.RightFree(b.Shape.Rank));
        Span<int> index = stackalloc int[shape.Rank];
        Span<int> left = stackalloc int[a.Shape.Rank];
        Span<int> right = stackalloc int[b.Shape.Rank];
        int terms = 1;
        foreach (int k in dot.LeftContract)
            terms *= a.Shape[k];
        for (int i = 0; i < result.Cells.Length; i++)
        {
            result.IndexOf(i, index);
            int next = 0;
            for (int k = 0; k < dot.LeftBatch.Count; k++, next++)
                left[dot.LeftBatch[k]] = right[dot.RightBatch[k]] = index[next];
            foreach (int k in leftFree)
                left[k] = index[next++];
            foreach (int k in rightFree)
                right[k] = index[next++];
            var sum = a.Cells[0].Like(0);
            for (int term = 0; term < terms; term++)
            {
                int rest = term;
                for (int k = dot.LeftContract.Count - 1; k >= 0; k--)
                {
                    int length = a.Shape[dot.LeftContract[k]];
                    left[dot.LeftContract[k]] = right[dot.RightContract[k]] = rest % length;
                    rest /= length;
                }

                // As the matrix product: from zero, in order, each term with one rounding.
                var (x, y) = (a.At(left), b.At(right));
                sum = Expr.Fma(x, y, sum);
            }

            result.Cells[i] = sum;
        }

        return result;
    }
}
