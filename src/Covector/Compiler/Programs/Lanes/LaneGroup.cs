namespace Covector.Compiler;

/// <summary>Equations on a batch of tiny arrays that become one kernel: each element of a tiny array is a scalar of the kernel.</summary>
/// <param name="length">The length of the batch.</param>
internal sealed class LaneGroup(int length)
{
    private const int MostOperations = 1200;

    private readonly Dictionary<int, LaneValue> values = [];
    private readonly Dictionary<View, Expr> loads = [];
    private readonly List<View> views = [];
    private readonly List<Variable> defined = [];
    private int size;

    public int Length => length;

    public IReadOnlyList<View> Views => views;

    public bool IsFull => size > MostOperations;

    public bool Defines(Variable variable) => values.ContainsKey(variable.Id);

    /// <summary>Whether lanes can compute the equation.</summary>
    public static bool Accepts(Equation equation, int length)
    {
        if (equation.Outputs.Length != 1)
            return false;
        var shape = equation.Output.Type.Shape;
        int axis = LaneAnalysis.AxisOf(shape, length);
        if (axis < 0 || shape.Size / length > LaneAnalysis.MostElements)
            return false;
        foreach (var input in equation.Inputs)
        {
            int own = LaneAnalysis.AxisOf(input.Type.Shape, length);
            if (own == -2 || input.Type.Shape.Size / (own < 0 ? 1 : length) > LaneAnalysis.MostElements)
                return false;
        }

        var x = equation.Inputs.Length > 0 ? equation.Inputs[0].Type.Shape : default;
        int lane = equation.Inputs.Length > 0 ? LaneAnalysis.AxisOf(x, length) : -1;
        return equation.Primitive switch
        {
            Elementwise => KernelGroup.Accepts(equation),
            Broadcast broadcast => lane < 0 || broadcast.Axes[lane] == axis,
            Permute or Reverse { Axes.Count: 0 } => lane >= 0,
            Reverse reverse => lane >= 0 && !reverse.Axes.Contains(lane),
            StridedSlice slice => lane == axis && slice.Starts[axis] == 0 && slice.Steps[axis] == 1,
            Reshape => lane >= 0 && Before(x, lane) == Before(shape, axis),
            Concatenate concatenate => concatenate.Axis != axis,
            Pad pad => lane == axis && pad.Low[axis] == 0 && pad.Interior[axis] == 0,
            Reduction reduction => reduction.Kind is not null && lane >= 0 && !reduction.Axes.Contains(lane) && equation.Inputs[0].Type.DType.IsFloating,
            DotGeneral dot => equation.Inputs[0].Type.DType.IsFloating && Terms(dot, x) is > 0 and <= MatrixVectorProduct.FewColumns && DotFits(dot, lane, LaneAnalysis.AxisOf(equation.Inputs[1].Type.Shape, length)),
            _ => false,
        };
    }

    public void Add(Equation equation, Func<Variable, Fill?> constant, Func<Variable, View> viewOf)
    {
        var operands = Array.ConvertAll(equation.Inputs, v => ValueOf(v, constant, viewOf));
        var shape = equation.Output.Type.Shape;
        int axis = LaneAnalysis.AxisOf(shape, length);
        var result = equation.Primitive is Elementwise elementwise
            ? LaneRules.Elementwise(elementwise, operands, shape, axis)
            : LaneRules.Of(equation.Primitive, operands, shape, axis);
        size += result.Cells.Length * (equation.Primitive is Elementwise operation ? Operations(operation, operands, result) : 1);
        values.Add(equation.Output.Id, result);
        defined.Add(equation.Output);
    }

    /// <summary>The kernel that stores the results which are read.</summary>
    public KernelStep Build(Predicate<Variable> isRead)
    {
        var stores = new List<View>();
        var cells = new List<Expr>();
        foreach (var variable in defined)
        {
            if (!isRead(variable))
                continue;
            var value = values[variable.Id];
            var strides = Tensor.ContiguousStrides(variable.Type.Shape);
            for (int i = 0; i < value.Cells.Length; i++)
            {
                stores.Add(new View(variable, [length], value.OffsetOf(i, strides), [strides[value.LaneAxis]]));
                cells.Add(value.Cells[i]);
            }
        }

        return new KernelStep([length], views, stores, [.. cells]);
    }

