namespace Covector.Compiler;

/// <summary>
/// A variable as part of the memory of another: its element i is element <c>Offset + Σ iₖ·Strides[k]</c> of the root, which is stored in
/// row-major order.
/// </summary>
internal sealed record View(Variable Root, Shape Shape, long Offset, Strides Strides)
{
    /// <summary>
    /// If not null, the element is <see cref="IndexStride"/> times a number further: the element of this view at the same point.
    /// </summary>
    public View? Index { get; init; }

    public nint IndexStride { get; init; }

    public static View Of(Variable root) => new(root, root.Type.Shape, 0, new Strides(Tensor.ContiguousStrides(root.Type.Shape)));

    /// <summary>Whether the elements lie one after another.</summary>
    public bool IsRowMajor
    {
        get
        {
            nint step = 1;
            for (int i = Shape.Rank - 1; i >= 0; i--)
            {
                if (Shape[i] != 1 && Strides[i] != step)
                    return false;
                step *= Shape[i];
            }

            return true;
        }
    }

    /// <summary>The view through an equation that only moves elements; null if the result is no such view.</summary>
    public View? Through(Primitive primitive, Shape result) => primitive switch
    {
        Broadcast broadcast => Repeated(broadcast, result),
        Permute permute =>
            this with { Shape = result, Strides = new Strides(Array.ConvertAll(permute.Order.AsSpan().ToArray(), axis => Strides[axis])) },
        StridedSlice slice => Sliced(slice, result),
        Reverse reverse => Reversed(reverse),
        Reshape => Reshaped(result),
        _ => null,
    };

    private View Repeated(Broadcast broadcast, Shape result)
    {
        var strides = new nint[result.Rank];
        for (int i = 0; i < broadcast.Axes.Count; i++)
            strides[broadcast.Axes[i]] = Shape[i] == 1 ? 0 : Strides[i];
        return this with { Shape = result, Strides = new Strides(strides) };
    }

    private View Sliced(StridedSlice slice, Shape result)
    {
        var strides = new nint[result.Rank];
        long offset = Offset;
        for (int i = 0; i < strides.Length; i++)
        {
            strides[i] = Strides[i] * slice.Steps[i];
            offset += Strides[i] * (long)slice.Starts[i];
        }

        return this with { Shape = result, Offset = offset, Strides = new Strides(strides) };
    }

    private View Reversed(Reverse reverse)
    {
        var strides = Strides.AsSpan().ToArray();
        long offset = Offset;
        foreach (int axis in reverse.Axes)
        {
            offset += strides[axis] * (Shape[axis] - 1L);
            strides[axis] = -strides[axis];
        }

        return this with { Offset = offset, Strides = new Strides(strides) };
    }

    /// <summary>Groups of axes with equal numbers of elements on both sides, which must each be one run of equal steps.</summary>
    private View? Reshaped(Shape result)
    {
        if (result.Size == 0)
            return null;
        var strides = new nint[result.Rank];
        int from = 0, to = 0;
        while (from < Shape.Rank || to < result.Rank)
        {
            int firstFrom = from, firstTo = to;
            long sizeFrom = 1, sizeTo = 1;
            do
            {
                if (sizeFrom <= sizeTo && from < Shape.Rank)
                    sizeFrom *= Shape[from++];
                else if (to < result.Rank)
                    sizeTo *= result[to++];
                else
                    sizeFrom *= Shape[from++];
            }
            while (sizeFrom != sizeTo);

            nint step = 0;
            long run = 1;
            for (int i = from - 1; i >= firstFrom; i--)
            {
                if (Shape[i] == 1)
                    continue;
                if (run == 1)
                    step = Strides[i];
                else if (Strides[i] != step * run)
                    return null;
                run *= Shape[i];
            }

            for (int i = to - 1; i >= firstTo; i--)
            {
                strides[i] = result[i] == 1 ? 0 : step;
                step *= result[i];
            }
        }

        return this with { Shape = result, Strides = new Strides(strides) };
    }
}
