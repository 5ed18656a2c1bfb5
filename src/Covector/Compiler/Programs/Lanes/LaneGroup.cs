namespace Covector.Compiler;

/// <summary>Equations on a batch of tiny arrays that become one kernel: each element of a tiny array is a scalar of the kernel.</summary>
/// <param name="length">The length of the batch, or <see cref="LaneAnalysis.Alone"/>.</param>
internal sealed class LaneGroup(int length)
{
    private const int MostOperations = 1200;

    /// <summary>In a batch most moves are names; without one they are loads and stores of single numbers. So many count as an operation.</summary>
    private const int MovesOfBatch = 8;

    /// <summary>Longer products without a batch are better in vectors: so many multiplications for a matrix, and for a vector or number.</summary>
    private const int ShortProduct = 32, ShortVectorProduct = 64;

    private readonly Dictionary<int, LaneValue> values = [];
    private readonly Dictionary<View, Expr> loads = [];
    private readonly List<View> views = [];
    private readonly List<Variable> defined = [];
    /// <summary>What it remembers is several times what the group keeps: null once the group is large enough.</summary>
    private ScalarAlgebra? algebra = new();
    private readonly List<(View Indices, nint Rows)> gathered = [];
    private readonly List<(Variable Value, View Place)> copies = [];
    private int moves;

    public int Length => length;

    public IReadOnlyList<View> Views => views;

    public bool IsFull => algebra is null;

    public bool Defines(Variable variable) => values.ContainsKey(variable.Id);

    /// <summary>Whether lanes can compute the equation.</summary>
    public static bool Accepts(Equation equation, int length)
    {
        if (equation.Outputs.Length != 1)
            return false;
        if (length == LaneAnalysis.Alone)
            return AcceptsAlone(equation);
        var shape = equation.Output.Type.Shape;
        int axis = LaneAnalysis.AxisOf(shape, length);
        if (axis < 0 || shape.Size / length > LaneAnalysis.MostElements)
            return false;
        foreach (var input in equation.Inputs)
        {
            // What is gathered from may be large.
            if (equation.Primitive is Gather && input == equation.Inputs[0])
                continue;
            int own = LaneAnalysis.AxisOf(input.Type.Shape, length);
            if (own == -2 || input.Type.Shape.Size == 0 || input.Type.Shape.Size / (own < 0 ? 1 : length) > LaneAnalysis.MostElements)
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
            Reduction reduction =>
                reduction.Kind is not null && lane >= 0 && !reduction.Axes.Contains(lane) && equation.Inputs[0].Type.DType.IsFloating,
            DotGeneral dot => IsShort(dot, equation) && DotFits(dot, lane, LaneAnalysis.AxisOf(equation.Inputs[1].Type.Shape, length)),
            Gather gather => gather.BatchRank == 0 && lane == -1 && x[0] > 0 && equation.Inputs[0].Type.DType != DType.Bool
                && LaneAnalysis.AxisOf(equation.Inputs[1].Type.Shape, length) == axis,
            _ => false,
        };
    }

    private static bool AcceptsAlone(Equation equation)
    {
        var shape = equation.Output.Type.Shape;
        if (shape.Size == 0 || !LaneAnalysis.IsTiny(shape) || !Array.TrueForAll(equation.Inputs, v => LaneAnalysis.IsTiny(v.Type.Shape)))
            return false;
        return equation.Primitive switch
        {
            // Longer computations of several elements are better in a vector.
            Elementwise => ElementRule.Of(equation) is { HasVectorForm: true } rule && (shape.Size == 1 || rule.Operations <= 1),
            Broadcast or Permute or Reverse or StridedSlice or Reshape or Concatenate or Pad => true,
            Reduction { Kind: not null } => equation.Inputs[0].Type is { DType.IsFloating: true, Shape.Size: > 0 },
            DotGeneral dot => IsShort(dot, equation) && shape.Size * Terms(dot, equation) <= (shape.Rank < 2 ? ShortVectorProduct : ShortProduct),
            _ => false,
        };
    }

    public void Add(Equation equation, Func<Variable, Fill?> constant, KnownArrays known, Func<Variable, View> viewOf)
    {
        var shape = equation.Output.Type.Shape;
        if (equation.Primitive is Gather)
        {
            values.Add(equation.Output.Id, Rows(viewOf(equation.Inputs[0]), viewOf(equation.Inputs[1]), shape));
            defined.Add(equation.Output);
            CloseIfFull();
            return;
        }

        var operands = Array.ConvertAll(equation.Inputs, v => (known[v] ?? ValueOf(v, constant, viewOf)).Simplified(algebra!));
        int axis = LaneAnalysis.AxisOf(shape, length);
        var result = ElementRule.Of(equation) is { } rule
            ? LaneRules.Elementwise(rule, operands, algebra!, shape, axis)
            : LaneRules.Of(equation.Primitive, operands, equation.Output.Type, axis).Simplified(algebra!);
        if (equation.Primitive is not (Elementwise or Reduction or DotGeneral))
            moves += result.Cells.Length;
        values.Add(equation.Output.Id, result);
        defined.Add(equation.Output);
        CloseIfFull();
    }

