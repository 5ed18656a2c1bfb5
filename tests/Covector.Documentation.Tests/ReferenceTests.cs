using System.Diagnostics;
using System.Text.Json;

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
            Assert.Single(Identities(items), path => Path.GetFileName(path) == "Covector.Generators.dll");
            Assert.Single(Identities(items), path => Path.GetFileName(path) == "Covector.dll");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<string> Identities(string items)
    {
        using var document = JsonDocument.Parse(items);
        return [.. document.RootElement.GetProperty("Items").EnumerateObject().SelectMany(
            kind => kind.Value.EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!))];
    }

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
