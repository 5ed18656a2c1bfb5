using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Covector.Tests.Compiler;

/// <summary>The program of tests/Covector.Smoke in processes of its own.</summary>
public sealed class SmokeTests
{
    private const string Smoke = "Covector.Smoke";

    [Fact]
    public void ProgramsAgreeOnCompiledCode()
    {
        string output = Run(ConfigurationFile());
        Assert.Matches("^(\\d+) of \\1 programs agree on compiled code$", output.Trim());
    }

    /// <summary>What a runtime says that can make no code, such as NativeAOT.</summary>
    [Fact]
    public void ProgramsAgreeOnTilesWhereNoCodeCanBeMade()
    {
        var configuration = JsonNode.Parse(File.ReadAllText(ConfigurationFile()))!;
        var options = configuration["runtimeOptions"]!;
        options["configProperties"] ??= new JsonObject();
        options["configProperties"]!["System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported"] = false;
        string file = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.runtimeconfig.json");
        try
        {
            File.WriteAllText(file, configuration.ToJsonString());
            Assert.Matches("^(\\d+) of \\1 programs agree on tiles$", Run(file).Trim());
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>
    /// The second half of 10,000 different functions, compiled and dropped, needs no more memory than the first. A kernel has some 2 KB of code
    /// and as much around it: if each stayed, there would be some 20 MB.
    /// </summary>
    [Fact]
    public void TenThousandDroppedFunctionsLeaveNoGrowth()
    {
        long[] growth = [.. Run(ConfigurationFile(), "drop", "10000").Split(' ').Select(text => long.Parse(text, CultureInfo.InvariantCulture))];
        Assert.InRange(growth[0], long.MinValue, 1 << 20);
        Assert.InRange(growth[1], long.MinValue, 8 << 20);
    }

    private static string ConfigurationFile() => Path.Combine(AppContext.BaseDirectory, $"{Smoke}.runtimeconfig.json");

    private static string Run(string configuration, params string[] arguments)
    {
        // The runtime lies in shared/Microsoft.NETCore.App/VERSION beside the host.
        string host = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        var start = new ProcessStartInfo(
            host, ["exec", "--runtimeconfig", configuration, Path.Combine(AppContext.BaseDirectory, $"{Smoke}.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
        return output;
    }
}
