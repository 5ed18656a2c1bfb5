namespace Covector;

/// <summary>Reductions composed of primitives, over any list of axes; the public overloads only name the axes.</summary>
internal static class Reduce
{
    public delegate Tensor Rule(Tensor x, Axes axes);

    /// <summary>Over all axes, to a scalar.</summary>
    public static Tensor Over(Rule rule, Tensor x) => rule(Tensor.Require(x), Axes.Range(0, x.Rank));

    /// <summary>Over one axis.</summary>
    public static Tensor Over(Rule rule, string operation, Tensor x, int axis) =>
        rule(x, [Operands.Axis(operation, axis, Tensor.Require(x).Shape)]);

    /// <summary>Over some axes, which are removed or kept with length 1.</summary>
    public static Tensor Over(Rule rule, string operation, Tensor x, int[] axes, bool keepDims)
    {
        ArgumentNullException.ThrowIfNull(axes);
        var list = Operands.AxisList(operation, axes, Tensor.Require(x).Shape);
        var y = rule(x, list);
        return keepDims ? Primitives.Reshape.Of(y, Kept(x.Shape, list)) : y;
    }

    public static Tensor Sum(Tensor x, Axes axes) => Primitives.Sum.Of(Operands.Numeric(x), axes);

    public static Tensor Product(Tensor x, Axes axes) => Primitives.Product.Of(Operands.Numeric(x), axes);

    public static Tensor Max(Tensor x, Axes axes)
    {
        RequireElements(nameof(Max), x.Shape, axes);
        return ReduceMax.Of(x, axes);
    }

    public static Tensor Min(Tensor x, Axes axes)
    {
        RequireElements(nameof(Min), x.Shape, axes);
        return ReduceMin.Of(x, axes);
    }

    public static Tensor Any(Tensor x, Axes axes) => Primitives.Any.Of(Truth(nameof(Any), x), axes);

    public static Tensor All(Tensor x, Axes axes) => Primitives.All.Of(Truth(nameof(All), x), axes);

    public static Tensor Mean(Tensor x, Axes axes) => Primitives.Sum.Of(Operands.Floating(x), axes) / (double)Count(x.Shape, axes);

    public static Tensor Variance(Tensor x, Axes axes)
    {
        x = Operands.Floating(x);
        return Mean(Functions.Square(x - Primitives.Reshape.Of(Mean(x, axes), Kept(x.Shape, axes))), axes);
    }

    public static Tensor StandardDeviation(Tensor x, Axes axes)
    {
        x = Operands.Floating(x);
        return RootOfSquares(x - Primitives.Reshape.Of(Mean(x, axes), Kept(x.Shape, axes)), axes, Mean);
    }

    public static Tensor Norm(Tensor x, Axes axes) => RootOfSquares(Operands.Floating(x), axes, Sum);

    public static Tensor LogSumExp(Tensor x, Axes axes)
    {
        x = Operands.Floating(x);
        if (Count(x.Shape, axes) == 0)
            return Primitives.Sum.Of(x, axes) + double.NegativeInfinity;
        var shift = Shift(x, axes);
        var sum = Primitives.Sum.Of(Primitives.Exp.Of(x - Primitives.Reshape.Of(shift, Kept(x.Shape, axes))), axes);

        // The sum is 0 only where all elements are −∞: there the gradient is 0 instead of 0/0.
        var empty = Primitives.Equal.Of(sum, Fill.Like(sum, 0));
        var log = Primitives.Log.Of(Select.Of(empty, Fill.Like(sum, 1), sum));
        return Select.Of(empty, Fill.Like(sum, double.NegativeInfinity), log + shift);
    }

    /// <summary>
    /// What is subtracted from exponents so that they do not overflow: the maximum over the axes, without a derivative; 0 where it is
    /// infinite, so that ∞ − ∞ does not arise.
    /// </summary>
    public static Tensor Shift(Tensor x, Axes axes)
    {
        var max = ReduceMax.Of(Primitives.StopGradient.Of(x), axes);
        return Select.Of(Primitives.IsFinite.Of(max), max, Fill.Like(max, 0));
    }

    /// <summary>The shape with the reduced axes of length 1.</summary>
    public static Shape Kept(Shape shape, Axes axes)
    {
        int[] lengths = shape.ToArray();
        foreach (int axis in axes)
            lengths[axis] = 1;
        return lengths;
    }

    /// <summary>The root of the sum or the mean of the squares, of which none overflows and none vanishes that counts.</summary>
    private static Tensor RootOfSquares(Tensor x, Axes axes, Rule rule)
    {
        if (Count(x.Shape, axes) == 0)
            return RootOrZero(rule(x, axes));
        var scale = ScaleOfSquares(x, axes);
        var squares = Functions.Square(x * Primitives.Reshape.Of(scale, Kept(x.Shape, axes)));
        return RootOrZero(rule(squares, axes)) / scale;
    }

    /// <summary>
    /// A power of two, so that it changes no bit: 1 unless the square of the largest element is near the end of the range of its type, or its
    /// sum over 2³¹ elements is. No product of the derivative, 1/(2·scale·‖scale·x‖), leaves the range either.
    /// </summary>
    private static Tensor ScaleOfSquares(Tensor x, Axes axes)
    {
        var (most, shrink, least, grow) = x.DType == DType.Float32 ? (47, -80, -60, 88) : (480, -600, -450, 600);
        var largest = ReduceMax.Of(Absolute.Of(Primitives.StopGradient.Of(x)), axes);
        var one = Fill.Like(largest, 1);
        var small = Select.Of(Less.Of(largest, Fill.Like(largest, Math.ScaleB(1, least))), Fill.Like(largest, Math.ScaleB(1, grow)), one);
        return Select.Of(Greater.Of(largest, Fill.Like(largest, Math.ScaleB(1, most))), Fill.Like(largest, Math.ScaleB(1, shrink)), small);
    }

    /// <summary>√s with the derivative 0 at 0: the untaken branch must not see 0, where its derivative is infinite.</summary>
    private static Tensor RootOrZero(Tensor s)
    {
        var isZero = Primitives.Equal.Of(s, Fill.Like(s, 0));
        return Select.Of(isZero, Fill.Like(s, 0), Primitives.Sqrt.Of(Select.Of(isZero, Fill.Like(s, 1), s)));
    }

    private static long Count(Shape shape, Axes axes)
    {
        long count = 1;
        foreach (int axis in axes)
            count *= shape[axis];
        return count;
    }

    private static Tensor Truth(string operation, Tensor x) => x.DType == DType.Bool
        ? x
        : throw Error.DTypes(operation, x.DType, "a Bool tensor, such as x > 0");

    public static void RequireElements(string operation, Shape shape, Axes axes)
    {
        foreach (int axis in axes)
            if (shape[axis] == 0)
                throw Error.Shapes(operation, $"the shape {shape} has no elements along axis {axis}; {operation} of nothing is not defined.");
    }
}
