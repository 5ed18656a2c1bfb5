namespace Covector.Compiler;

/// <summary>Calls the code of a kernel.</summary>
internal static unsafe class KernelCall
{
    private const int PageBytes = 4096;

    /// <summary>What the runtime keeps on the stack for a kernel takes so many bytes at most, but for a few large ones.</summary>
    private const int FrameBytes = 1536;

    /// <summary>
    /// Runs a kernel. The vectors that the runtime keeps on the stack lie at multiples of eight bytes only, so that one of them may lie in
    /// two pages, and a kernel that stores and loads it in each turn took twice its time, at one place of the stack in thirty. So the frame begins
    /// at the end of a page if it would not fit into the rest of this one.
    /// </summary>
    /// <param name="code">The code.</param>
    /// <param name="buffers">The address of the first point in each buffer.</param>
    /// <param name="count">The number of points.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Run(KernelCode code, nint* buffers, nint count)
    {
        byte here = 0;
        int bytes = Skipped((nint)(&here));
        if (bytes > 0)
        {
            byte* skipped = stackalloc byte[bytes];
            code(buffers, count);
            *skipped = 0;
            return;
        }

        code(buffers, count);
    }

    /// <summary>
    /// How many bytes of the stack are left out below an address: those down to the end of its page, and that byte itself, so that there is one
    /// to write to at the very end of a page, too: no bytes of the stack have no address.
    /// </summary>
    internal static int Skipped(nint here) => (int)(here & (PageBytes - 1)) is var rest && rest < FrameBytes ? rest + 1 : 0;
}
