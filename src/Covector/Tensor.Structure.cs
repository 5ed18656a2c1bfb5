namespace Covector;

/// <summary>Other views of the same elements.</summary>
public sealed partial class Tensor
{
    /// <summary>The same elements in row-major order under another shape, of which one length may be −1; without lengths, a scalar.</summary>
    /// <exception cref="ShapeMismatchException">The number of elements differs.</exception>
    public Tensor Reshape(params ReadOnlySpan<int> shape) => Primitives.Reshape.Of(this, Functions.Resolve(Shape, shape));

    /// <summary>The axes in another order; without axes, reversed.</summary>
    /// <exception cref="ShapeMismatchException">Not every axis is named once.</exception>
    public Tensor Transpose(params ReadOnlySpan<int> axes)
    {
        if (axes.IsEmpty)
        {
            var reversed = new int[Rank];
            for (int i = 0; i < reversed.Length; i++)
                reversed[i] = Rank - 1 - i;
            return Permute.Of(this, new Axes(reversed));
        }

        if (axes.Length != Rank)
            throw Error.Shapes(
                "Transpose", $"{Error.Count(axes.Length, "axis is", "axes are")} given for the shape {Shape}, which has {Rank}; each must "
                + "be named once.");
        return Permute.Of(this, Operands.AxisList("Transpose", axes, Shape));
    }

    /// <summary>The elements converted to another type.</summary>
    public Tensor AsType(DType dtype) => Primitives.Convert.Of(this, DTypes.Require(dtype));

    /// <summary>The tensor itself; printed graphs show the value under this name.</summary>
    public Tensor Named(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var tensor = this;
        while (tensor.Tracer is LinearizeTracer or BatchTracer)
            tensor = tensor.Tracer is LinearizeTracer linearized ? linearized.Primal : ((BatchTracer)tensor.Tracer).Value;
        if (tensor.Tracer is StageTracer staged)
            staged.Variable.Name = name;
        return this;
    }
}
