namespace Covector.Tests.IO;

/// <summary>Files of NumPy are read, and the same bytes are written.</summary>
public sealed class NpyTests
{
    private static readonly double[] s_numbers = [1.5, -0.0, 3, 4, double.Epsilon, double.PositiveInfinity];

    [Fact]
    public void ElementTypesOfTensorsKeepTheirBits()
    {
        Expect("float64.npy", s_numbers, 2, 3);
        Expect("bool.npy", [true, false, false, true], 2, 2);
        Expect("int32.npy", [int.MinValue, int.MaxValue], 2);
        Expect("scalar.npy", [0.1f]);
        Expect<double>("empty.npy", [], 0, 3);
    }

    [Fact]
    public void OrdersOfBytesAndAxesAreUndone()
    {
        Expect("big-endian.npy", [1, -2, 1L << 40], 3);
        Expect("big-endian-fortran.npy", [1.5, 2, 3, 4], 2, 2);
        Expect("fortran.npy", [.. Enumerable.Range(0, 24).Select(i => (float)i)], 2, 3, 4);
    }

    [Fact]
    public void OtherNumbersAreWidened()
    {
        Expect("half.npy", [0.5f, -2, 65504], 3);
        Expect("int8.npy", [-128, 127], 2);
        Expect("uint16.npy", [0, 65535], 2);
        Expect("uint32.npy", [0L, 4294967295], 2);
    }

    [Theory]
    [InlineData("version2.npy")]
    [InlineData("version3.npy")]
    public void LaterVersionsOfTheHeader(string name) => Expect(name, [1.0, 2], 2);

    [Theory]
    [InlineData("float64.npy")]
    [InlineData("bool.npy")]
    [InlineData("int32.npy")]
    [InlineData("scalar.npy")]
    [InlineData("empty.npy")]
    public void WrittenAreTheBytesOfNumPy(string name)
    {
        using var folder = new TemporaryFolder();
        Npy.Save(folder["copy.npy"], Npy.Load(NumPyFile.Path(name)));
        Assert.Equal(NumPyFile.Bytes(name), File.ReadAllBytes(folder["copy.npy"]));
    }

    [Fact]
    public void NotANumberKeepsItsPayload()
    {
        double payload = BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_1234);
        var loaded = Copy(Tensor.From([payload]));
        Assert.Equal(0x7FF8_0000_0000_1234, BitConverter.DoubleToInt64Bits(loaded.ToArray<double>()[0]));
    }

    [Fact]
    public void ViewsAreWrittenInTheirOwnOrder()
    {
        var x = Tensor.From([1, 2, 3, 4, 5, 6], 2, 3);
        var loaded = Copy(x.T);
        Assert.Equal(new Shape(3, 2), loaded.Shape);
        Assert.Equal([1, 4, 2, 5, 3, 6], loaded.ToArray<int>());
    }

    [Fact]
    public void LargeArraysPassThroughStreamsThatCannotSeek()
    {
        // More than is read on the word of a header: memory grows while the bytes arrive.
        var values = new double[5_000_003];
        for (int i = 0; i < values.Length; i++)
            values[i] = i * 0.5;
        using var memory = new MemoryStream();
        Npy.Save(memory, Tensor.From(values));
        var loaded = Npy.Load(new OneWayStream(memory.ToArray()));
        Assert.True(loaded.AsSpan<double>().SequenceEqual(values));
    }

    [Fact]
    public void ArraysFollowEachOtherInAStream()
    {
        using var stream = new MemoryStream();
        Npy.Save(stream, 1.5);
        Npy.Save(stream, Tensor.From([true]));
        stream.Position = 0;
        Assert.Equal("1.5", Npy.Load(stream).ToString());
        Assert.Equal("[ True]", Npy.Load(stream).ToString());
        Assert.Equal(stream.Length, stream.Position);
    }

    private static Tensor Copy(Tensor tensor)
    {
        using var stream = new MemoryStream();
        Npy.Save(stream, tensor);
        stream.Position = 0;
        return Npy.Load(stream);
    }

    private static void Expect<T>(string name, T[] values, params int[] shape)
        where T : unmanaged
    {
        var tensor = Npy.Load(NumPyFile.Path(name));
        Assert.Equal(new Shape(shape), tensor.Shape);
        Assert.Equal(
            System.Runtime.InteropServices.MemoryMarshal.AsBytes<T>(values).ToArray(),
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(tensor.AsSpan<T>()).ToArray());
    }
}
