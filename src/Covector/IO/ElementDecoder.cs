using System.Buffers.Binary;

namespace Covector.IO;

/// <summary>Turns elements as they are stored in a file into those of a tensor.</summary>
internal static unsafe class ElementDecoder
{
    /// <summary>Decodes so many elements; the bytes of the source may be changed.</summary>
    /// <returns>Null, or what is wrong with an element.</returns>
    public static string? Decode(ElementEncoding encoding, byte* source, byte* destination, long count)
    {
        if (encoding.IsSwapped)
            Swap(encoding.Size, source, count);
        switch (encoding.Kind, encoding.Size)
        {
            case ('b', _):
                // Kernels rely on 0 and 1; for NumPy every other byte is true as well.
                for (long i = 0; i < count; i++)
                    destination[i] = source[i] != 0 ? (byte)1 : (byte)0;
                return null;
            case ('i', 1):
                return Widen<sbyte, int>(source, destination, count);
            case ('i', 2):
                return Widen<short, int>(source, destination, count);
            case ('u', 1):
                return Widen<byte, int>(source, destination, count);
            case ('u', 2):
                return Widen<ushort, int>(source, destination, count);
            case ('u', 4):
                return Widen<uint, long>(source, destination, count);
            case ('u', 8):
                return Unsigned(source, destination, count);
            case ('f', 2):
                return Widen<Half, float>(source, destination, count);
            default:
                long bytes = count * encoding.Size;
                Buffer.MemoryCopy(source, destination, bytes, bytes);
                return null;
        }
    }

    private static string? Widen<TSource, TResult>(byte* source, byte* destination, long count)
        where TSource : unmanaged, System.Numerics.INumber<TSource>
        where TResult : unmanaged, System.Numerics.INumber<TResult>
    {
        for (long i = 0; i < count; i++)
            ((TResult*)destination)[i] = TResult.CreateTruncating(((TSource*)source)[i]);
        return null;
    }

    private static string? Unsigned(byte* source, byte* destination, long count)
    {
        for (long i = 0; i < count; i++)
        {
            ulong value = ((ulong*)source)[i];
            if (value > long.MaxValue)
                return $"its element {i} is {value}, an unsigned number that no element type of a tensor holds; Int64 ends at {long.MaxValue}.";
            ((long*)destination)[i] = (long)value;
        }

        return null;
    }

    private static void Swap(int size, byte* elements, long count)
    {
        const int Part = 1 << 20;
        for (long done = 0; done < count; done += Part)
        {
            int length = (int)Math.Min(Part, count - done);
            byte* start = elements + done * size;
            if (size == 2)
                Swap(new Span<ushort>(start, length));
            else if (size == 4)
                Swap(new Span<uint>(start, length));
            else
                Swap(new Span<ulong>(start, length));
        }
    }

    private static void Swap(Span<ushort> part) => BinaryPrimitives.ReverseEndianness(part, part);

    private static void Swap(Span<uint> part) => BinaryPrimitives.ReverseEndianness(part, part);

    private static void Swap(Span<ulong> part) => BinaryPrimitives.ReverseEndianness(part, part);
}
