using System.Text;

namespace Covector.Tests.IO;

/// <summary>What is wrong with a file is said, and memory is not taken for what is not there.</summary>
public sealed class HostileArrayTests
{
    [Theory]
    [InlineData("object.npy", "its elements are Python objects, stored as a pickle; reading one can run any code, so it is refused.")]
    [InlineData("structure.npy", "its elements are structures; only arrays of numbers and truth values are supported.")]
    [InlineData("complex.npy", "its elements have the type '<c16'; supported are b1, i1, i2, i4, i8, u1, u2, u4, u8, f2, f4 and f8.")]
    [InlineData("text.npy", "its elements have the type '<U2'; supported are b1, i1, i2, i4, i8, u1, u2, u4, u8, f2, f4 and f8.")]
    [InlineData("uint64.npy", "its element 1 is 9223372036854775808, an unsigned number that no element type of a tensor holds; Int64 ends at 9223372036854775807.")]
    public void UnsupportedArraysOfNumPy(string name, string problem)
    {
        var error = Assert.Throws<TensorFileException>(() => Npy.Load(NumPyFile.Path(name)));
        Assert.Equal($"Npy.Load: '{NumPyFile.Path(name)}': {problem}", error.Message);
    }

    [Theory]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000, 1000000), }", "its header claims the shape [1000000, 1000000] of 8 bytes each, 8000000000000 in all, but only 8 follow.")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (3000000000,), }", "its header claims an axis of length 3000000000; a tensor's axis has at most 2147483647 elements.")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647), }", "its header claims the shape [2147483647, 2147483647, 2147483647], more than 2^63 elements.")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2147483647, 2147483647), }", "its header claims the shape [2147483647, 2147483647], more than 2^63 bytes.")]
    [InlineData("{'descr': '|i1', 'fortran_order': False, 'shape': (2147483647, 2000000000), }", "its header claims the shape [2147483647, 2000000000], more than 2^63 bytes.")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }", "its header is malformed: expected the length of an axis at character 51, found \"-1,), }\".")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, }", "its header lacks the key 'shape'.")]
    [InlineData("{'descr': '<f8', 'descr': '<f4', 'fortran_order': False, 'shape': (), }", "its header has the key 'descr' twice.")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (), 'extra': 1}", "its header has the key 'extra', which is unknown.")]
    [InlineData("{'descr': '<f8', 'fortran_order': 0, 'shape': (), }", "its header is malformed: expected True or False at character 34, found \"0, 'shape': (), }\".")]
    [InlineData("{'descr': __import__('os').system('true')}", "its header is malformed: expected a string at character 10, found \"__import__('os').system('true')}\".")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (), } + 1", "its header is malformed: expected nothing at character 56, found \"+ 1\".")]
    [InlineData("{'descr': '<f8'", "its header is malformed: expected '}' at character 15, found its end.")]
    [InlineData("", "its header is malformed: expected '{' at character 0, found its end.")]
    public void HeadersThatLie(string header, string problem) => Expect(problem, File(1, header, new byte[8]));

    [Fact]
    public void BytesThatAreNoArray()
    {
        Expect("it is empty.", []);
        Expect("it ends after 3 bytes, within the header.", [0x93, (byte)'N', (byte)'U']);
        Expect("it is not an .npy array: it does not start with the bytes 93 4E 55 4D 50 59 (\\x93NUMPY).", Encoding.ASCII.GetBytes("col1,col2\n1,2\n"));
        Expect("version 9.0 of the .npy format is not supported; versions 1.0, 2.0 and 3.0 are.", File(9, "", []));
    }

    [Fact]
    public void HeadersOfGigabytesAreNotAllocated()
    {
        byte[] file = [0x93, .. "NUMPY"u8, 2, 0, 0xFF, 0xFF, 0xFF, 0xFF, .. "{'descr'"u8];
        Expect("its header claims to be 4294967295 bytes long; no supported array needs more than 65535.", file);
        Expect("its header claims to be 1000 bytes long, but only 8 bytes follow.", [0x93, .. "NUMPY"u8, 1, 0, 0xE8, 0x03, .. "{'descr'"u8]);
    }

    [Fact]
    public void EveryTruncationIsFound()
    {
        var whole = NumPyFile.Bytes("float64.npy");
        for (int length = 0; length < whole.Length; length++)
        {
            var part = whole[..length];
            Assert.Throws<TensorFileException>(() => Npy.Load(new MemoryStream(part)));
            Assert.Throws<TensorFileException>(() => Npy.Load(new OneWayStream(part)));
        }
    }

    [Fact]
    public void AStreamOfUnknownLengthIsReadAsFarAsItGoes()
    {
        var file = File(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (1000000, 1000000), }", new byte[20 << 20]);
        var error = Assert.Throws<TensorFileException>(() => Npy.Load(new OneWayStream(file)));
        Assert.Equal($"Npy.Load: the stream: it ends after {file.Length} bytes, within the elements.", error.Message);
    }

    [Fact]
    public void AFileWithMoreThanOneArrayIsNotReadInPart()
    {
        using var folder = new TemporaryFolder();
        System.IO.File.WriteAllBytes(folder["two.npy"], [.. NumPyFile.Bytes("bool.npy"), 0]);
        var error = Assert.Throws<TensorFileException>(() => Npy.Load(folder["two.npy"]));
        Assert.Equal(
            $"Npy.Load: '{folder["two.npy"]}': more bytes follow the array, which ends at 132. To read several arrays, use Npy.Load(Stream).", error.Message);
    }

    [Fact]
    public void OtherBytesThanOneAreTrueToo() =>
        Assert.Equal("[ True False  True]", Npy.Load(new MemoryStream(File(1, "{'descr': '|b1', 'fortran_order': False, 'shape': (3,), }", [7, 0, 1]))).ToString());

    private static byte[] File(byte version, string header, byte[] data) =>
        [0x93, .. "NUMPY"u8, version, 0, (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.ASCII.GetBytes(header), .. data];

    private static void Expect(string problem, byte[] file)
    {
        var error = Assert.Throws<TensorFileException>(() => Npy.Load(new MemoryStream(file)));
        Assert.Equal($"Npy.Load: the stream: {problem}", error.Message);
    }
}
