namespace Covector;

public static partial class Functions
{
    /// <summary>The sum over all axes; truth values are counted (Int64). The sum of nothing is 0. Derivative: the sum of the tangent.</summary>
    /// <param name="x">Any shape.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Sum(Tensor x) => Reduce.Over(Reduce.Sum, x);

    /// <summary>The sum over one axis; truth values are counted (Int64). The sum of nothing is 0. Derivative: the sum of the tangent.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis, which the result lacks; negative ones count from the end.</param>
    public static Tensor Sum(Tensor x, int axis) => Reduce.Over(Reduce.Sum, nameof(Sum), x, axis);

    /// <summary>The sum over one axis; truth values are counted (Int64). The sum of nothing is 0. Derivative: the sum of the tangent.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis; negative ones count from the end.</param>
    /// <param name="keepDims">Whether the axis stays, with length 1, so that the result broadcasts against x.</param>
    public static Tensor Sum(Tensor x, int axis, bool keepDims) => Reduce.Over(Reduce.Sum, nameof(Sum), x, [axis], keepDims);

    /// <summary>The sum over some axes; truth values are counted (Int64). The sum of nothing is 0. Derivative: the sum of the tangent.</summary>
    /// <param name="x">Any shape with those axes.</param>
    /// <param name="axes">Distinct axes; negative ones count from the end.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1, so that the result broadcasts against x.</param>
    public static Tensor Sum(Tensor x, int[] axes, bool keepDims = false) => Reduce.Over(Reduce.Sum, nameof(Sum), x, axes, keepDims);

    /// <summary>The product over all axes; truth values become Int64. The product of nothing is 1. The derivative is exact where elements are 0.</summary>
    /// <param name="x">Any shape.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Prod(Tensor x) => Reduce.Over(Reduce.Product, x);

    /// <summary>The product over one axis; truth values become Int64. The product of nothing is 1. The derivative is exact where elements are 0.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis, which the result lacks; negative ones count from the end.</param>
    public static Tensor Prod(Tensor x, int axis) => Reduce.Over(Reduce.Product, nameof(Prod), x, axis);

    /// <summary>The product over one axis; truth values become Int64. The product of nothing is 1. The derivative is exact where elements are 0.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis; negative ones count from the end.</param>
    /// <param name="keepDims">Whether the axis stays, with length 1, so that the result broadcasts against x.</param>
    public static Tensor Prod(Tensor x, int axis, bool keepDims) => Reduce.Over(Reduce.Product, nameof(Prod), x, [axis], keepDims);

    /// <summary>The product over some axes; truth values become Int64. The product of nothing is 1. The derivative is exact where elements are 0.</summary>
    /// <param name="x">Any shape with those axes.</param>
    /// <param name="axes">Distinct axes; negative ones count from the end.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1, so that the result broadcasts against x.</param>
    public static Tensor Prod(Tensor x, int[] axes, bool keepDims = false) => Reduce.Over(Reduce.Product, nameof(Prod), x, axes, keepDims);

    /// <summary>The largest element over all axes; NaN if there is one. The derivative is shared equally by all that attain it.</summary>
    /// <param name="x">Any shape.</param>
    /// <returns>A scalar.</returns>
    /// <exception cref="ShapeMismatchException">There are no elements.</exception>
    public static Tensor Max(Tensor x) => Reduce.Over(Reduce.Max, x);

    /// <summary>The largest element over one axis; NaN if there is one. The derivative is shared equally by all that attain it.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis, which the result lacks; negative ones count from the end.</param>
    /// <exception cref="ShapeMismatchException">There are no elements.</exception>
    public static Tensor Max(Tensor x, int axis) => Reduce.Over(Reduce.Max, nameof(Max), x, axis);

    /// <summary>The largest element over one axis; NaN if there is one. The derivative is shared equally by all that attain it.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis; negative ones count from the end.</param>
    /// <param name="keepDims">Whether the axis stays, with length 1, so that the result broadcasts against x.</param>
    /// <exception cref="ShapeMismatchException">There are no elements.</exception>
    public static Tensor Max(Tensor x, int axis, bool keepDims) => Reduce.Over(Reduce.Max, nameof(Max), x, [axis], keepDims);

    /// <summary>The largest element over some axes; NaN if there is one. The derivative is shared equally by all that attain it.</summary>
    /// <param name="x">Any shape with those axes.</param>
    /// <param name="axes">Distinct axes; negative ones count from the end.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1, so that the result broadcasts against x.</param>
    /// <exception cref="ShapeMismatchException">There are no elements.</exception>
    public static Tensor Max(Tensor x, int[] axes, bool keepDims = false) => Reduce.Over(Reduce.Max, nameof(Max), x, axes, keepDims);

