namespace Covector;

/// <summary>Tensors as indices: whole numbers of any integer type become Int64 places from 0.</summary>
internal static class IndexTensor
{
    /// <summary>
    /// Stands for a place outside of its axis where several axes are taken together: adding other places does not bring it back into a tensor.
    /// </summary>
    public const long Outside = IndexLayout.Outside;

    /// <summary>The numbers as Int64; a literal of whole numbers counts as such.</summary>
    /// <exception cref="DTypeMismatchException">They are not whole numbers.</exception>
    public static Tensor Whole(string operation, Tensor indices)
    {
        bool isWhole = Tensor.Require(indices).DType.IsInteger || indices.Literal == LiteralKind.WholeNumbers || indices.Size == 0 && indices.IsConcrete;
        if (!isWhole)
            throw Error.DTypeMessage(operation,
                $"the indices are {indices.DType}; expected whole numbers. Convert them with indices.AsType(DType.Int64).");

        // Known indices stay known while a function is traced: they are converted here and now.
        return indices.IsConcrete ? ElementwiseEvaluator.Convert(indices, DType.Int64) : Primitives.Convert.Of(indices, DType.Int64);
    }

    /// <summary>The places that indices name in an axis. Known ones are checked here, others when they are used.</summary>
    /// <exception cref="IndexOutOfBoundsException">A known index is outside of the axis.</exception>
    public static Tensor Normalize(string operation, Tensor indices, Shape shape, int axis, IndexMode mode)
    {
        var whole = Whole(operation, indices);
        int n = shape[axis];
        if (mode == IndexMode.Clamp)
        {
            if (n == 0 && whole.Size > 0)
                throw Error.Shapes(operation, $"axis {axis} of {shape} is empty; there is no nearest index.");
            return Functions.Clip(whole, 0, n - 1);
        }

        // An index that is not known yet is checked when it is used; if it is outside of the axis, the message shows it as it was.
        return whole.IsConcrete
            ? Checked(operation, whole, shape, axis)
            : Functions.Where((whole < 0) & (whole >= -(long)n), whole + n, whole);
    }

    /// <summary>y[b, j, r] = x[b, places[j], r], the places along one axis.</summary>
    public static Tensor Gather(Tensor x, Tensor places, int axis)
    {
        // The places are repeated for each b, which costs no more than the result; moving the axis to the front would copy all of x.
        Shape repeated = [.. x.Shape.AsSpan()[..axis], .. places.Shape.AsSpan()];
        return Primitives.Gather.Of(x, Broadcast.Of(places, repeated), axis);
    }

    /// <summary>Known indices counted from the start; throws for one outside of the axis.</summary>
    private static unsafe Tensor Checked(string operation, Tensor indices, Shape shape, int axis)
    {
        int n = shape[axis], count = checked((int)indices.Size);
        bool isNegative = false;
        var packed = indices.Packed();
        fixed (byte* p = &packed.FirstElement)
            foreach (long i in new ReadOnlySpan<long>(p, count))
            {
                if (i >= n || i < -(long)n)
                    throw IndexError.OutOfRange(operation, i, axis, shape);
                isNegative |= i < 0;
            }

        if (!isNegative)
            return packed;
        var result = Tensor.Allocate(DType.Int64, indices.Shape);
        fixed (byte* p = &packed.FirstElement, q = &result.FirstElement)
            for (int i = 0; i < count; i++)
                ((long*)q)[i] = ((long*)p)[i] + (((long*)p)[i] < 0 ? n : 0);
        GC.KeepAlive(packed);
        return result;
    }
}
