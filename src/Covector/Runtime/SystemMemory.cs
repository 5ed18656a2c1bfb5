using System.Runtime.InteropServices;

namespace Covector.Runtime;

/// <summary>Memory from the operating system, aligned for vectors and, when large, for huge pages.</summary>
internal static unsafe partial class SystemMemory
{
    private const nuint Alignment = 64;

    /// <summary>Readable bytes behind every block: a vector that begins within it may end there.</summary>
    private const nuint Slack = 64;
    private const nuint HugePage = 2 << 20;
    private const nuint HugeThreshold = 4 << 20;
    private const int AdviseHugePage = 14;

    /// <summary>A block of the given size, or null when the system has none.</summary>
    public static byte* TryAllocate(nuint bytes)
    {
        bool huge = bytes >= HugeThreshold;
        byte* block;
        try
        {
            block = (byte*)NativeMemory.AlignedAlloc(bytes + Slack, huge ? HugePage : Alignment);
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
        // The first touch of a 4 KiB page costs microseconds; with 2 MiB pages, filling fresh memory is five times as fast.
        // The advice may be refused (its result does not matter): the block is then merely slower to fill.
        if (huge && OperatingSystem.IsLinux())
            _ = Advise(block, bytes, AdviseHugePage);
        return block;
    }

    /// <summary>Returns a block to the system.</summary>
    public static void Free(byte* block) => NativeMemory.AlignedFree(block);

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(void* address, nuint length, int advice);
}
