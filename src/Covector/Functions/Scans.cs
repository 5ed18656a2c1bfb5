namespace Covector;

public static partial class Functions
{
    /// <summary>
    /// Running sums along an axis: yᵢ = x₀ + … + xᵢ. Truth values are counted (Int64), Float32 is added up in double precision.
    /// </summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis; negative ones count from the end.</param>
    public static Tensor CumSum(Tensor x, int axis)
    {
        axis = Operands.Axis(nameof(CumSum), axis, Tensor.Require(x).Shape);
        return CumulativeSum.Of(Operands.Numeric(x), axis, false);
    }

    /// <summary>Running products along an axis: yᵢ = x₀·…·xᵢ. The derivative is exact where elements are 0.</summary>
    /// <inheritdoc cref="CumSum"/>
    public static Tensor CumProd(Tensor x, int axis)
    {
        axis = Operands.Axis(nameof(CumProd), axis, Tensor.Require(x).Shape);
        return LinearRecurrence.CumulativeProduct(Operands.Numeric(x), axis, false);
    }

    /// <summary>Running maxima along an axis. The derivative goes to the first element that attains the maximum.</summary>
    /// <inheritdoc cref="CumSum"/>
    public static Tensor CumMax(Tensor x, int axis)
    {
        axis = Operands.Axis(nameof(CumMax), axis, Tensor.Require(x).Shape);
        return x.Shape[axis] == 0 ? x : Along.Take(x, CumulativeArgMax.Of(x, axis), axis);
    }
}
