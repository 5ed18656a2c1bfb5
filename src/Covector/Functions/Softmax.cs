namespace Covector;

public static partial class Functions
{
    /// <summary>eˣ/Σeˣ along the last axis, without overflow.</summary>
    /// <remarks>An element −∞ gives exactly 0 and has the derivative exactly 0, so that Where(mask, x, −∞) masks. Derivative y·(dx − Σy·dx).</remarks>
    /// <param name="x">Any shape but a scalar; integers become Float64.</param>
    public static Tensor Softmax(Tensor x) => Softmax(x, -1);

    /// <summary>eˣ/Σeˣ along an axis, without overflow.</summary>
    /// <param name="x">Any shape with that axis; integers become Float64.</param>
    /// <param name="axis">The axis; negative ones count from the end.</param>
    /// <inheritdoc cref="Softmax(Tensor)"/>
    public static Tensor Softmax(Tensor x, int axis)
    {
        var (exponents, kept) = Shifted(nameof(Softmax), x, axis);
        var e = Primitives.Exp.Of(exponents);
        return e / Primitives.Reshape.Of(Primitives.Sum.Of(e, [Axis(kept, axis)]), kept);
    }

    /// <summary>log Softmax(x) along the last axis: x − log Σeˣ, without overflow or cancellation.</summary>
    /// <param name="x">Any shape but a scalar; integers become Float64.</param>
    public static Tensor LogSoftmax(Tensor x) => LogSoftmax(x, -1);

    /// <summary>log Softmax(x) along an axis: x − log Σeˣ, without overflow or cancellation. Derivative dx − Σ Softmax(x)·dx.</summary>
    /// <param name="x">Any shape with that axis; integers become Float64.</param>
    /// <param name="axis">The axis; negative ones count from the end.</param>
    public static Tensor LogSoftmax(Tensor x, int axis)
    {
        var (exponents, kept) = Shifted(nameof(LogSoftmax), x, axis);
        var sum = Primitives.Sum.Of(Primitives.Exp.Of(exponents), [Axis(kept, axis)]);
        return exponents - Primitives.Reshape.Of(Primitives.Log.Of(sum), kept);
    }

    /// <summary>x less its maximum along the axis, and the shape in which that axis has the length 1.</summary>
    private static (Tensor Exponents, Shape Kept) Shifted(string operation, Tensor x, int axis)
    {
        axis = Operands.Axis(operation, axis, Tensor.Require(x).Shape);
        x = Operands.Floating(x);
        var kept = x.Shape.With(axis, 1);
        return x.Shape[axis] == 0 ? (x, kept) : (x - Primitives.Reshape.Of(Reduce.Shift(x, [axis]), kept), kept);
    }

    private static int Axis(Shape shape, int axis) => axis < 0 ? axis + shape.Rank : axis;
}
