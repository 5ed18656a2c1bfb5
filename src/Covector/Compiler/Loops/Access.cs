namespace Covector.Compiler;

/// <summary>Where a kernel reads or writes: at the point i of its domain, element <c>Offset + Σ iₖ·Strides[k]</c> of a buffer.</summary>
/// <param name="Buffer">The number of the buffer among those of the kernel.</param>
/// <param name="Type">The type of the elements.</param>
/// <param name="Offset">The element for the first point.</param>
/// <param name="Strides">Steps in elements along the axes of the domain.</param>
internal readonly record struct Access(int Buffer, DType Type, long Offset, Strides Strides)
{
    /// <summary>The number of loops around the value: those of axes beyond the last one with a step do not change it.</summary>
    public int Depth
    {
        get
        {
            int depth = Strides.Count;
            while (depth > 0 && Strides[depth - 1] == 0)
                depth--;
            return depth;
        }
    }
}
