using System.Buffers.Binary;
using System.IO.Compression;

namespace Covector.Tests.IO;

/// <summary>Archives that are broken or lie.</summary>
public sealed class HostileArchiveTests
{
    private static readonly byte[] s_array = NumPyFile.Bytes("float64.npy");

    [Theory]
    [InlineData("../../w", "the name '../../w' of an entry is no relative path: between slashes there is nothing, '.' or '..'.")]
    [InlineData("/etc/w", "the name '/etc/w' of an entry is no relative path: between slashes there is nothing, '.' or '..'.")]
    [InlineData("..\\w", "the name '..\\w' of an entry contains a control character or a backslash.")]
    public void PathsThatLeaveTheArchive(string name, string problem) => Expect(problem, Archive((name + ".npy", s_array)));

    [Fact]
    public void EntriesThatAreNotArrays()
    {
        Expect("the entry 'readme.txt' is no array; the names of arrays end with .npy.", Archive(("readme.txt", s_array)));
        Expect("the archive holds two entries of the name 'w'.", Archive(("w.npy", s_array), ("w.npy", s_array)));
        ExpectEntry("it is empty.", Archive(("w.npy", [])));
        ExpectEntry(
            "its elements are Python objects, stored as a pickle; reading one can run any code, so it is refused.",
            Archive(("w.npy", NumPyFile.Bytes("object.npy"))));
        ExpectEntry(
            "its header claims 48 bytes of elements for the shape [2, 3], but the archive 49.", Archive(("w.npy", [.. s_array, 0])));
    }

    [Fact]
    public void AChangedByteIsFoundByTheChecksum()
    {
        var archive = Archive(("w.npy", s_array));
        int data = archive.AsSpan().IndexOf(s_array) + s_array.Length - 1;
        archive[data] ^= 1;
        var error = Assert.Throws<TensorFileException>(() => Npz.Load(new MemoryStream(archive)));
        Assert.Matches("^Npz.Load: the stream, entry 'w': its checksum is [0-9A-F]{8}, but the archive says [0-9A-F]{8}; the bytes are corrupt.$", error.Message);
    }

    [Fact]
    public void EveryTruncationIsFound()
    {
        var whole = Archive(("w.npy", s_array));
        for (int length = 0; length < whole.Length; length++)
        {
            var part = whole[..length];
            Assert.Throws<TensorFileException>(() => Npz.Load(new MemoryStream(part)));
        }
    }

    [Fact]
    public void EveryChangedByteIsHarmless()
    {
        // A reader either notices, or the byte was one of no consequence (a time, an attribute, a part of a name).
        foreach (var level in new[] { CompressionLevel.NoCompression, CompressionLevel.Fastest })
        {
            var whole = Archive(level, ("w.npy", s_array));
            for (int i = 0; i < whole.Length; i++)
            {
                var changed = (byte[])whole.Clone();
                changed[i] ^= 0xFF;
                try
                {
                    foreach (var tensor in Npz.Load(new MemoryStream(changed)).Values)
                        Assert.Equal([1.5, -0.0, 3, 4, double.Epsilon, double.PositiveInfinity], tensor.ToArray<double>());
                }
                catch (TensorFileException)
                {
                }
            }
        }
    }

    [Fact]
    public void AnEntryThatUnpacksToMoreThanItDeclares()
    {
        // 16 MB of zeros behind a header that claims one number: declared are the bytes of that one only.
        var header = NumPyFile.Bytes("scalar.npy");
        var archive = Archive(CompressionLevel.SmallestSize, ("w.npy", [.. header, .. new byte[16 << 20]]));
        DeclareLength(archive, header.Length);
        var error = Assert.Throws<TensorFileException>(() => Npz.Load(new MemoryStream(archive)));
        Assert.StartsWith("Npz.Load: the stream, entry 'w': it", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEntryThatDeclaresMoreThanItUnpacksTo()
    {
        // A header and a directory that agree on 4 GB, and 48 bytes of elements.
        var header = System.Text.Encoding.ASCII.GetBytes("{'descr': '|b1', 'fortran_order': False, 'shape': (4000000000,), }".Replace("4000000000", "2000000000", StringComparison.Ordinal));
        byte[] lying = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header, .. new byte[48]];
        var archive = Archive(CompressionLevel.SmallestSize, ("w.npy", lying));
        DeclareLength(archive, 2_000_000_000 + 10 + header.Length);
        long before = GC.GetTotalAllocatedBytes();
        ExpectEntry($"it ends after {lying.Length} bytes, within the elements.", archive);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 1 << 24);
    }

    [Fact]
    public void ACompressedEntryThatIsNoneIsCorrupt()
    {
        var archive = Archive(CompressionLevel.SmallestSize, ("w.npy", s_array));
        int data = archive.AsSpan().IndexOf("w.npy"u8) + 5;
        archive.AsSpan(data, 8).Fill(0xFF);
        var error = Assert.Throws<TensorFileException>(() => Npz.Load(new MemoryStream(archive)));
        Assert.StartsWith("Npz.Load: the stream, entry 'w': its compressed data are corrupt (", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatIsNoArchive()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["x.npz"], "This is no archive.");
        var error = Assert.Throws<TensorFileException>(() => Npz.Load(folder["x.npz"]));
        Assert.StartsWith($"Npz.Load: '{folder["x.npz"]}': it is not an intact .npz archive (", error.Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => Npz.Load(folder["none.npz"]));
    }

    private static byte[] Archive(params (string Name, byte[] Content)[] entries) => Archive(CompressionLevel.NoCompression, entries);

    private static byte[] Archive(CompressionLevel level, params (string Name, byte[] Content)[] entries)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in entries)
            {
                using var entry = archive.CreateEntry(name, level).Open();
                entry.Write(content);
            }

        return stream.ToArray();
    }

    /// <summary>Changes the uncompressed length of the first entry, in its own head and in the directory.</summary>
    private static void DeclareLength(byte[] archive, long length)
    {
        int directory = archive.AsSpan().LastIndexOf("PK\x01\x02"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(archive.AsSpan(22), (uint)length);
        BinaryPrimitives.WriteUInt32LittleEndian(archive.AsSpan(directory + 24), (uint)length);
    }

    private static void Expect(string problem, byte[] archive) => ExpectMessage($"Npz.Load: the stream: {problem}", archive);

    private static void ExpectEntry(string problem, byte[] archive) => ExpectMessage($"Npz.Load: the stream, entry 'w': {problem}", archive);

    private static void ExpectMessage(string message, byte[] archive)
    {
        var error = Assert.Throws<TensorFileException>(() => Npz.Load(new MemoryStream(archive)));
        Assert.Equal(message, error.Message);
    }
}
