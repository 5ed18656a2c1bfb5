namespace Covector.Formatting;

/// <summary>The elements of a tensor that are printed: all of them, or in a summary those near the ends of the axes.</summary>
internal sealed class ShownElements
{
    private readonly Tensor tensor;
    private readonly int edge;
    private readonly bool summarized;

    public ShownElements(Tensor tensor, PrintLimits limits)
    {
        this.tensor = tensor;
        edge = limits.EdgeItems;
        summarized = tensor.Size > limits.Threshold;
        Size = 1;
        for (int i = 0; i < tensor.Rank; i++)
            Size = checked(Size * Count(i));
    }

    public int Rank => tensor.Rank;

    /// <summary>The number of elements that are shown.</summary>
    public int Size { get; }

    /// <summary>How many positions of an axis are shown.</summary>
    public int Count(int axis) => HasGap(axis) ? 2 * edge : tensor.Shape[axis];

    /// <summary>Whether positions in the middle of an axis are left out.</summary>
    public bool HasGap(int axis) => summarized && tensor.Shape[axis] > 2 * edge;

    /// <summary>Whether something is left out just before the shown position <paramref name="i"/> of an axis.</summary>
    public bool IsAfterGap(int axis, int i) => i == edge && HasGap(axis);

    /// <summary>The shown elements in row-major order. Reads memory directly, so that printing leaves no mark in a trace.</summary>
    public T[] Read<T>()
        where T : unmanaged
    {
        var result = new T[Size];
        int next = 0;
        Read(0, ref Unsafe.As<byte, T>(ref tensor.FirstElement), tensor.GetStrides(), result, ref next);
        GC.KeepAlive(tensor);
        return result;
    }

    private void Read<T>(int axis, ref T first, nint[] strides, T[] result, ref int next)
    {
        if (axis == Rank)
        {
            result[next++] = first;
            return;
        }

        int count = Count(axis);
        for (int i = 0; i < count; i++)
        {
            nint position = HasGap(axis) && i >= edge ? tensor.Shape[axis] - count + i : i;
            Read(axis + 1, ref Unsafe.Add(ref first, position * strides[axis]), strides, result, ref next);
        }
    }
}
