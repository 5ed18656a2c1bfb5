using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Covector.Runtime;

/// <summary>
/// A block of pooled native memory, aligned to 64 bytes and of a multiple of 64 bytes, not initialized but for the end of what was asked
/// for. It goes back to the pool when it is released or, at the latest, when nothing refers to this object any more: who uses
/// <see cref="Pointer"/> keeps the object alive meanwhile.
/// </summary>
internal sealed unsafe class NativeBlock
{
    private nint pointer;

    private NativeBlock(byte* pointer, nuint capacity)
    {
        this.pointer = (nint)pointer;
        Capacity = capacity;
    }

    /// <summary>Nobody refers to the block: its memory goes back to the pool.</summary>
    ~NativeBlock()
    {
        if (pointer != 0)
            NativeMemoryPool.GiveFinalized((byte*)pointer, Capacity);
    }

    /// <summary>The first byte; null after <see cref="Release"/>.</summary>
    public byte* Pointer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (byte*)pointer;
    }

    /// <summary>The number of bytes, at least as many as were asked for.</summary>
    public nuint Capacity { get; }

    /// <summary>Rents a block of at least <paramref name="bytes"/> bytes (also for 0).</summary>
    /// <exception cref="OutOfMemoryException">The system has no memory, even after a collection.</exception>
    public static NativeBlock Rent(nuint bytes)
    {
        byte* pointer = NativeMemoryPool.Take(bytes, out nuint capacity);
        VectorRoom.Clear(pointer, (nint)bytes);
        return new NativeBlock(pointer, capacity);
    }

    /// <summary>Memory that belongs to somebody else, who keeps it while the block is in use.</summary>
    [SuppressMessage("Usage", "CA1816", Justification = "The memory is not the pool's: there is nothing to finalize.")]
    public static NativeBlock Borrow(byte* pointer, nuint bytes)
    {
        var block = new NativeBlock(pointer, bytes);
        GC.SuppressFinalize(block);
        return block;
    }

    /// <summary>Returns the memory to the pool at once; later calls do nothing. Nobody may use the memory any more.</summary>
    [SuppressMessage("Usage", "CA1816", Justification = "Release ends the object's life as Dispose would: the finalizer has nothing left to do.")]
    public void Release()
    {
        nint old = Interlocked.Exchange(ref pointer, 0);
        if (old == 0)
            return;
        GC.SuppressFinalize(this);
        NativeMemoryPool.Give((byte*)old, Capacity);
    }
}
