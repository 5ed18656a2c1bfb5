namespace Covector;

public static partial class Functions
{
    /// <summary>Tensors of one shape along a new axis.</summary>
    /// <param name="tensors">At least one.</param>
    /// <param name="axis">Where the new axis stands in the result.</param>
    public static Tensor Stack(ReadOnlySpan<Tensor> tensors, int axis = 0)
    {
        if (tensors.IsEmpty)
            throw Error.Shapes(nameof(Stack), "there are no tensors to stack.");
        var dtype = tensors[0].DType;
        foreach (var t in tensors)
            dtype = DTypes.Promote(dtype, t.DType);
        var shape = tensors[0].Shape;
        int place = axis < 0 ? axis + shape.Rank + 1 : axis;
        if ((uint)place > (uint)shape.Rank)
            throw Error.AxisOutOfRange(nameof(Stack), axis, shape.Insert(0, tensors.Length));
        var parts = new Tensor[tensors.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (tensors[i].Shape != shape)
                throw Error.Shapes(nameof(Stack), $"tensor {i} has the shape {tensors[i].Shape} and tensor 0 has {shape}; they must be equal.");
            parts[i] = Primitives.Reshape.Of(Operands.WithType(tensors[i], dtype), shape.Insert(place, 1));
        }

        return Primitives.Concatenate.Of(parts, place);
    }
}
