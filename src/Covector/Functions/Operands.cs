namespace Covector;

/// <summary>Brings operands to one element type and one shape, as the primitives want them.</summary>
internal static class Operands
{
    /// <summary>Applies an elementwise primitive to two operands after promotion and broadcasting.</summary>
    public static Tensor Apply(BinaryElementwise primitive, string operation, Tensor x, Tensor y)
    {
        Tensor.Require(x);
        Tensor.Require(y);
        if (x.DType != y.DType)
        {
            var dtype = DTypes.Promote(x, y);
            x = WithType(x, dtype);
            y = WithType(y, dtype);
        }

        if (x.Shape == y.Shape)
            return Trace.Bind(primitive, x, y);

        // Computing at once, the evaluator takes a number beside a tensor as it is.
        if (Trace.Current is null && (x.Rank == 0 || y.Rank == 0) && x.IsConcrete && y.IsConcrete)
            return primitive.Eval([x, y]);
        var shape = BroadcastShape(operation, x.Shape, y.Shape);
        return Trace.Bind(primitive, Expand(x, shape), Expand(y, shape));
    }

    /// <summary>Both operands in floating point: integers and truth values become Float64, or Float32 beside a Float32.</summary>
    public static (Tensor X, Tensor Y) Floating(Tensor x, Tensor y)
    {
        var dtype = DTypes.Promote(x, y);
        if (!dtype.IsFloating)
            dtype = DType.Float64;
        return (WithType(x, dtype), WithType(y, dtype));
    }

    /// <summary>The operand in floating point.</summary>
    public static Tensor Floating(Tensor x) => Tensor.Require(x).DType.IsFloating ? x : WithType(x, DType.Float64);

    /// <summary>The operand as a number: truth values become Int64.</summary>
    public static Tensor Numeric(Tensor x) => Tensor.Require(x).DType == DType.Bool ? WithType(x, DType.Int64) : x;

    /// <summary>The operand with an element type; a literal is converted before it is traced.</summary>
    public static Tensor WithType(Tensor x, DType dtype)
    {
        if (x.DType == dtype)
            return x;
        if (x is { IsLiteral: true, IsConcrete: true })
        {
            if (dtype.IsInteger)
                RequireFit(x, dtype);
            if (x.Rank == 0)
                return Tensor.Scalar(dtype, x.LiteralValue, LiteralKind.Number);
        }

        return Primitives.Convert.Of(x, dtype);
    }

    /// <summary>A number that is written in C# must not change when it takes the element type of the tensor it meets.</summary>
    private static void RequireFit(Tensor literal, DType dtype)
    {
        double limit = dtype == DType.Int32 ? int.MaxValue : Math.BitDecrement(9223372036854775808.0);
        foreach (double value in ElementwiseEvaluator.Convert(literal, DType.Float64).AsSpan<double>())
            if (!(value <= limit && value >= -limit - 1))
                throw Error.LiteralDoesNotFit(value, dtype);
    }

    /// <summary>The operand repeated to a shape by NumPy's rule; a number becomes a constant of that shape.</summary>
    public static Tensor Expand(Tensor x, Shape shape)
    {
        if (x.Shape == shape)
            return x;
        if (x is { IsLiteral: true, IsConcrete: true, Rank: 0 })
            return Trace.Bind(new Fill(x.DType, shape, Fill.ToBits(x)));
        return Broadcast.Of(x, shape);
    }

    /// <summary>The shape to which two shapes broadcast.</summary>
    /// <exception cref="ShapeMismatchException">An axis has two different lengths, neither of which is 1.</exception>
    public static Shape BroadcastShape(string operation, Shape x, Shape y)
    {
        if (x == y)
            return x;
        var result = new int[Math.Max(x.Rank, y.Rank)];
        for (int i = 1; i <= result.Length; i++)
        {
            int a = i <= x.Rank ? x[^i] : 1, b = i <= y.Rank ? y[^i] : 1;
            if (a != b && a != 1 && b != 1)
                throw Error.Broadcast(operation, x, y, i);
            result[^i] = a == 1 ? b : a;
        }

        return result;
    }

    /// <summary>The length of an axis of a result, which was counted without overflow.</summary>
    /// <exception cref="ShapeMismatchException">It is too long for an axis.</exception>
    public static int Length(string operation, Shape operand, Int128 length) =>
        length <= int.MaxValue ? (int)length : throw Error.TooLong(operation, operand, length);

    /// <summary>An axis counted from the start; negative ones count from the end.</summary>
    public static int Axis(string operation, int axis, Shape shape)
    {
        int result = axis < 0 ? axis + shape.Rank : axis;
        if ((uint)result >= (uint)shape.Rank)
            throw Error.AxisOutOfRange(operation, axis, shape);
        return result;
    }

    /// <summary>Distinct axes counted from the start.</summary>
    public static Axes AxisList(string operation, ReadOnlySpan<int> axes, Shape shape)
    {
        var result = new int[axes.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = Axis(operation, axes[i], shape);
            if (result.AsSpan(0, i).Contains(result[i]))
                throw Error.Shapes(operation, $"axis {axes[i]} of {shape} is given twice.");
        }

        return new Axes(result);
    }
}
