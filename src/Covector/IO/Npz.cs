using System.IO.Compression;
using Covector.IO;

namespace Covector;

/// <summary>Named tensors in one .npz file, NumPy's archive of arrays: <c>np.load("x.npz")["w"]</c> opens what is saved here.</summary>
/// <remarks>What is said of <see cref="Npy"/> holds for every entry. The same tensors make the same bytes: the archive holds no times.</remarks>
public static class Npz
{
    /// <summary>Writes an archive. A file of that name is replaced once the new one is complete and on the disk, or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">Tensors with their names: a dictionary, for example. Slashes may group names, as in <c>encoder/w</c>.</param>
    /// <param name="compression">Whether, and how hard, to compress; random weights hardly shrink.</param>
    /// <exception cref="ArgumentException">A name is empty, given twice or not fit for an archive.</exception>
    /// <exception cref="ConcretizationException">A tensor is traced and has no value.</exception>
    /// <exception cref="IOException">The file cannot be written; an old one is unchanged.</exception>
    public static void Save(
        string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, CompressionLevel compression = CompressionLevel.NoCompression)
    {
        var entries = ArchiveWriter.Check("Npz.Save", tensors);
        AtomicFile.Write(path, stream => ArchiveWriter.Write(stream, entries, compression));
    }

    /// <summary>Writes an archive to a stream, which stays open.</summary>
    /// <inheritdoc cref="Save(string, IEnumerable{KeyValuePair{string, Tensor}}, CompressionLevel)"/>
    public static void Save(
        Stream stream, IEnumerable<KeyValuePair<string, Tensor>> tensors, CompressionLevel compression = CompressionLevel.NoCompression)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArchiveWriter.Write(stream, ArchiveWriter.Check("Npz.Save", tensors), compression);
    }

    /// <summary>Reads all tensors of an archive, in its order.</summary>
    /// <exception cref="TensorFileException">The file is truncated, corrupt or holds something that is not supported.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Dictionary<string, Tensor> Load(string path)
    {
        using var stream = Open(path);
        return ArchiveReader.Read(stream, $"Npz.Load: '{path}'");
    }

    /// <summary>Reads all tensors of an archive from a stream, which stays open.</summary>
    /// <inheritdoc cref="Load(string)"/>
    public static Dictionary<string, Tensor> Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return ArchiveReader.Read(stream, "Npz.Load: the stream");
    }

    /// <summary>
    /// Writes the tensors of a tree, each under its path: <c>W</c>, <c>Layers[2].W</c>, <c>["w"]</c>; a lone tensor under <c>value</c>. What is no
    /// tensor is not written.
    /// </summary>
    /// <inheritdoc cref="Save(string, IEnumerable{KeyValuePair{string, Tensor}}, CompressionLevel)"/>
    public static void SaveTree<T>(string path, T tree, CompressionLevel compression = CompressionLevel.NoCompression)
    {
        var entries = ArchiveWriter.Check("Npz.SaveTree", ArchivedTree.Entries(tree));
        AtomicFile.Write(path, stream => ArchiveWriter.Write(stream, entries, compression));
    }

    /// <summary>Reads a tree that was written by <see cref="SaveTree{T}"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="example">A tree of the same structure, shapes and element types, such as the parameters before training: what is no tensor is taken from it.</param>
    /// <exception cref="TensorFileException">
    /// The file is truncated or corrupt, or its tensors are not those of the example: one is missing, too many, or has another shape or element type.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static T LoadTree<T>(string path, T example)
    {
        using var stream = Open(path);
        string place = $"Npz.LoadTree: '{path}'";
        return ArchivedTree.Build(ArchiveReader.Read(stream, place), example, place);
    }

    private static FileStream Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
    }
}
