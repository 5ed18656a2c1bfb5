using System.Buffers.Binary;

namespace Covector.IO;

/// <summary>The checksum of zip archives: CRC-32 with the reversed polynomial EDB88320, eight bytes at a time.</summary>
internal struct Crc32()
{
    private const uint Polynomial = 0xEDB88320;
    private const int Slices = 8;

    /// <summary>Entry 256·k + b: what the byte b contributes when k further bytes follow it.</summary>
    private static readonly uint[] s_table = MakeTable();

    private uint state = uint.MaxValue;

    /// <summary>The checksum of all bytes so far.</summary>
    public readonly uint Value => ~state;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        uint crc = state;
        var table = s_table;
        for (; bytes.Length >= Slices; bytes = bytes[Slices..])
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = table[7 * 256 + (byte)low] ^ table[6 * 256 + (byte)(low >> 8)] ^ table[5 * 256 + (byte)(low >> 16)] ^ table[4 * 256 + (low >> 24)]
                ^ table[3 * 256 + (byte)high] ^ table[2 * 256 + (byte)(high >> 8)] ^ table[256 + (byte)(high >> 16)] ^ table[high >> 24];
        }

        foreach (byte b in bytes)
            crc = (crc >> 8) ^ table[(byte)(crc ^ b)];
        state = crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[Slices * 256];
        for (uint b = 0; b < 256; b++)
        {
            uint crc = b;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * Polynomial);
            table[b] = crc;
        }

        for (int i = 256; i < table.Length; i++)
            table[i] = (table[i - 256] >> 8) ^ table[(byte)table[i - 256]];
        return table;
    }
}
