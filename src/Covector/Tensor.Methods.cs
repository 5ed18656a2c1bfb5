namespace Covector;

// Reductions as methods.
public sealed partial class Tensor
{
    /// <inheritdoc cref="Functions.Sum(Tensor)"/>
    public Tensor Sum() => Functions.Sum(this);

    /// <inheritdoc cref="Functions.Sum(Tensor, int)"/>
    public Tensor Sum(int axis) => Functions.Sum(this, axis);

    /// <inheritdoc cref="Functions.Sum(Tensor, int, bool)"/>
    public Tensor Sum(int axis, bool keepDims) => Functions.Sum(this, axis, keepDims);

    /// <inheritdoc cref="Functions.Sum(Tensor, int[], bool)"/>
    public Tensor Sum(int[] axes, bool keepDims = false) => Functions.Sum(this, axes, keepDims);

    /// <inheritdoc cref="Functions.Mean(Tensor)"/>
    public Tensor Mean() => Functions.Mean(this);

    /// <inheritdoc cref="Functions.Mean(Tensor, int)"/>
    public Tensor Mean(int axis) => Functions.Mean(this, axis);

    /// <inheritdoc cref="Functions.Mean(Tensor, int, bool)"/>
    public Tensor Mean(int axis, bool keepDims) => Functions.Mean(this, axis, keepDims);

    /// <inheritdoc cref="Functions.Mean(Tensor, int[], bool)"/>
    public Tensor Mean(int[] axes, bool keepDims = false) => Functions.Mean(this, axes, keepDims);

    /// <inheritdoc cref="Functions.Max(Tensor)"/>
    public Tensor Max() => Functions.Max(this);

    /// <inheritdoc cref="Functions.Max(Tensor, int)"/>
    public Tensor Max(int axis) => Functions.Max(this, axis);

    /// <inheritdoc cref="Functions.Max(Tensor, int, bool)"/>
    public Tensor Max(int axis, bool keepDims) => Functions.Max(this, axis, keepDims);

    /// <inheritdoc cref="Functions.Max(Tensor, int[], bool)"/>
    public Tensor Max(int[] axes, bool keepDims = false) => Functions.Max(this, axes, keepDims);

    /// <inheritdoc cref="Functions.Min(Tensor)"/>
    public Tensor Min() => Functions.Min(this);

    /// <inheritdoc cref="Functions.Min(Tensor, int)"/>
    public Tensor Min(int axis) => Functions.Min(this, axis);

    /// <inheritdoc cref="Functions.Min(Tensor, int, bool)"/>
    public Tensor Min(int axis, bool keepDims) => Functions.Min(this, axis, keepDims);

    /// <inheritdoc cref="Functions.Min(Tensor, int[], bool)"/>
    public Tensor Min(int[] axes, bool keepDims = false) => Functions.Min(this, axes, keepDims);
}
