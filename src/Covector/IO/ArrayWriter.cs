namespace Covector.IO;

/// <summary>Writes one array as .npy.</summary>
internal static unsafe class ArrayWriter
{
    public static void Write(Stream stream, Tensor tensor)
    {
        const int Largest = 1 << 20;
        stream.Write(ArrayHeader.Write(tensor));
        tensor = tensor.Packed();
        long length = tensor.Size * tensor.DType.Size;
        fixed (byte* source = &tensor.FirstElement)
            for (long done = 0; done < length; done += Largest)
                stream.Write(new ReadOnlySpan<byte>(source + done, (int)Math.Min(Largest, length - done)));
        GC.KeepAlive(tensor);
    }
}
