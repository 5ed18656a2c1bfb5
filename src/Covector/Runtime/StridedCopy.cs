using System.Runtime.CompilerServices;

namespace Covector.Runtime;

/// <summary>Copies between a strided view and contiguous row-major memory, or between two views.</summary>
internal static unsafe class StridedCopy
{
    /// <summary>Copies a view into contiguous row-major memory.</summary>
    /// <param name="source">The element at index (0, …, 0).</param>
    /// <param name="shape">The sizes of the axes; an axis of size 0 copies nothing.</param>
    /// <param name="strides">The source's strides in elements: 0 repeats, negative runs backwards.</param>
    /// <param name="destination">The memory to fill; it does not overlap the source.</param>
    /// <param name="elementSize">1, 4 or 8 bytes.</param>
    public static void Pack(byte* source, ReadOnlySpan<int> shape, ReadOnlySpan<nint> strides, byte* destination, int elementSize)
    {
        Span<nint> contiguous = shape.Length <= 32 ? stackalloc nint[shape.Length] : new nint[shape.Length];
        RowMajor(shape, contiguous);
        Copy(source, strides, destination, contiguous, shape, elementSize);
    }

    /// <summary>Copies contiguous row-major memory into a view whose elements are distinct: the reverse of <see cref="Pack"/>.</summary>
    /// <param name="source">The contiguous memory.</param>
    /// <param name="shape">The sizes of the axes; an axis of size 0 copies nothing.</param>
    /// <param name="strides">The destination's strides in elements, positive or negative.</param>
    /// <param name="destination">The element at index (0, …, 0); the view does not overlap the source.</param>
    /// <param name="elementSize">1, 4 or 8 bytes.</param>
    public static void Unpack(byte* source, ReadOnlySpan<int> shape, ReadOnlySpan<nint> strides, byte* destination, int elementSize)
    {
        Span<nint> contiguous = shape.Length <= 32 ? stackalloc nint[shape.Length] : new nint[shape.Length];
        RowMajor(shape, contiguous);
        Copy(source, contiguous, destination, strides, shape, elementSize);
    }

    /// <summary>Copies one view into another of the same shape; strides are in elements, the destination's elements are distinct.</summary>
    public static void Copy(
        byte* source, ReadOnlySpan<nint> sourceStrides, byte* destination, ReadOnlySpan<nint> destinationStrides, ReadOnlySpan<int> shape, int elementSize)
    {
        int rank = shape.Length;
        Span<CopyAxis> axes = rank <= 16 ? stackalloc CopyAxis[rank + 2] : new CopyAxis[rank + 2];
        int count = 0;
        for (int i = 0; i < rank; i++)
        {
            if (shape[i] == 0)
                return;
            if (shape[i] == 1)
                continue;
            CopyAxis axis = new(shape[i], sourceStrides[i], destinationStrides[i]);
            // The destination is written forwards.
            if (axis.Destination < 0)
            {
                source += (axis.Size - 1) * axis.Source * elementSize;
                destination += (axis.Size - 1) * axis.Destination * elementSize;
                axis = new(axis.Size, -axis.Source, -axis.Destination);
            }
            axes[count++] = axis;
        }
        count = CopyAxis.SortAndMerge(axes, count);
        switch (elementSize)
        {
            case 1:
                Loop(source, destination, axes, count);
                break;
            case 4:
                Loop((uint*)source, (uint*)destination, axes, count);
                break;
            case 8:
                Loop((ulong*)source, (ulong*)destination, axes, count);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(elementSize), elementSize, "Elements have 1, 4 or 8 bytes.");
        }
    }

    private static void RowMajor(ReadOnlySpan<int> shape, Span<nint> strides)
    {
        nint stride = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= shape[i];
        }
    }

    /// <summary>Runs a two-axis loop over the inner axes and counts through the others. <paramref name="axes"/> has two free places at its end.</summary>
    private static void Loop<T>(T* source, T* destination, Span<CopyAxis> axes, int count)
        where T : unmanaged
    {
        if (count < 2)
        {
            CopyAxis only = count == 1 ? axes[0] : new(1, 1, 1);
            StridedRows.Copy(source, 0, only.Source, destination, 0, only.Destination, 1, only.Size);
            return;
        }
        CopyAxis columns = axes[count - 1];
        int rowAxis = count - 2;
        bool transposed = false;
        if (columns.Source is not (0 or 1 or -1))
        {
            int nearest = NearestSourceAxis(axes[..(count - 1)]);
            transposed = Math.Abs(axes[nearest].Source) < Math.Abs(columns.Source) && axes[nearest].Source != 0;
            rowAxis = transposed ? nearest : rowAxis;
        }
        CopyAxis rows = axes[rowAxis];
        axes[(rowAxis + 1)..count].CopyTo(axes[rowAxis..]);
        int outer = count - 2;

        Span<nint> index = outer <= 16 ? stackalloc nint[outer] : new nint[outer];
        index.Clear();
        while (true)
        {
            if (transposed)
                StridedTranspose.Copy(source, rows.Source, columns.Source, destination, rows.Destination, columns.Destination, rows.Size, columns.Size);
            else
                StridedRows.Copy(source, rows.Source, columns.Source, destination, rows.Destination, columns.Destination, rows.Size, columns.Size);

            int axis = outer - 1;
            for (; axis >= 0; axis--)
            {
                CopyAxis a = axes[axis];
                source += a.Source;
                destination += a.Destination;
                if (++index[axis] < a.Size)
                    break;
                source -= a.Source * a.Size;
                destination -= a.Destination * a.Size;
                index[axis] = 0;
            }
            if (axis < 0)
                return;
        }
    }

    private static int NearestSourceAxis(ReadOnlySpan<CopyAxis> axes)
    {
        int nearest = 0;
        for (int i = 1; i < axes.Length; i++)
        {
            nint stride = Math.Abs(axes[i].Source);
            if (stride != 0 && (axes[nearest].Source == 0 || stride < Math.Abs(axes[nearest].Source)))
                nearest = i;
        }
        return nearest;
    }
}