    /// <summary>The smallest element over all axes; NaN if there is one. The derivative is shared equally by all that attain it.</summary>
    /// <param name="x">Any shape.</param>
    /// <returns>A scalar.</returns>
    /// <exception cref="ShapeMismatchException">There are no elements.</exception>
    public static Tensor Min(Tensor x) => Reduce.Over(Reduce.Min, x);

    /// <summary>The smallest element over one axis; NaN if there is one. The derivative is shared equally by all that attain it.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis, which the result lacks; negative ones count from the end.</param>
    /// <exception cref="ShapeMismatchException">There are no elements.</exception>
    public static Tensor Min(Tensor x, int axis) => Reduce.Over(Reduce.Min, nameof(Min), x, axis);

    /// <summary>The smallest element over one axis; NaN if there is one. The derivative is shared equally by all that attain it.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis; negative ones count from the end.</param>
    /// <param name="keepDims">Whether the axis stays, with length 1, so that the result broadcasts against x.</param>
    /// <exception cref="ShapeMismatchException">There are no elements.</exception>
    public static Tensor Min(Tensor x, int axis, bool keepDims) => Reduce.Over(Reduce.Min, nameof(Min), x, [axis], keepDims);

    /// <summary>The smallest element over some axes; NaN if there is one. The derivative is shared equally by all that attain it.</summary>
    /// <param name="x">Any shape with those axes.</param>
    /// <param name="axes">Distinct axes; negative ones count from the end.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1, so that the result broadcasts against x.</param>
    /// <exception cref="ShapeMismatchException">There are no elements.</exception>
    public static Tensor Min(Tensor x, int[] axes, bool keepDims = false) => Reduce.Over(Reduce.Min, nameof(Min), x, axes, keepDims);

    /// <summary>Whether some element is true over all axes; false for none.</summary>
    /// <param name="x">Any shape.</param>
    /// <returns>A scalar.</returns>
    /// <exception cref="DTypeMismatchException">The tensor is not Bool.</exception>
    public static Tensor Any(Tensor x) => Reduce.Over(Reduce.Any, x);

    /// <summary>Whether some element is true over one axis; false for none.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis, which the result lacks; negative ones count from the end.</param>
    /// <exception cref="DTypeMismatchException">The tensor is not Bool.</exception>
    public static Tensor Any(Tensor x, int axis) => Reduce.Over(Reduce.Any, nameof(Any), x, axis);

    /// <summary>Whether some element is true over one axis; false for none.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis; negative ones count from the end.</param>
    /// <param name="keepDims">Whether the axis stays, with length 1, so that the result broadcasts against x.</param>
    /// <exception cref="DTypeMismatchException">The tensor is not Bool.</exception>
    public static Tensor Any(Tensor x, int axis, bool keepDims) => Reduce.Over(Reduce.Any, nameof(Any), x, [axis], keepDims);

    /// <summary>Whether some element is true over some axes; false for none.</summary>
    /// <param name="x">Any shape with those axes.</param>
    /// <param name="axes">Distinct axes; negative ones count from the end.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1, so that the result broadcasts against x.</param>
    /// <exception cref="DTypeMismatchException">The tensor is not Bool.</exception>
    public static Tensor Any(Tensor x, int[] axes, bool keepDims = false) => Reduce.Over(Reduce.Any, nameof(Any), x, axes, keepDims);

    /// <summary>Whether every element is true over all axes; true for none.</summary>
    /// <param name="x">Any shape.</param>
    /// <returns>A scalar.</returns>
    /// <exception cref="DTypeMismatchException">The tensor is not Bool.</exception>
    public static Tensor All(Tensor x) => Reduce.Over(Reduce.All, x);

    /// <summary>Whether every element is true over one axis; true for none.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis, which the result lacks; negative ones count from the end.</param>
    /// <exception cref="DTypeMismatchException">The tensor is not Bool.</exception>
    public static Tensor All(Tensor x, int axis) => Reduce.Over(Reduce.All, nameof(All), x, axis);

    /// <summary>Whether every element is true over one axis; true for none.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis; negative ones count from the end.</param>
    /// <param name="keepDims">Whether the axis stays, with length 1, so that the result broadcasts against x.</param>
    /// <exception cref="DTypeMismatchException">The tensor is not Bool.</exception>
    public static Tensor All(Tensor x, int axis, bool keepDims) => Reduce.Over(Reduce.All, nameof(All), x, [axis], keepDims);

    /// <summary>Whether every element is true over some axes; true for none.</summary>
    /// <param name="x">Any shape with those axes.</param>
    /// <param name="axes">Distinct axes; negative ones count from the end.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1, so that the result broadcasts against x.</param>
    /// <exception cref="DTypeMismatchException">The tensor is not Bool.</exception>
    public static Tensor All(Tensor x, int[] axes, bool keepDims = false) => Reduce.Over(Reduce.All, nameof(All), x, axes, keepDims);
}
