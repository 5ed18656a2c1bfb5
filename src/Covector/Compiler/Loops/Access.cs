namespace Covector.Compiler;

/// <summary>
/// Where a kernel reads or writes: at the point i of its domain, element <c>Offset + Σ iₖ·Strides[k]</c> of a buffer. A gathered load reads
/// the element <c>IndexStride·n</c> further, where n is the number that the load <c>Index</c> finds at the point.
/// </summary>
/// <param name="Buffer">The number of the buffer among those of the kernel.</param>
/// <param name="Type">The type of the elements.</param>
/// <param name="Offset">The element for the first point.</param>
/// <param name="Strides">Steps in elements along the axes of the domain.</param>
/// <param name="Index">The number of a load of Int64, or −1.</param>
/// <param name="IndexStride">Elements from one row of what is gathered to the next.</param>
internal sealed record Access(int Buffer, DType Type, long Offset, Strides Strides, int Index = -1, nint IndexStride = 0)
{
    public bool IsGathered => Index >= 0;

    /// <summary>The number of loops around the value: those of axes beyond the last one with a step do not change it.</summary>
    public int Depth
    {
        get
        {
            int depth = Strides.Count;
            while (depth > 0 && Strides[depth - 1] == 0 && !IsGathered)
                depth--;
            return depth;
        }
    }
}
