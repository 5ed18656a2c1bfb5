namespace Covector;

public static partial class Functions
{
    /// <summary>The parts of a tensor at some places of an axis. The derivative of x adds up where places repeat.</summary>
    /// <param name="x">[B…, n, R…].</param>
    /// <param name="indices">Whole numbers of any shape [J…], negative ones from the end; outside of the axis they throw.</param>
    /// <param name="axis">The axis; negative ones count from the end.</param>
    /// <returns>[B…, J…, R…].</returns>
    /// <exception cref="IndexOutOfBoundsException">An index is outside of the axis.</exception>
    /// <exception cref="DTypeMismatchException">The indices are not whole numbers.</exception>
    public static Tensor Take(Tensor x, Tensor indices, int axis) => Take(x, indices, axis, IndexMode.Throw);

    /// <inheritdoc cref="Take(Tensor, Tensor, int)"/>
    /// <param name="x">[B…, n, R…].</param>
    /// <param name="indices">Whole numbers of any shape [J…].</param>
    /// <param name="axis">The axis; negative ones count from the end.</param>
    /// <param name="mode">What an index outside of the axis means.</param>
    public static Tensor Take(Tensor x, Tensor indices, int axis, IndexMode mode)
    {
        axis = Operands.Axis(nameof(Take), axis, Tensor.Require(x).Shape);
        return IndexTensor.Gather(x, IndexTensor.Normalize(nameof(Take), indices, x.Shape, axis, mode), axis);
    }

    /// <summary>A window of given length along an axis, at a place that may be computed.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="start">A whole number: where the window starts; negative from the end.</param>
    /// <param name="length">The length of the window.</param>
    /// <param name="axis">The axis; negative ones count from the end.</param>
    /// <param name="mode">What a window that leaves the axis means; Clamp moves it to the nearest place within, and the derivative with it.</param>
    /// <exception cref="IndexOutOfBoundsException">The window leaves the axis.</exception>
    /// <exception cref="ShapeMismatchException">The window is longer than the axis.</exception>
    public static Tensor DynamicSlice(Tensor x, Tensor start, int length, int axis = 0, IndexMode mode = IndexMode.Throw)
    {
        axis = Operands.Axis(nameof(DynamicSlice), axis, Tensor.Require(x).Shape);
        if ((uint)length > (uint)x.Shape[axis])
            throw Error.Shapes(nameof(DynamicSlice), $"a window of {length} elements does not fit into axis {axis} of {x.Shape}.");
        if (Tensor.Require(start).Rank != 0)
            throw Error.Shapes(nameof(DynamicSlice), $"the start has the shape {start.Shape}; expected one number.");

        var first = WindowStart(x.Shape, IndexTensor.Whole(nameof(DynamicSlice), start), length, axis, mode);
        return IndexTensor.Gather(x, Primitives.Broadcast.Of(first, [length]) + Iota.Of([length], 0, DType.Int64), axis);
    }

    /// <summary>Where a window starts, counted from the start of the axis. What is not known yet is checked when elements are read.</summary>
    private static Tensor WindowStart(Shape shape, Tensor start, int length, int axis, IndexMode mode)
    {
        int n = shape[axis];
        if (mode == IndexMode.Clamp)
            return Clip(start, 0, n - length);
        if (!start.IsConcrete)
            return Where((start < 0) & (start >= -(long)n), start + n, start);
        long given = (long)start, first = given < 0 ? given + n : given;
        return first >= 0 && first <= n - length
            ? Tensor.From([first]).Reshape()
            : throw new IndexOutOfBoundsException(
                $"DynamicSlice: the window of {length} elements at {given} leaves axis {axis} of {shape}, which has {n} elements; it may "
                + $"start from 0 to {n - length}.");
    }

    /// <summary>1 at the place that each label names, 0 elsewhere: [J…] to [J…, count]; Float64.</summary>
    /// <param name="labels">Whole numbers; one outside of 0 … count − 1 gives zeros only.</param>
    /// <param name="count">The number of places.</param>
    public static Tensor OneHot(Tensor labels, int count) => OneHot(labels, count, DType.Float64);

    /// <summary>1 at the place that each label names, 0 elsewhere: [J…] to [J…, count].</summary>
    /// <param name="labels">Whole numbers; one outside of 0 … count − 1 gives zeros only.</param>
    /// <param name="count">The number of places.</param>
    /// <param name="dtype">The element type of the result.</param>
    public static Tensor OneHot(Tensor labels, int count, DType dtype)
    {
        var whole = IndexTensor.Whole(nameof(OneHot), labels);
        if (count < 0)
            throw Error.NegativeCount(nameof(OneHot), "count", count);
        var shape = whole.Shape.Insert(whole.Rank, count);
        var here = Primitives.Equal.Of(Broadcast.Of(whole, shape, Axes.Range(0, whole.Rank)), Iota.Of(shape, whole.Rank, DType.Int64));
        return Primitives.Convert.Of(here, DTypes.Require(dtype));
    }

    /// <summary>Sums of the rows that have the same number: y[s] = Σ x[i] over all i with ids[i] = s.</summary>
    /// <param name="x">[J…, R…].</param>
    /// <param name="ids">Whole numbers from 0 to count − 1, of the shape [J…].</param>
    /// <param name="count">The number of sums.</param>
    /// <returns>[count, R…]; a number that does not occur has the sum 0.</returns>
    /// <exception cref="IndexOutOfBoundsException">A number is outside of 0 … count − 1.</exception>
    public static Tensor SegmentSum(Tensor x, Tensor ids, int count)
    {
        x = Operands.Numeric(x);
        var whole = IndexTensor.Whole(nameof(SegmentSum), ids);
        if (whole.Rank > x.Rank || !x.Shape.AsSpan()[..whole.Rank].SequenceEqual(whole.Shape.AsSpan()))
            throw Error.Shapes(nameof(SegmentSum), $"the ids have the shape {whole.Shape}; the shape of x, {x.Shape}, must start with it.");
        if (count < 0)
            throw Error.NegativeCount(nameof(SegmentSum), "count", count);
        if (whole.IsConcrete)
            RequireIds(whole, count);
        Shape target = [count, .. x.Shape.AsSpan()[whole.Rank..]];
        return Scatter.Of(ScatterKind.Add, Fill.Of(target, x.DType, 0), whole, x, 0);
    }

    private static void RequireIds(Tensor ids, int count)
    {
        foreach (long id in ids.AsSpan<long>())
            if (id < 0 || id >= count)
                throw new IndexOutOfBoundsException(
                    $"SegmentSum: the id {id} is outside of 0 to {count - 1}, the numbers of the {count} sums.");
    }
}
