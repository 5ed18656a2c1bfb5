namespace Covector;

public static partial class Functions
{
    /// <summary>The place of the first largest element along an axis; Int64, without a derivative. NaN counts as the largest.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis, which the result lacks; negative ones count from the end.</param>
    /// <exception cref="ShapeMismatchException">There are no elements along the axis.</exception>
    public static Tensor ArgMax(Tensor x, int axis)
    {
        axis = Operands.Axis(nameof(ArgMax), axis, Tensor.Require(x).Shape);
        Reduce.RequireElements(nameof(ArgMax), x.Shape, [axis]);
        return Primitives.ArgMax.Of(x, axis);
    }

    /// <summary>The place of the first smallest element along an axis; Int64, without a derivative. NaN counts as the smallest.</summary>
    /// <inheritdoc cref="ArgMax"/>
    public static Tensor ArgMin(Tensor x, int axis)
    {
        axis = Operands.Axis(nameof(ArgMin), axis, Tensor.Require(x).Shape);
        Reduce.RequireElements(nameof(ArgMin), x.Shape, [axis]);
        return Primitives.ArgMin.Of(x, axis);
    }

    /// <summary>The places of the elements in ascending order along an axis, equal ones in their order, NaN last; Int64.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis; negative ones count from the end.</param>
    public static Tensor ArgSort(Tensor x, int axis) =>
        Primitives.ArgSort.Of(x, Operands.Axis(nameof(ArgSort), axis, Tensor.Require(x).Shape));

    /// <summary>The elements in ascending order along an axis, equal ones in their order, NaN last. The derivative follows each element.</summary>
    /// <inheritdoc cref="ArgSort"/>
    public static Tensor Sort(Tensor x, int axis)
    {
        axis = Operands.Axis(nameof(Sort), axis, Tensor.Require(x).Shape);
        return x.Shape[axis] == 0 ? x : Along.Take(x, Primitives.ArgSort.Of(x, axis), axis);
    }

    /// <summary>The k largest elements along the last axis in descending order, equal ones in their order, NaN first.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="k">How many, from 0 to the length of the last axis.</param>
    /// <returns>The elements, whose derivative follows each of them, and their places (Int64).</returns>
    /// <exception cref="ShapeMismatchException">k is negative or more than the last axis has.</exception>
    public static (Tensor Values, Tensor Indices) TopK(Tensor x, int k)
    {
        int axis = Operands.Axis(nameof(TopK), -1, Tensor.Require(x).Shape), n = x.Shape[axis];
        if ((uint)k > (uint)n)
            throw Error.Shapes(nameof(TopK), $"k is {k}; the last axis of {x.Shape} has {n} elements, so that k is from 0 to {n}.");

        // A stable ascending order read backwards is a stable descending order of what stood backwards.
        var ascending = Primitives.ArgSort.Of(Reverse.Of(x, [axis]), axis);
        var places = (n - 1) - Along.Part(Reverse.Of(ascending, [axis]), axis, 0, k);
        return (Along.Take(x, places, axis), places);
    }
}
