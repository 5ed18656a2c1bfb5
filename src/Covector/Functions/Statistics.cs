namespace Covector;

public static partial class Functions
{
    /// <summary>The arithmetic mean over all axes: Σx/n; NaN of nothing. Integers give Float64. Derivative: the mean of the tangent.</summary>
    /// <param name="x">Any shape.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Mean(Tensor x) => Reduce.Over(Reduce.Mean, x);

    /// <summary>The arithmetic mean over one axis: Σx/n; NaN of nothing. Integers give Float64. Derivative: the mean of the tangent.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis, which the result lacks; negative ones count from the end.</param>
    public static Tensor Mean(Tensor x, int axis) => Reduce.Over(Reduce.Mean, nameof(Mean), x, axis);

    /// <summary>The arithmetic mean over one axis: Σx/n; NaN of nothing. Integers give Float64. Derivative: the mean of the tangent.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis; negative ones count from the end.</param>
    /// <param name="keepDims">Whether the axis stays, with length 1, so that the result broadcasts against x.</param>
    public static Tensor Mean(Tensor x, int axis, bool keepDims) => Reduce.Over(Reduce.Mean, nameof(Mean), x, [axis], keepDims);

    /// <summary>The arithmetic mean over some axes: Σx/n; NaN of nothing. Integers give Float64. Derivative: the mean of the tangent.</summary>
    /// <param name="x">Any shape with those axes.</param>
    /// <param name="axes">Distinct axes; negative ones count from the end.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1, so that the result broadcasts against x.</param>
    public static Tensor Mean(Tensor x, int[] axes, bool keepDims = false) => Reduce.Over(Reduce.Mean, nameof(Mean), x, axes, keepDims);

    /// <summary>The variance of the population over all axes: Σ(x − mean)²/n, without Bessel's correction. Derivative 2(x − mean)/n.</summary>
    /// <param name="x">Any shape.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Var(Tensor x) => Reduce.Over(Reduce.Variance, x);

    /// <summary>The variance of the population over one axis: Σ(x − mean)²/n, without Bessel's correction. Derivative 2(x − mean)/n.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis, which the result lacks; negative ones count from the end.</param>
    public static Tensor Var(Tensor x, int axis) => Reduce.Over(Reduce.Variance, nameof(Var), x, axis);

    /// <summary>The variance of the population over one axis: Σ(x − mean)²/n, without Bessel's correction. Derivative 2(x − mean)/n.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis; negative ones count from the end.</param>
    /// <param name="keepDims">Whether the axis stays, with length 1, so that the result broadcasts against x.</param>
    public static Tensor Var(Tensor x, int axis, bool keepDims) => Reduce.Over(Reduce.Variance, nameof(Var), x, [axis], keepDims);

    /// <summary>The variance of the population over some axes: Σ(x − mean)²/n, without Bessel's correction. Derivative 2(x − mean)/n.</summary>
    /// <param name="x">Any shape with those axes.</param>
    /// <param name="axes">Distinct axes; negative ones count from the end.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1, so that the result broadcasts against x.</param>
    public static Tensor Var(Tensor x, int[] axes, bool keepDims = false) => Reduce.Over(Reduce.Variance, nameof(Var), x, axes, keepDims);

    /// <summary>The standard deviation of the population over all axes: √Var(x), without overflow. Derivative (x − mean)/(n·std), 0 where all elements are equal.</summary>
    /// <param name="x">Any shape.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Std(Tensor x) => Reduce.Over(Reduce.StandardDeviation, x);

    /// <summary>The standard deviation of the population over one axis: √Var(x), without overflow. Derivative (x − mean)/(n·std), 0 where all elements are equal.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis, which the result lacks; negative ones count from the end.</param>
    public static Tensor Std(Tensor x, int axis) => Reduce.Over(Reduce.StandardDeviation, nameof(Std), x, axis);

    /// <summary>The standard deviation of the population over one axis: √Var(x). Derivative (x − mean)/(n·std), 0 where all elements are equal.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis; negative ones count from the end.</param>
    /// <param name="keepDims">Whether the axis stays, with length 1, so that the result broadcasts against x.</param>
    public static Tensor Std(Tensor x, int axis, bool keepDims) => Reduce.Over(Reduce.StandardDeviation, nameof(Std), x, [axis], keepDims);

