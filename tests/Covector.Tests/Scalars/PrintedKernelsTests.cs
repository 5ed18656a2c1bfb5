using System.Runtime.CompilerServices;
using Covector.Compiler;
using Covector.Scalars;
using Xunit;

namespace Covector.Tests.Scalars;

public sealed class PrintedKernelsTests
{
    /// <summary>With COVECTOR_PRINT_KERNELS set the files are written, as eng/print-kernels.sh does.</summary>
    [Fact]
    public void The_checked_in_kernels_are_what_the_definitions_print()
    {
        var folder = KernelFolder();
        var write = Environment.GetEnvironmentVariable("COVECTOR_PRINT_KERNELS") is not null;
        var printed = new HashSet<string>();
        foreach (var (file, text) in KernelPrinter.Print(TileKernelDefinitions.All))
        {
            printed.Add(file);
            var path = Path.Combine(folder, file);
            if (write) File.WriteAllText(path, text);
            Assert.True(File.Exists(path), $"{file} is missing; run eng/print-kernels.sh.");
            Assert.True(text == File.ReadAllText(path).ReplaceLineEndings("\n"), $"{file} is out of date; run eng/print-kernels.sh.");
        }
        foreach (var path in Directory.GetFiles(folder, "*.g.cs"))
            Assert.Contains(Path.GetFileName(path), printed);
    }

    private static string KernelFolder([CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../../../src/Covector/Runtime/Kernels"));
}