    private static int Operations(Elementwise primitive, LaneValue[] operands, LaneValue result) =>
        VectorForm.Size(result.Cells[0], Array.ConvertAll(operands, o => o.Cells[0]));

    private static bool DotFits(DotGeneral dot, int left, int right) => (left >= 0, right >= 0) switch
    {
        (true, true) => dot.LeftBatch.IndexOf(left) is >= 0 and var place && dot.RightBatch[place] == right,
        (true, false) => !dot.LeftContract.Contains(left) && !dot.LeftBatch.Contains(left),
        (false, true) => !dot.RightContract.Contains(right) && !dot.RightBatch.Contains(right),
        _ => false,
    };

    private static long Terms(DotGeneral dot, Shape left)
    {
        long terms = 1;
        foreach (int axis in dot.LeftContract)
            terms *= left[axis];
        return terms;
    }

    private static long Before(Shape shape, int axis)
    {
        long product = 1;
        for (int i = 0; i < axis; i++)
            product *= shape[i];
        return product;
    }

    private LaneValue ValueOf(Variable variable, Func<Variable, Fill?> constant, Func<Variable, View> viewOf)
    {
        if (values.TryGetValue(variable.Id, out var value))
            return value;
        var shape = variable.Type.Shape;
        int axis = LaneAnalysis.AxisOf(shape, length);
        var cells = new Expr[shape.Size / (axis < 0 ? 1 : length)];
        value = new LaneValue(shape, axis, cells);
        if (constant(variable) is { } fill)
        {
            Array.Fill(cells, Expr.ConstantBits(fill.DType, fill.Bits));
            return value;
        }

        var view = viewOf(variable);
        for (int i = 0; i < cells.Length; i++)
            cells[i] = Load(new View(
                view.Root, [length], view.Offset + value.OffsetOf(i, view.Strides.AsSpan()), [axis < 0 ? 0 : view.Strides[axis]]));
        return value;
    }

    private Expr Load(View view)
    {
        if (!loads.TryGetValue(view, out var load))
        {
            load = Expr.Input(views.Count, view.Root.Type.DType);
            loads.Add(view, load);
            views.Add(view);
        }

        return load;
    }
}

/// <summary>A tiny array for each lane, or the same for all.</summary>
/// <param name="Shape">The shape with the long axis.</param>
/// <param name="LaneAxis">The place of the long axis; −1 if the value is the same for all lanes.</param>
/// <param name="Cells">The elements of the tiny array in row-major order.</param>
internal sealed record LaneValue(Shape Shape, int LaneAxis, Expr[] Cells)
{
    /// <summary>The cell for an index into the tensor; that along the long axis does not count.</summary>
    public Expr At(ReadOnlySpan<int> index)
    {
        int place = 0;
        for (int i = 0; i < Shape.Rank; i++)
            if (i != LaneAxis)
                place = place * Shape[i] + index[i];
        return Cells[place];
    }

    /// <summary>The index of a cell in the tensor, 0 along the long axis.</summary>
    public void IndexOf(int cell, Span<int> index)
    {
        for (int i = Shape.Rank - 1; i >= 0; i--)
        {
            if (i == LaneAxis)
            {
                index[i] = 0;
                continue;
            }

            index[i] = cell % Shape[i];
            cell /= Shape[i];
        }
    }

    /// <summary>Where a cell of the first lane lies.</summary>
    public long OffsetOf(int cell, ReadOnlySpan<nint> strides)
    {
        Span<int> index = stackalloc int[Shape.Rank];
        IndexOf(cell, index);
        long offset = 0;
        for (int i = 0; i < index.Length; i++)
            offset += index[i] * (long)strides[i];
        return offset;
    }
}
