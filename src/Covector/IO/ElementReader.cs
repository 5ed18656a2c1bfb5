namespace Covector.IO;

/// <summary>Reads the elements that follow a header.</summary>
internal static unsafe class ElementReader
{
    /// <summary>So much memory is taken on the word of a header alone; more only as the bytes arrive.</summary>
    private const long Unverified = 16 << 20;

    private const string Elements = "the elements";

    /// <exception cref="TensorFileException">There are too few bytes, or a number does not fit its element type.</exception>
    public static Tensor Read(ByteSource source, ArrayHeader header)
    {
        long length = header.DataLength;
        if (source.Remaining is { } available && available < length)
            throw source.Fail($"its header claims the shape {header.Shape} of {header.Element.Size} bytes each, {length} in all, but only {available} follow.");
        // In Fortran order the bytes are those of the transposed tensor in C order.
        var stored = header.IsFortran ? Reversed(header.Shape) : header.Shape;
        bool isThere = source.Remaining is not null || length <= Unverified;
        Tensor tensor;
        if (header.Element.IsDirect && isThere)
        {
            tensor = Tensor.Allocate(header.Element.DType, stored);
            fixed (byte* destination = &tensor.FirstElement)
                source.Read(destination, length, Elements);
            GC.KeepAlive(tensor);
        }
        else
        {
            var block = ReadBlock(source, length, isThere ? length : Unverified);
            tensor = Tensor.Allocate(header.Element.DType, stored);
            fixed (byte* destination = &tensor.FirstElement)
                if (ElementDecoder.Decode(header.Element, block.Pointer, destination, tensor.Size) is { } problem)
                    throw source.Fail(problem);
            block.Release();
            GC.KeepAlive(tensor);
        }

        return header.IsFortran && header.Shape.Rank > 1 ? Transposed(tensor, header.Shape) : tensor;
    }

    /// <summary>All bytes, in memory that doubles while they arrive.</summary>
    private static NativeBlock ReadBlock(ByteSource source, long length, long capacity)
    {
        var block = NativeBlock.Rent((nuint)capacity);
        source.Read(block.Pointer, capacity, Elements);
        while (capacity < length)
        {
            long larger = capacity > length / 2 ? length : 2 * capacity;
            var grown = NativeBlock.Rent((nuint)larger);
            Buffer.MemoryCopy(block.Pointer, grown.Pointer, larger, capacity);
            block.Release();
            source.Read(grown.Pointer + capacity, larger - capacity, Elements);
            (block, capacity) = (grown, larger);
        }

        GC.KeepAlive(block);
        return block;
    }

    private static Shape Reversed(Shape shape)
    {
        var lengths = shape.ToArray();
        Array.Reverse(lengths);
        return lengths;
    }

    private static Tensor Transposed(Tensor tensor, Shape shape)
    {
        var strides = Tensor.ContiguousStrides(tensor.Shape);
        Array.Reverse(strides);
        return tensor.View(shape, strides).Packed();
    }
}
