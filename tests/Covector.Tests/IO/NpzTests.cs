using System.IO.Compression;

namespace Covector.Tests.IO;

/// <summary>Archives of named tensors.</summary>
public sealed class NpzTests
{
    private static readonly Dictionary<string, Tensor> s_tensors = new()
    {
        ["w"] = Tensor.From([1.5, -2, 3, 4], 2, 2),
        ["layer/b"] = Tensor.From([1, 2]),
        ["mask[\"ü\"]"] = Tensor.From([true, false]),
    };

    [Fact]
    public void ArchivesOfNumPyAreRead()
    {
        var stored = Npz.Load(NumPyFile.Path("stored.npz"));
        Assert.Equal(["w", "layer/b"], stored.Keys);
        Assert.Equal([1.5, -0.0, 3, 4, double.Epsilon, double.PositiveInfinity], stored["w"].ToArray<double>());
        Assert.Equal([1, 2], stored["layer/b"].ToArray<int>());
        var compressed = Npz.Load(NumPyFile.Path("compressed.npz"));
        Assert.Equal(new Shape(100, 3), compressed["w"].Shape);
        Assert.All(compressed["w"].ToArray<double>(), x => Assert.Equal(0, x));
        Assert.Equal([0, 1, 2], compressed["b"].ToArray<float>());
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.SmallestSize)]
    public void WhatIsSavedIsLoaded(CompressionLevel compression)
    {
        using var folder = new TemporaryFolder();
        Npz.Save(folder["x.npz"], s_tensors, compression);
        var loaded = Npz.Load(folder["x.npz"]);
        Assert.Equal(s_tensors.Keys, loaded.Keys);
        foreach (var (name, tensor) in s_tensors)
        {
            Assert.Equal(tensor.Type, loaded[name].Type);
            Assert.Equal(tensor.ToString(), loaded[name].ToString());
        }
    }

    [Fact]
    public void TheSameTensorsMakeTheSameBytes()
    {
        using MemoryStream first = new(), second = new();
        Npz.Save(first, s_tensors);
        Thread.Sleep(10);
        Npz.Save(second, s_tensors);
        Assert.Equal(first.ToArray(), second.ToArray());
        first.Position = 0;
        using var archive = new ZipArchive(first);
        Assert.All(archive.Entries, entry => Assert.Equal(new DateTime(1980, 1, 1), entry.LastWriteTime.DateTime));
    }

    [Fact]
    public void LargeCompressedTensorsGrowWhileTheyAreUnpacked()
    {
        using var stream = new MemoryStream();
        var x = Tensor.Full([3_000_000], 0.25);
        Npz.Save(stream, [new("x", x)], CompressionLevel.Fastest);
        Assert.True(stream.Length < 1_000_000);
        Assert.Equal(-1, Npz.Load(stream)["x"].ToArray<double>().AsSpan().IndexOfAnyExcept(0.25));
    }

    [Theory]
    [InlineData("", "Npz.Save: the name '' is empty. (Parameter 'tensors')")]
    [InlineData("../w", "Npz.Save: the name '../w' is no relative path: between slashes there is nothing, '.' or '..'. (Parameter 'tensors')")]
    [InlineData("/w", "Npz.Save: the name '/w' is no relative path: between slashes there is nothing, '.' or '..'. (Parameter 'tensors')")]
    [InlineData("a\\b", "Npz.Save: the name 'a\\b' contains a control character or a backslash. (Parameter 'tensors')")]
    [InlineData("c:w", "Npz.Save: the name 'c:w' starts with a drive. (Parameter 'tensors')")]
    public void NamesMustBeFitForAnArchive(string name, string message)
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<ArgumentException>(() => Npz.Save(folder["x.npz"], [new(name, 1.0)]));
        Assert.Equal(message, error.Message);
        Assert.Empty(folder.Names);
    }

    [Fact]
    public void NamesMustBeUnique()
    {
        var error = Assert.Throws<ArgumentException>(() => Npz.Save(new MemoryStream(), [new("w", 1.0), new("w", 2.0)]));
        Assert.Equal("Npz.Save: the name 'w' is given twice. (Parameter 'tensors')", error.Message);
    }
}
