using System.Runtime.CompilerServices;

namespace Covector.Runtime;

/// <summary>
/// The pool of native memory: 64-byte aligned, uninitialized blocks from free lists by size class. A thread takes from its own few
/// blocks first, then from the shared lists, then from the system.
/// </summary>
internal static unsafe class NativeMemoryPool
{
    /// <summary>A thread reports its change of the bytes in use when it exceeds this.</summary>
    private const long ReportedAtOnce = 256 << 10;

    private static readonly SharedFreeLists Shared = new();

    [ThreadStatic]
    private static ThreadFreeLists? own;

    /// <summary>The bytes of all blocks that are taken and not given back, up to what threads have not yet reported.</summary>
    public static long BytesInUse => MemoryPressure.BytesInUse;

    /// <summary>The bytes that the pool holds from the system, in use or free.</summary>
    public static long BytesHeld => MemoryPressure.BytesHeld;

    /// <summary>Takes a block of at least <paramref name="bytes"/>; whoever takes it gives it back with the returned capacity.</summary>
    /// <exception cref="OutOfMemoryException">The system has no memory, even after a collection.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Take(nuint bytes, out nuint capacity)
    {
        int sizeClass = SizeClasses.Of(bytes);
        capacity = SizeClasses.Size(sizeClass);
        ThreadFreeLists lists = own ?? NewLists();
        byte* block = lists.Pop(sizeClass);
        if (block == null)
            block = TakeShared(bytes, sizeClass);
        lists.Unreported += (long)capacity;
        if (lists.Unreported > ReportedAtOnce)
            Report(lists);
        return block;
    }

    /// <summary>Gives a block back to the current thread's list, or to the shared lists.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Give(byte* block, nuint capacity)
    {
        int sizeClass = SizeClasses.Of(capacity);
        ThreadFreeLists lists = own ?? NewLists();
        if (!lists.TryPush(sizeClass, block))
            Shared.Push(sizeClass, block);
        lists.Unreported -= (long)capacity;
        if (lists.Unreported < -ReportedAtOnce)
            Report(lists);
    }

    /// <summary>Gives a block back to the shared lists: for finalizers, whose thread takes none.</summary>
    public static void GiveFinalized(byte* block, nuint capacity)
    {
        Shared.Push(SizeClasses.Of(capacity), block);
        ThreadFreeLists lists = own ?? NewLists();
        lists.Unreported -= (long)capacity;
        if (lists.Unreported >= -ReportedAtOnce)
            return;
        MemoryPressure.ReportFinalized(-lists.Unreported);
        lists.Unreported = 0;
        MemoryPressure.TrimIfIdle(Shared);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ThreadFreeLists NewLists() => own = new ThreadFreeLists(Shared);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Report(ThreadFreeLists lists)
    {
        long change = lists.Unreported;
        lists.Unreported = 0;
        MemoryPressure.Report(change);
        if (change < 0)
            MemoryPressure.TrimIfIdle(Shared);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* TakeShared(nuint bytes, int sizeClass)
    {
        if ((ulong)bytes > SizeClasses.Largest)
            throw new InsufficientMemoryException($"A block of {(ulong)bytes} bytes is larger than any memory.");
        byte* block = Shared.Pop(sizeClass);
        if (block != null)
            return block;
        nuint size = SizeClasses.Size(sizeClass);
        if (MemoryPressure.CollectBeforeGrowth(Shared, (long)size))
        {
            block = Shared.Pop(sizeClass);
            if (block != null)
                return block;
        }
        block = SystemMemory.TryAllocate(size);
        if (block == null)
            block = TakeAfterFullCollection(sizeClass);
        MemoryPressure.Held((long)size);
        return block;
    }

    private static byte* TakeAfterFullCollection(int sizeClass)
    {
        // Blocks may lie in objects that became unreachable only through other finalizers: twice.
        for (int attempt = 0; attempt < 2; attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            MemoryPressure.Held(-Shared.Trim(0));
            byte* block = SystemMemory.TryAllocate(SizeClasses.Size(sizeClass));
            if (block != null)
                return block;
        }
        throw new InsufficientMemoryException($"No memory for a block of {(ulong)SizeClasses.Size(sizeClass)} bytes; {BytesInUse} bytes are in use.");
    }
}
