using System.Runtime.CompilerServices;

namespace Covector.Runtime;

/// <summary>
/// A few free blocks of each smaller size that one thread keeps for itself, taken and given without a lock, and the change of the bytes
/// in use that this thread has not yet reported.
/// </summary>
internal sealed unsafe class ThreadFreeLists(SharedFreeLists shared)
{
    private const int Depth = 8;
    private const long MaximalBytes = 8 << 20;

    /// <summary>The first class whose blocks (over 1 MiB) only the shared lists keep.</summary>
    private static readonly int Classes = SizeClasses.Of(1 << 20) + 1;

    private readonly nint[] blocks = new nint[Classes * Depth];
    private readonly byte[] counts = new byte[Classes];
    private long bytes;

    /// <summary>Bytes taken less bytes given since the last report.</summary>
    public long Unreported;

    /// <summary>The blocks of a thread that has ended go back to the shared lists, and what it has not reported is reported.</summary>
    ~ThreadFreeLists()
    {
        MemoryPressure.Report(Unreported);
        for (int sizeClass = 0; sizeClass < counts.Length; sizeClass++)
        {
            for (int i = 0; i < counts[sizeClass]; i++)
                shared.Push(sizeClass, (byte*)blocks[(sizeClass * Depth) + i]);
        }
    }

    /// <summary>A free block of the class, or null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Pop(int sizeClass)
    {
        byte[] counts = this.counts;
        if ((uint)sizeClass >= (uint)counts.Length || counts[sizeClass] == 0)
            return null;
        int count = --counts[sizeClass];
        bytes -= (long)SizeClasses.Size(sizeClass);
        return (byte*)blocks[(sizeClass * Depth) + count];
    }

    /// <summary>Keeps the block if there is room for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPush(int sizeClass, byte* block)
    {
        byte[] counts = this.counts;
        long size = (long)SizeClasses.Size(sizeClass);
        if ((uint)sizeClass >= (uint)counts.Length || counts[sizeClass] == Depth || bytes + size > MaximalBytes)
            return false;
        blocks[(sizeClass * Depth) + counts[sizeClass]++] = (nint)block;
        bytes += size;
        return true;
    }
}
