using System.IO.Compression;

namespace Covector.IO;

/// <summary>Writes named tensors as a zip archive of .npy files.</summary>
internal static class ArchiveWriter
{
    /// <summary>A regular file that everybody may read and its owner may write, as unpacking programs understand it.</summary>
    private const int Permissions = 0b1_000_000_110_100_100 << 16;

    /// <summary>The earliest time that a zip archive can express.</summary>
    private static readonly DateTimeOffset s_time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The tensors' values under names that make an archive, checked before anything is written.</summary>
    public static List<KeyValuePair<string, Tensor>> Check(string operation, IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var entries = new List<KeyValuePair<string, Tensor>>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, tensor) in tensors)
        {
            if (ArchiveNames.Problem(name ?? "") is { } problem)
                throw new ArgumentException($"{operation}: the name '{name}' {problem}.", nameof(tensors));
            if (!names.Add(name!))
                throw new ArgumentException($"{operation}: the name '{name}' is given twice.", nameof(tensors));
            entries.Add(new(name!, Tensor.Require(tensor).Value(operation)));
        }

        return entries;
    }

    public static void Write(Stream stream, List<KeyValuePair<string, Tensor>> tensors, CompressionLevel compression)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (name, tensor) in tensors)
        {
            var entry = archive.CreateEntry(name + ArchiveNames.Suffix, compression);
            entry.LastWriteTime = s_time;
            entry.ExternalAttributes = Permissions;
            using var content = entry.Open();
            ArrayWriter.Write(content, tensor);
        }
    }
}
