using System.Diagnostics;

namespace Covector.Documentation.Tests;

/// <summary>A project outside of the repository needs one reference, as the newcomer's page says.</summary>
public sealed class ReferenceTests
{
    [Fact]
    public async Task AReferenceToTheProjectBringsTheGenerator()
    {
        var folder = Directory.CreateTempSubdirectory("covector-reference-");
        try
        {
            string project = Path.Combine(folder.FullName, "user.csproj");
            await File.WriteAllTextAsync(project, $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <TargetFramework>net10.0</TargetFramework>
                    <NuGetAudit>false</NuGetAudit>
                  </PropertyGroup>
                  <ItemGroup>
                    <ProjectReference Include="{Repository.PathOf("src/Covector/Covector.csproj")}" />
                  </ItemGroup>
                </Project>
                """, TestContext.Current.CancellationToken);
            // Nothing is built: the question is what the compiler would get.
            string items = await Dotnet(
                "msbuild", project, "-restore", "-target:ResolveProjectReferences", "-property:BuildProjectReferences=false",
                "-getItem:Analyzer,_ResolvedProjectReferencePaths");
            Assert.Single(Lines(items), line => line.Contains("\"Identity\"", StringComparison.Ordinal) && line.Contains("Covector.Generators.dll\"", StringComparison.Ordinal));
            Assert.Single(Lines(items), line => line.Contains("\"Identity\"", StringComparison.Ordinal) && line.Contains("Covector.dll\"", StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string[] Lines(string text) => text.Split('\n');

    private static async Task<string> Dotnet(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output + await errors);
        return output;
    }
}
