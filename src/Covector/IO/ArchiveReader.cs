using System.IO.Compression;

namespace Covector.IO;

/// <summary>Reads a zip archive of .npy files and believes nothing that it says of itself before it is checked.</summary>
internal static class ArchiveReader
{
    public static Dictionary<string, Tensor> Read(Stream stream, string place)
    {
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            return Read(archive, stream.CanSeek ? stream.Length : null, place);
        }
        catch (InvalidDataException e)
        {
            throw new TensorFileException($"{place}: it is not an intact .npz archive ({e.Message})");
        }
    }

    private static Dictionary<string, Tensor> Read(ZipArchive archive, long? archiveLength, string place)
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        long compressed = 0;
        foreach (var entry in archive.Entries)
        {
            // Entries that overlap can hold the same compressed bytes any number of times.
            compressed = entry.CompressedLength is >= 0 and var length && length <= long.MaxValue - compressed ? compressed + length : long.MaxValue;
            if (compressed > archiveLength)
                throw new TensorFileException($"{place}: its entries claim more compressed bytes than the {archiveLength} of the archive; they overlap.");
            string name = NameOf(entry, place);
            if (!tensors.TryAdd(name, null!))
                throw new TensorFileException($"{place}: the archive holds two entries of the name '{name}'.");
            tensors[name] = Read(entry, $"{place}, entry '{name}'");
        }

        return tensors;
    }

    private static string NameOf(ZipArchiveEntry entry, string place)
    {
        if (!entry.FullName.EndsWith(ArchiveNames.Suffix, StringComparison.Ordinal))
            throw new TensorFileException($"{place}: the entry '{entry.FullName}' is no array; the names of arrays end with .npy.");
        string name = entry.FullName[..^ArchiveNames.Suffix.Length];
        return ArchiveNames.Problem(name) is { } problem
            ? throw new TensorFileException($"{place}: the name '{name}' of an entry {problem}.")
            : name;
    }

    private static Tensor Read(ZipArchiveEntry entry, string place)
    {
        if (entry.IsEncrypted)
            throw new TensorFileException($"{place}: it is encrypted, which is not supported.");
        using var content = Open(entry, place);
        // Nothing is longer than the archive when it is stored as it is; what is compressed has to be unpacked to see how much there is.
        var source = new ByteSource(content, place, entry.Length == entry.CompressedLength ? entry.Length : null, hasChecksum: true);
        var header = ArrayHeader.Read(source);
        if (header.DataLength != entry.Length - source.Position)
            throw source.Fail(
                $"its header claims {header.DataLength} bytes of elements for the shape {header.Shape}, but the archive {entry.Length - source.Position}.");
        var tensor = ElementReader.Read(source, header);
        if (!source.IsAtEnd())
            throw source.Fail($"it unpacks to more than the {entry.Length} bytes that the archive claims.");
        if (source.Checksum != entry.Crc32)
            throw source.Fail($"its checksum is {source.Checksum:X8}, but the archive says {entry.Crc32:X8}; the bytes are corrupt.");
        return tensor;
    }

    private static Stream Open(ZipArchiveEntry entry, string place)
    {
        try
        {
            return entry.Open();
        }
        catch (InvalidDataException e)
        {
            throw new TensorFileException($"{place}: it cannot be unpacked ({e.Message})");
        }
    }
}
