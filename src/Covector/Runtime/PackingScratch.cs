namespace Covector.Runtime;

/// <summary>The memory into which one thread packs the operands of a matrix product, kept from product to product.</summary>
internal sealed unsafe class PackingScratch
{
    [ThreadStatic]
    private static PackingScratch? ofThread;

    private NativeBlock blockA = NativeBlock.Rent(0);
    private NativeBlock blockB = NativeBlock.Rent(0);

    public static PackingScratch OfThread => ofThread ??= new PackingScratch();

    /// <summary>At least <paramref name="bytes"/> for panels of A, valid until the next call and while this object is alive.</summary>
    public byte* ForA(nint bytes) => Grown(ref blockA, bytes);

    /// <summary>At least <paramref name="bytes"/> for panels of B, valid until the next call and while this object is alive.</summary>
    public byte* ForB(nint bytes) => Grown(ref blockB, bytes);

    private static byte* Grown(ref NativeBlock block, nint bytes)
    {
        if (block.Capacity < (nuint)bytes)
        {
            // Rented first: if there is no memory, the old block stays.
            var old = block;
            block = NativeBlock.Rent((nuint)bytes);
            old.Release();
        }
        return block.Pointer;
    }
}
