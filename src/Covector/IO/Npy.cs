using Covector.IO;

namespace Covector;

/// <summary>Tensors as .npy files, NumPy's format for one array: <c>np.load("x.npy")</c> opens what <see cref="Save(string, Tensor)"/> writes.</summary>
/// <remarks>
/// Read are versions 1 to 3, both byte orders, and C and Fortran order; Bool, Int32, Int64, Float32 and Float64 keep their type and bits, 8- and 16-bit
/// integers become Int32, unsigned 32- and 64-bit ones Int64, half precision Float32. Pickled objects are refused. A file is not trusted: sizes
/// that it claims are checked against what is there before memory is taken.
/// </remarks>
public static class Npy
{
    /// <summary>Writes a file in row-major order. A file of that name is replaced once the new one is complete and on the disk, or not at all.</summary>
    /// <exception cref="ConcretizationException">The tensor is traced and has no value.</exception>
    /// <exception cref="IOException">The file cannot be written; an old one is unchanged.</exception>
    public static void Save(string path, Tensor tensor)
    {
        var value = Tensor.Require(tensor).Value("Npy.Save");
        AtomicFile.Write(path, stream => ArrayWriter.Write(stream, value));
    }

    /// <summary>Writes to a stream, which stays open: several arrays may follow each other.</summary>
    /// <inheritdoc cref="Save(string, Tensor)"/>
    public static void Save(Stream stream, Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArrayWriter.Write(stream, Tensor.Require(tensor).Value("Npy.Save"));
    }

    /// <summary>Reads a file that holds one array.</summary>
    /// <exception cref="TensorFileException">The file is truncated, corrupt or holds something that is not supported.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Tensor Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var source = ByteSource.Of(stream, $"Npy.Load: '{path}'");
        var tensor = ElementReader.Read(source, ArrayHeader.Read(source));
        if (!source.IsAtEnd())
            throw source.Fail($"more bytes follow the array, which ends at {source.Position - 1}. To read several arrays, use Npy.Load(Stream).");
        return tensor;
    }

    /// <summary>Reads one array from a stream and leaves it at the first byte behind.</summary>
    /// <exception cref="TensorFileException">The stream is truncated, corrupt or holds something that is not supported.</exception>
    public static Tensor Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var source = ByteSource.Of(stream, "Npy.Load: the stream");
        return ElementReader.Read(source, ArrayHeader.Read(source));
    }
}
