namespace Covector.Compiler;

/// <summary>Keeps tensors in place while a tile program runs: small ones live in arrays that the collector may move.</summary>
internal ref struct TilePins(int capacity)
{
    private readonly GCHandle[] handles = new GCHandle[capacity];
    private readonly Tensor[] tensors = new Tensor[capacity];
    private int count;

    /// <summary>The address of the first element, valid until <see cref="Release"/>.</summary>
    public unsafe byte* Pin(Tensor tensor)
    {
        tensors[count] = tensor;
        if (tensor.SmallArray is { } array)
            handles[count] = GCHandle.Alloc(array, GCHandleType.Pinned);
        count++;
        return (byte*)Unsafe.AsPointer(ref tensor.FirstElement);
    }

    public readonly void Release()
    {
        for (int i = 0; i < count; i++)
            if (handles[i].IsAllocated)
                handles[i].Free();
        GC.KeepAlive(tensors);
    }
}
