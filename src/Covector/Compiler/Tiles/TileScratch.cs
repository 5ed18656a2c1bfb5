namespace Covector.Compiler;

/// <summary>Memory for tiles, one block for each thread, kept between calls.</summary>
internal static unsafe class TileScratch
{
    [ThreadStatic]
    private static NativeBlock? block;

    /// <summary>At least this many bytes, until the thread's next call.</summary>
    public static byte* Take(nint bytes)
    {
        if (block is null || (nint)block.Capacity < bytes + Tensor.Padding)
        {
            block?.Release();
            block = NativeBlock.Rent((nuint)(bytes + Tensor.Padding));
        }

        return block.Pointer;
    }
}
