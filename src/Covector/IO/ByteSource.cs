namespace Covector.IO;

/// <summary>
/// A stream that an array is read from: reads completely or fails with a message that names the file, takes a checksum along where one is
/// wanted, and knows how much there is where that can be known without reading.
/// </summary>
internal sealed class ByteSource(Stream stream, string place, long? available, bool hasChecksum)
{
    private Crc32 checksum = new();

    /// <summary>Bytes that are certainly there; null for a stream that has to be read to find out.</summary>
    public long? Remaining => available - Position;

    /// <summary>Bytes read so far.</summary>
    public long Position { get; private set; }

    /// <summary>The checksum of the bytes read so far.</summary>
    public uint Checksum => checksum.Value;

    /// <summary>The stream from where it stands, for a name in messages.</summary>
    public static ByteSource Of(Stream stream, string place) =>
        new(stream, place, stream.CanSeek ? Math.Max(0, stream.Length - stream.Position) : null, hasChecksum: false);

    /// <summary>Fills the span.</summary>
    /// <exception cref="TensorFileException">The stream ends before.</exception>
    public void Read(Span<byte> destination, string what)
    {
        int read = ReadUpTo(destination);
        if (read < destination.Length)
            throw Fail($"it ends after {Position} bytes, within {what}.");
    }

    /// <summary>Fills memory of any length.</summary>
    public unsafe void Read(byte* destination, long length, string what)
    {
        const int Largest = 1 << 20;
        for (long done = 0; done < length;)
        {
            int count = (int)Math.Min(length - done, Largest);
            Read(new Span<byte>(destination + done, count), what);
            done += count;
        }
    }

    /// <summary>Whether nothing follows; reads one byte to see.</summary>
    public bool IsAtEnd() => ReadUpTo(stackalloc byte[1]) == 0;

    public TensorFileException Fail(string problem) => new($"{place}: {problem}");

    private int ReadUpTo(Span<byte> destination)
    {
        int read;
        try
        {
            read = stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException e)
        {
            throw Fail($"its compressed data are corrupt ({e.Message})");
        }

        if (hasChecksum)
            checksum.Append(destination[..read]);
        Position += read;
        return read;
    }
}
