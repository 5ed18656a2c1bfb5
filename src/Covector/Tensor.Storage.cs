namespace Covector;

/// <summary>The memory of concrete tensors.</summary>
public sealed partial class Tensor
{
    /// <summary>Up to this many bytes the elements live in a plain array: allocating one is cheaper than a block with a finalizer.</summary>
    private const int LargestArray = 1024;

    /// <summary>Up to this many elements, the number of bytes is a number.</summary>
    private const long LargestSize = (long.MaxValue - Padding) / 16;

    /// <summary>Kernels process whole vectors: storage is readable and writable up to a multiple of this many bytes.</summary>
    internal const int Padding = 32;

    internal bool IsConcrete => Tracer is null;

    internal bool IsContiguous => strides is null;

    /// <summary>Whether both lie in one piece of memory.</summary>
    internal bool SharesMemoryWith(Tensor other) => storage is not null && ReferenceEquals(storage, other.storage);

    /// <summary>The native block that holds the elements, if there is one.</summary>
    internal NativeBlock? Block => storage as NativeBlock;

    /// <summary>The array that holds the elements of a small tensor.</summary>
    internal byte[]? SmallArray => storage is NativeBlock ? null : Unsafe.As<byte[]?>(storage);

    /// <summary>
    /// The first element, for <c>fixed</c>. The caller keeps the tensor alive (<see cref="GC.KeepAlive"/>) while it uses the address.
    /// </summary>
    internal unsafe ref byte FirstElement
    {
        get
        {
            nint bytes = (nint)offset * DType.Size;
            // Not the other way round: whether an object is a byte[] takes the runtime a call to find out.
            return ref storage is NativeBlock block
                ? ref Unsafe.AsRef<byte>(block.Pointer + bytes)
                : ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Unsafe.As<byte[]>(storage!)), bytes);
        }
    }

    /// <summary>Whether all elements equal the first because every axis has the stride 0 (a broadcast number).</summary>
    internal bool IsUniform
    {
        get
        {
            if (strides is null)
                return Size == 1;
            foreach (nint s in strides)
                if (s != 0)
                    return false;
            return true;
        }
    }

    /// <summary>A new contiguous tensor whose elements are not set.</summary>
    /// <exception cref="OutOfMemoryException">There is no room for this many elements.</exception>
    internal static Tensor Allocate(DType dtype, Shape shape)
    {
        long bytes = PaddedBytes(dtype, shape.Size);
        object storage = bytes <= LargestArray ? new byte[bytes] : NativeBlock.Rent((nuint)bytes);
        return new Tensor(dtype, shape, storage, null, 0, LiteralKind.None);
    }

    /// <summary>A view of memory that belongs to somebody else, who keeps it as long as the tensor is in use. <paramref name="root"/> is all that lies there.</summary>
    internal static unsafe Tensor Borrow(nint address, TensorType root, Shape shape, ReadOnlySpan<nint> strides, long offset)
    {
        var block = NativeBlock.Borrow((byte*)address, (nuint)PaddedBytes(root.DType, root.Shape.Size));
        return new Tensor(root.DType, shape, block, Simplified(shape, strides.ToArray()), offset, LiteralKind.None);
    }

    /// <summary>Whether the elements of a new tensor lie in an array, which the collector may move.</summary>
    internal static bool IsSmall(TensorType type) => PaddedBytes(type.DType, type.Shape.Size) <= LargestArray;

    internal static long PaddedBytes(DType dtype, long size)
    {
        if (size > LargestSize)
            throw new InsufficientMemoryException($"A tensor of {size} elements does not fit into memory.");
        long bytes = size * dtype.Size;
        return Math.Max(Padding, (bytes + Padding - 1) & ~(long)(Padding - 1));
    }

    /// <summary>The same elements seen with another shape: strides and offset are in elements, relative to this view.</summary>
    internal Tensor View(Shape shape, nint[]? strides, long offset = 0) =>
        new(DType, shape, storage, Simplified(shape, strides), this.offset + offset, LiteralKind.None);

    /// <summary>The steps along each axis, computed where the tensor is contiguous.</summary>
    internal nint[] GetStrides() => strides ?? ContiguousStrides(shape);

    internal static nint[] ContiguousStrides(Shape shape)
    {
        var result = new nint[shape.Rank];
        nint step = 1;
        for (int i = shape.Rank - 1; i >= 0; i--)
        {
            result[i] = step;
            step *= shape[i];
        }

        return result;
    }

    /// <summary>This tensor, or a copy in row-major order whose memory is padded so that kernels may read whole vectors.</summary>
    internal unsafe Tensor Packed()
    {
        if (strides is null && IsPadded)
            return this;
        var result = Allocate(DType, shape);
        fixed (byte* source = &FirstElement)
        fixed (byte* destination = &result.FirstElement)
        {
            if (strides is null)
                System.Buffer.MemoryCopy(source, destination, Size * DType.Size, Size * DType.Size);
            else
                StridedCopy.Pack(source, shape.AsSpan(), strides, destination, DType.Size);
        }

        GC.KeepAlive(this);
        return result;
    }

    /// <summary>Whether kernels may read whole vectors from a contiguous tensor.</summary>
    internal bool IsPadded =>
        offset == 0
        || offset * DType.Size + PaddedBytes(DType, Size) <= (storage is NativeBlock block ? (long)block.Capacity : SmallArray!.Length);

    /// <summary>Null when the strides are those of row-major order.</summary>
    private static nint[]? Simplified(Shape shape, nint[]? strides)
    {
        if (strides is null)
            return null;
        nint step = 1;
        for (int i = shape.Rank - 1; i >= 0; i--)
        {
            if (shape[i] != 1 && strides[i] != step && shape.Size != 0)
                return strides;
            step *= shape[i];
        }

        return null;
    }
}
