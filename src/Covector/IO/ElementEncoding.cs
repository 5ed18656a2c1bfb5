using System.Globalization;

namespace Covector.IO;

/// <summary>How the elements of an array are stored in a file, and the element type they are read as.</summary>
/// <param name="Kind">NumPy's letter: b, i, u or f.</param>
/// <param name="Size">Bytes per element in the file.</param>
/// <param name="IsSwapped">Whether the bytes of an element stand in the other order than on this machine.</param>
/// <param name="DType">The narrowest element type that holds all values: Int32 for 8- and 16-bit integers, Int64 for unsigned 32-bit ones, Float32 for half precision.</param>
internal sealed record ElementEncoding(char Kind, int Size, bool IsSwapped, DType DType)
{
    private const string Supported = "supported are b1, i1, i2, i4, i8, u1, u2, u4, u8, f2, f4 and f8";

    private static char NativeOrder => BitConverter.IsLittleEndian ? '<' : '>';

    /// <summary>Whether the bytes are those of a tensor in memory. Truth values are not: a byte may be something else than 0 and 1.</summary>
    public bool IsDirect => !IsSwapped && Size == DType.Size && Kind is ('i' or 'f');

    /// <summary>NumPy's descriptor of an element type, such as <c>&lt;f8</c>.</summary>
    public static string Descriptor(DType dtype) => dtype switch
    {
        DType.Bool => "|b1",
        DType.Int32 => NativeOrder + "i4",
        DType.Int64 => NativeOrder + "i8",
        DType.Float32 => NativeOrder + "f4",
        DType.Float64 => NativeOrder + "f8",
        _ => throw Error.DTypes("Npy.Save", dtype, "Bool, Int32, Int64, Float32 or Float64"),
    };

    /// <summary>Reads a descriptor of NumPy.</summary>
    public static bool TryParse(string descriptor, [NotNullWhen(true)] out ElementEncoding? encoding, [NotNullWhen(false)] out string? problem)
    {
        encoding = null;
        problem = null;
        var rest = descriptor.AsSpan();
        char order = rest is ['<' or '>' or '=' or '|', ..] ? rest[0] : '=';
        if (rest.Length > 0 && rest[0] == order)
            rest = rest[1..];
        if (rest is ['O', ..])
        {
            problem = "its elements are Python objects, stored as a pickle; reading one can run any code, so it is refused.";
            return false;
        }

        if (rest.Length < 2 || !int.TryParse(rest[1..], NumberStyles.None, CultureInfo.InvariantCulture, out int size)
            || TypeOf(rest[0], size) is not { } dtype)
        {
            problem = $"its elements have the type '{(descriptor.Length <= 20 ? descriptor : descriptor[..20] + "...")}'; {Supported}.";
            return false;
        }

        bool isSwapped = size > 1 && order is '<' or '>' && order != NativeOrder;
        encoding = new ElementEncoding(rest[0], size, isSwapped, dtype);
        return true;
    }

    private static DType? TypeOf(char kind, int size) => (kind, size) switch
    {
        ('b', 1) => DType.Bool,
        ('i', 1 or 2 or 4) or ('u', 1 or 2) => DType.Int32,
        ('i', 8) or ('u', 4 or 8) => DType.Int64,
        ('f', 2 or 4) => DType.Float32,
        ('f', 8) => DType.Float64,
        _ => null,
    };
}