    /// <summary>The standard deviation of the population over some axes: √Var(x), without overflow. Derivative (x − mean)/(n·std), 0 where all elements are equal.</summary>
    /// <param name="x">Any shape with those axes.</param>
    /// <param name="axes">Distinct axes; negative ones count from the end.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1, so that the result broadcasts against x.</param>
    public static Tensor Std(Tensor x, int[] axes, bool keepDims = false) => Reduce.Over(Reduce.StandardDeviation, nameof(Std), x, axes, keepDims);

    /// <summary>The Euclidean norm over all axes: √Σx², without overflow. Derivative x/‖x‖, 0 at 0 (the zero subgradient).</summary>
    /// <param name="x">Any shape.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Norm(Tensor x) => Reduce.Over(Reduce.Norm, x);

    /// <summary>The Euclidean norm over one axis: √Σx², without overflow. Derivative x/‖x‖, 0 at 0 (the zero subgradient).</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis, which the result lacks; negative ones count from the end.</param>
    public static Tensor Norm(Tensor x, int axis) => Reduce.Over(Reduce.Norm, nameof(Norm), x, axis);

    /// <summary>The Euclidean norm over one axis: √Σx². Derivative x/‖x‖, 0 at 0 (the zero subgradient).</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis; negative ones count from the end.</param>
    /// <param name="keepDims">Whether the axis stays, with length 1, so that the result broadcasts against x.</param>
    public static Tensor Norm(Tensor x, int axis, bool keepDims) => Reduce.Over(Reduce.Norm, nameof(Norm), x, [axis], keepDims);

    /// <summary>The Euclidean norm over some axes: √Σx², without overflow. Derivative x/‖x‖, 0 at 0 (the zero subgradient).</summary>
    /// <param name="x">Any shape with those axes.</param>
    /// <param name="axes">Distinct axes; negative ones count from the end.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1, so that the result broadcasts against x.</param>
    public static Tensor Norm(Tensor x, int[] axes, bool keepDims = false) => Reduce.Over(Reduce.Norm, nameof(Norm), x, axes, keepDims);

    /// <summary>log Σ eˣ over all axes, without overflow; −∞ of nothing. The derivative is Softmax(x), exactly 0 for elements −∞.</summary>
    /// <param name="x">Any shape.</param>
    /// <returns>A scalar.</returns>
    public static Tensor LogSumExp(Tensor x) => Reduce.Over(Reduce.LogSumExp, x);

    /// <summary>log Σ eˣ over one axis, without overflow; −∞ of nothing. The derivative is Softmax(x), exactly 0 for elements −∞.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis, which the result lacks; negative ones count from the end.</param>
    public static Tensor LogSumExp(Tensor x, int axis) => Reduce.Over(Reduce.LogSumExp, nameof(LogSumExp), x, axis);

    /// <summary>log Σ eˣ over one axis, without overflow; −∞ of nothing. The derivative is Softmax(x), exactly 0 for elements −∞.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="axis">The axis; negative ones count from the end.</param>
    /// <param name="keepDims">Whether the axis stays, with length 1, so that the result broadcasts against x.</param>
    public static Tensor LogSumExp(Tensor x, int axis, bool keepDims) =>
        Reduce.Over(Reduce.LogSumExp, nameof(LogSumExp), x, [axis], keepDims);

    /// <summary>log Σ eˣ over some axes, without overflow; −∞ of nothing. The derivative is Softmax(x), exactly 0 for elements −∞.</summary>
    /// <param name="x">Any shape with those axes.</param>
    /// <param name="axes">Distinct axes; negative ones count from the end.</param>
    /// <param name="keepDims">Whether the axes stay, with length 1, so that the result broadcasts against x.</param>
    public static Tensor LogSumExp(Tensor x, int[] axes, bool keepDims = false) => Reduce.Over(Reduce.LogSumExp, nameof(LogSumExp), x, axes, keepDims);
}
