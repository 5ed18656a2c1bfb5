using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Covector.IO;

/// <summary>The head of an .npy file: a magic word, a version, and a Python dictionary with element type, memory order and shape.</summary>
/// <param name="Element">How an element is stored.</param>
/// <param name="IsFortran">Whether the first axis runs fastest.</param>
/// <param name="Shape">The shape.</param>
internal sealed record ArrayHeader(ElementEncoding Element, bool IsFortran, Shape Shape)
{
    /// <summary>A dictionary of supported arrays takes no more than this; a file may claim gigabytes.</summary>
    private const int Longest = ushort.MaxValue;

    /// <summary>The elements start at a multiple of this many bytes.</summary>
    private const int Alignment = 64;

    /// <summary>NumPy leaves room to let the first axis of a file grow to this many digits.</summary>
    private const int GrowthDigits = 21;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>The bytes of all elements.</summary>
    public long DataLength => Shape.Size * Element.Size;

    public static ArrayHeader Read(ByteSource source)
    {
        const string Header = "the header";
        Span<byte> start = stackalloc byte[8];
        if (source.Remaining == 0)
            throw source.Fail("it is empty.");
        source.Read(start, Header);
        if (!start.StartsWith(Magic))
            throw source.Fail("it is not an .npy array: it does not start with the bytes 93 4E 55 4D 50 59 (\\x93NUMPY).");
        var (major, minor) = (start[6], start[7]);
        if (major is < 1 or > 3 || minor != 0)
            throw source.Fail($"version {major}.{minor} of the .npy format is not supported; versions 1.0, 2.0 and 3.0 are.");
        var lengthBytes = start[..(major == 1 ? 2 : 4)];
        source.Read(lengthBytes, Header);
        uint length = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(lengthBytes) : BinaryPrimitives.ReadUInt32LittleEndian(lengthBytes);
        if (length > Longest)
            throw source.Fail($"its header claims to be {length} bytes long; no supported array needs more than {Longest}.");
        if (source.Remaining < length)
            throw source.Fail($"its header claims to be {length} bytes long, but only {source.Remaining} bytes follow.");
        var bytes = new byte[length];
        source.Read(bytes, Header);
        var text = (major == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(bytes);
        return new ArrayHeaderParser(text, source).Parse();
    }

    /// <summary>The bytes that precede the elements of a tensor; the same as those of NumPy.</summary>
    public static byte[] Write(Tensor tensor)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{{'descr': '{ElementEncoding.Descriptor(tensor.DType)}', 'fortran_order': False, 'shape': (");
        for (int i = 0; i < tensor.Rank; i++)
            text.Append(CultureInfo.InvariantCulture, $"{(i > 0 ? " " : "")}{tensor.Shape[i]}{(i < tensor.Rank - 1 || i == 0 ? "," : "")}");
        text.Append("), }");
        if (tensor.Rank > 0)
            text.Append(' ', GrowthDigits - tensor.Shape[0].ToString(CultureInfo.InvariantCulture).Length);
        int lengthBytes = 2;
        int total = Padded(text.Length, lengthBytes);
        if (total > ushort.MaxValue)
            total = Padded(text.Length, lengthBytes = 4);
        var bytes = new byte[total];
        Magic.CopyTo(bytes);
        bytes[6] = (byte)(lengthBytes / 2);
        int textStart = Magic.Length + 2 + lengthBytes;
        if (lengthBytes == 2)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)(total - textStart));
        else
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), total - textStart);
        text.Append(' ', total - textStart - text.Length - 1).Append('\n');
        Encoding.ASCII.GetBytes(text.ToString(), bytes.AsSpan(textStart));
        return bytes;
    }

    private static int Padded(int text, int lengthBytes) => (Magic.Length + 2 + lengthBytes + text + Alignment) / Alignment * Alignment;
}
