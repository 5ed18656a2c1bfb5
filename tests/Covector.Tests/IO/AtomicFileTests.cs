using Covector.IO;
using static Covector.Transforms;

namespace Covector.Tests.IO;

/// <summary>A file is replaced as a whole or not at all.</summary>
public sealed class AtomicFileTests
{
    [Fact]
    public void AFailureLeavesTheOldFileAndNothingElse()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["x"], "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(folder["x"], stream =>
        {
            stream.Write("new"u8);
            Assert.Equal("old", File.ReadAllText(folder["x"]));
            throw new InvalidOperationException();
        }));
        Assert.Equal("old", File.ReadAllText(folder["x"]));
        Assert.Equal(["x"], folder.Names);
    }

    [Fact]
    public void ASuccessReplacesTheOldFile()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["x"], "a longer old one");
        AtomicFile.Write(folder["x"], stream => stream.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(folder["x"]));
        Assert.Equal(["x"], folder.Names);
    }

    [Fact]
    public void TracedTensorsAreRefusedBeforeAnythingIsWritten()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<ConcretizationException>(() => Jit((Tensor x) =>
        {
            Npy.Save(folder["x.npy"], x);
            return x;
        })(1.0));
        Assert.Empty(folder.Names);
    }

    [Fact]
    public void LinksAndPermissionsStay()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege there, and files have no mode.");
        using var folder = new TemporaryFolder();
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.WriteAllText(folder["target"], "old");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder["target"], OwnerOnly);
        File.CreateSymbolicLink(folder["link"], folder["target"]);
        AtomicFile.Write(folder["link"], stream => stream.Write("new"u8));
        Assert.Equal("new", File.ReadAllText(folder["target"]));
        Assert.Equal(folder["target"], new FileInfo(folder["link"]).LinkTarget);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(folder["target"]));
    }
}
