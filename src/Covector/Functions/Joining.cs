namespace Covector;

public static partial class Functions
{
    /// <summary>Tensors one after another along an axis. The derivative of each is its part.</summary>
    /// <param name="tensors">At least one; the shapes agree but for that axis. Element types are promoted.</param>
    /// <param name="axis">The axis; negative ones count from the end.</param>
    /// <exception cref="ShapeMismatchException">There is no tensor, or the shapes differ in another axis.</exception>
    public static Tensor Concatenate(ReadOnlySpan<Tensor> tensors, int axis = 0)
    {
        var parts = SameType(nameof(Concatenate), tensors);
        int place = Operands.Axis(nameof(Concatenate), axis, parts[0].Shape);
        for (int i = 1; i < parts.Length; i++)
            if (parts[i].Rank != parts[0].Rank || parts[i].Shape.With(place, 0) != parts[0].Shape.With(place, 0))
                throw Error.Shapes(
                    nameof(Concatenate),
                    $"tensor {i} has the shape {parts[i].Shape} and tensor 0 has {parts[0].Shape}; they may differ only in axis {place}.");
        return Primitives.Concatenate.Of(parts, place);
    }

    /// <summary>Tensors of one shape along a new axis.</summary>
    /// <param name="tensors">At least one. Element types are promoted.</param>
    /// <param name="axis">Where the new axis stands in the result; −1 is the last.</param>
    /// <exception cref="ShapeMismatchException">There is no tensor, or the shapes differ.</exception>
    public static Tensor Stack(ReadOnlySpan<Tensor> tensors, int axis = 0)
    {
        var parts = SameType(nameof(Stack), tensors);
        var shape = parts[0].Shape;
        int place = axis < 0 ? axis + shape.Rank + 1 : axis;
        if ((uint)place > (uint)shape.Rank)
            throw Error.AxisOutOfRange(nameof(Stack), axis, shape.Insert(0, tensors.Length));
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts[i].Shape != shape)
                throw Error.Shapes(nameof(Stack),
                    $"tensor {i} has the shape {parts[i].Shape} and tensor 0 has {shape}; they must be equal.");
            parts[i] = Primitives.Reshape.Of(parts[i], shape.Insert(place, 1));
        }

        return Primitives.Concatenate.Of(parts, place);
    }

    /// <summary>Equal parts along an axis.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="count">How many; divides the length of the axis.</param>
    /// <param name="axis">The axis; negative ones count from the end.</param>
    /// <exception cref="ShapeMismatchException">The parts would not be equal.</exception>
    public static Tensor[] Split(Tensor x, int count, int axis = 0)
    {
        axis = Operands.Axis(nameof(Split), axis, Tensor.Require(x).Shape);
        int n = x.Shape[axis];
        if (count <= 0 || n % count != 0)
            throw Error.Shapes(nameof(Split),
                $"axis {axis} of {x.Shape} has {Error.Count(n, "element")}, which cannot be divided into "
                + $"{Error.Count(count, "equal part")}. Give the starts of the parts instead: Split(x, [2, 5], axis).");
        var result = new Tensor[count];
        for (int i = 0; i < count; i++)
            result[i] = Along.Part(x, axis, i * (n / count), n / count);
        return result;
    }

    /// <summary>Parts along an axis: up to the first start, from each start to the next, and from the last to the end.</summary>
    /// <param name="x">Any shape with that axis.</param>
    /// <param name="starts">Ascending, from 0 to the length of the axis.</param>
    /// <param name="axis">The axis; negative ones count from the end.</param>
    /// <exception cref="ShapeMismatchException">The starts are not ascending or outside of the axis.</exception>
    public static Tensor[] Split(Tensor x, ReadOnlySpan<int> starts, int axis = 0)
    {
        axis = Operands.Axis(nameof(Split), axis, Tensor.Require(x).Shape);
        var result = new Tensor[starts.Length + 1];
        int start = 0;
        for (int i = 0; i <= starts.Length; i++)
        {
            int end = i < starts.Length ? starts[i] : x.Shape[axis];
            if (end < start || end > x.Shape[axis])
                throw Error.Shapes(nameof(Split),
                    $"the starts [{string.Join(", ", starts.ToArray())}] must ascend from 0 to {x.Shape[axis]}, the length of axis "
                    + $"{axis}.");
            result[i] = Along.Part(x, axis, start, end - start);
            start = end;
        }

        return result;
    }

    private static Tensor[] SameType(string operation, ReadOnlySpan<Tensor> tensors)
    {
        if (tensors.IsEmpty)
            throw Error.Shapes(operation, "there are no tensors; expected at least one.");
        foreach (var t in tensors)
            Tensor.Require(t, nameof(tensors));
        var dtype = DTypes.Promote(tensors);
        var result = new Tensor[tensors.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = Operands.WithType(tensors[i], dtype);
        return result;
    }
}