    /// <summary>Has a value of the group stored in part of another variable, too.</summary>
    public void StoreIn(View place, Variable value)
    {
        moves += values[value.Id].Cells.Length;
        copies.Add((value, place));
        CloseIfFull();
    }

    /// <summary>The kernel that stores the results which are read; null if none is.</summary>
    public ProgramStep? Build(Predicate<Variable> isRead)
    {
        var stores = new List<View>();
        var cells = new List<Expr>();
        foreach (var variable in defined)
            if (isRead(variable))
                Store(variable, View.Of(variable));
        foreach (var (variable, place) in copies)
            if (isRead(place.Root))
                Store(variable, place);
        if (stores.Count == 0)
            return null;
        var kernel = new KernelStep([length], views, stores, [.. cells]);
        return gathered.Count == 0 ? kernel : new CheckedStep(kernel, [.. gathered]);

        void Store(Variable variable, View place)
        {
            var value = values[variable.Id];
            for (int i = 0; i < value.Cells.Length; i++)
            {
                long offset = place.Offset + value.OffsetOf(i, place.Strides.AsSpan());
                stores.Add(new View(place.Root, [length], offset, [value.LaneAxis < 0 ? 1 : place.Strides[value.LaneAxis]]));
                cells.Add(value.Cells[i]);
            }
        }
    }

    private void CloseIfFull()
    {
        if (algebra is { Count: var count }
            && count + (views.Count + moves) / (length == LaneAnalysis.Alone ? 1 : MovesOfBatch) > MostOperations)
            algebra = null;
    }

    /// <summary>The elements of rows whose numbers are in memory.</summary>
    private LaneValue Rows(View x, View indices, Shape shape)
    {
        if (!gathered.Contains((indices, x.Shape[0])))
            gathered.Add((indices, x.Shape[0]));
        var result = LaneValue.Empty(shape, LaneAnalysis.AxisOf(shape, length));
        Span<int> index = stackalloc int[shape.Rank];
        int rank = indices.Shape.Rank;
        for (int i = 0; i < result.Cells.Length; i++)
        {
            result.IndexOf(i, index);
            long row = indices.Offset, offset = x.Offset;
            for (int k = 0; k < rank; k++)
                row += index[k] * (long)indices.Strides[k];
            for (int k = rank; k < index.Length; k++)
                offset += index[k] * (long)x.Strides[k - rank + 1];
            var number = new View(indices.Root, [length], row, [indices.Strides[result.LaneAxis]]);
            Load(number);
            result.Cells[i] = Load(new View(x.Root, [length], offset, [0]) { Index = number, IndexStride = x.Strides[0] });
        }

        return result;
    }

    private static bool DotFits(DotGeneral dot, int left, int right) => (left >= 0, right >= 0) switch
    {
        (true, true) => dot.LeftBatch.IndexOf(left) is >= 0 and var place && dot.RightBatch[place] == right,
        (true, false) => !dot.LeftContract.Contains(left) && !dot.LeftBatch.Contains(left),
        (false, true) => !dot.RightContract.Contains(right) && !dot.RightBatch.Contains(right),
        _ => false,
    };

    /// <summary>Whether its sums have so few terms that the matrix product adds them in order.</summary>
    private static bool IsShort(DotGeneral dot, Equation equation) =>
        equation.Inputs[0].Type.DType.IsFloating && Terms(dot, equation) is > 0 and <= MatrixVectorProduct.FewColumns;

    private static long Terms(DotGeneral dot, Equation equation)
    {
        long terms = 1;
        foreach (int axis in dot.LeftContract)
            terms *= equation.Inputs[0].Type.Shape[axis];
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
    /// <summary>A value whose cells are still to be set.</summary>
    public static LaneValue Empty(Shape shape, int axis) => new(shape, axis, new Expr[shape.Size / (axis < 0 ? 1 : shape[axis])]);

    /// <summary>The same value with simplified cells.</summary>
    public LaneValue Simplified(ScalarAlgebra algebra) => this with { Cells = Array.ConvertAll(Cells, algebra.Simplify) };

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
