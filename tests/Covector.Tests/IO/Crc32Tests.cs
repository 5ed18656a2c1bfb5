using Covector.IO;

namespace Covector.Tests.IO;

/// <summary>The check value of CRC-32 and its behaviour over parts.</summary>
public sealed class Crc32Tests
{
    [Fact]
    public void CheckValue()
    {
        for (int split = 0; split <= 9; split++)
        {
            var crc = new Crc32();
            crc.Append("123456789"u8[..split]);
            crc.Append("123456789"u8[split..]);
            Assert.Equal(0xCBF43926u, crc.Value);
        }

        Assert.Equal(0u, new Crc32().Value);
    }
}
