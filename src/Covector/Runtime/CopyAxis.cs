namespace Covector.Runtime;

/// <summary>One axis of a copy: its size and the strides, in elements, of both sides.</summary>
internal readonly record struct CopyAxis(nint Size, nint Source, nint Destination)
{
    /// <summary>
    /// Orders the first <paramref name="count"/> axes so that the destination is written in order, merges the neighbours that are one axis on
    /// both sides, and returns how many are left.
    /// </summary>
    public static int SortAndMerge(Span<CopyAxis> axes, int count)
    {
        for (int i = 1; i < count; i++)
        {
            CopyAxis axis = axes[i];
            int j = i;
            for (; j > 0 && axes[j - 1].Destination < axis.Destination; j--)
                axes[j] = axes[j - 1];
            axes[j] = axis;
        }
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            CopyAxis inner = axes[i];
            if (kept > 0 && axes[kept - 1] is var outer
                && outer.Source == inner.Source * inner.Size && outer.Destination == inner.Destination * inner.Size)
            {
                axes[kept - 1] = new(outer.Size * inner.Size, inner.Source, inner.Destination);
            }
            else
            {
                axes[kept++] = inner;
            }
        }
        return kept;
    }
}
