// Packs the library, looks into the package, and uses it from a fresh project that knows nothing but the package.
//
//     dotnet run eng/check-package.cs

#:property PublishAot=false

using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Xml.Linq;

string root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, ".."));
var work = Directory.CreateTempSubdirectory("covector-package-");
try
{
    string feed = Path.Combine(work.FullName, "feed");
    Dotnet(root, "pack", "src/Covector", "--output", feed);
    var package = Inspection.Open(Directory.GetFiles(feed, "*.nupkg"));
    var symbols = Inspection.Open(Directory.GetFiles(feed, "*.snupkg"));
    package.Holds("lib/net10.0/Covector.dll", "lib/net10.0/Covector.xml", "analyzers/dotnet/cs/Covector.Generators.dll", "README.md");
    symbols.Holds("lib/net10.0/Covector.pdb");
    package.Says("id", "Covector");
    package.Says("license", "MIT");
    package.Says("readme", "README.md");
    package.DependsOnNothing();
    package.Documents("T:Covector.Tensor", "M:Covector.Functions.Tanh(Covector.Tensor)");

    var user = new Project(Path.Combine(work.FullName, "user"), feed, package.Version);
    user.Write("""
        using Covector;
        using static Covector.Functions;
        using static Covector.Transforms;

        Console.WriteLine(Grad(Tanh)(2.0));
        Console.WriteLine(Grad(Line.Loss)(new Line(3.0, 0.5), 2.0));

        [Tree]
        public sealed partial record Line(Tensor Slope, Tensor Offset)
        {
            public static Tensor Loss(Line line, Tensor x) => line.Slope * x + line.Offset * line.Offset;
        }
        """);
    string output = Dotnet(user.Folder, "run").Trim().ReplaceLineEndings("\n");
    const string Expected = "0.07065082485316443\nLine { Slope = 2.0, Offset = 1.0 }";
    Check.That(output == Expected, $"the program printed\n{output}\nexpected\n{Expected}");

    user.Write("""
        using Covector;
        using static Covector.Transforms;

        Grad((Plain p) => p.X)(new Plain());

        sealed class Plain { public Tensor X = 1.0; }
        """);
    var (code, messages) = Run(user.Folder, "build", "-tl:off");
    Check.That(code != 0 && messages.Contains("error COV001", StringComparison.Ordinal), $"a type that is no tree was not reported:\n{messages}");
    Console.WriteLine($"Covector {package.Version}: the package holds what it should, and a fresh project differentiates with it.");
    return 0;
}
catch (CheckFailedException failure)
{
    Console.WriteLine(failure.Message);
    return 1;
}
finally
{
    work.Delete(recursive: true);
}

static string ThisFile([CallerFilePath] string path = "") => path;

static string Dotnet(string folder, params string[] arguments)
{
    var (code, output) = Run(folder, arguments);
    Check.That(code == 0, $"dotnet {string.Join(' ', arguments)} ended with {code}:\n{output}");
    return output;
}

static (int Code, string Output) Run(string folder, params string[] arguments)
{
    var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
    using var process = Process.Start(start)!;
    var errors = process.StandardError.ReadToEndAsync();
    string output = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return (process.ExitCode, output + errors.Result);
}

/// <summary>A program with one package reference; its packages come from the local feed and go to its own folder.</summary>
internal sealed class Project
{
    public Project(string folder, string feed, string version)
    {
        Folder = Directory.CreateDirectory(folder).FullName;
        File.WriteAllText(Path.Combine(folder, "user.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <UseAppHost>false</UseAppHost>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <RestorePackagesPath>packages</RestorePackagesPath>
                <!-- Nothing but the package is needed, so nothing but the local feed is asked. -->
                <RestoreSources>{feed}</RestoreSources>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Covector" Version="{version}" />
              </ItemGroup>
            </Project>
            """);
    }

    public string Folder { get; }

    public void Write(string program) => File.WriteAllText(Path.Combine(Folder, "Program.cs"), program);
}

/// <summary>An opened package.</summary>
internal sealed class Inspection
{
    private readonly Dictionary<string, long> files;
    private readonly XElement description;
    private readonly XDocument? documentation;

    private Inspection(ZipArchive archive)
    {
        files = archive.Entries.ToDictionary(entry => entry.FullName, entry => entry.Length);
        description = Read(archive, "Covector.nuspec").Root!.Elements().Single();
        documentation = files.ContainsKey("lib/net10.0/Covector.xml") ? Read(archive, "lib/net10.0/Covector.xml") : null;
    }

    public string Version => Value("version")!;

    public static Inspection Open(string[] paths)
    {
        Check.That(paths.Length == 1, $"expected one package, found {paths.Length}: {string.Join(", ", paths)}");
        using var archive = ZipFile.OpenRead(paths[0]);
        return new Inspection(archive);
    }

    public void Holds(params string[] paths)
    {
        foreach (string path in paths)
            Check.That(files.GetValueOrDefault(path) > 0, $"the package lacks {path}; it holds {string.Join(", ", files.Keys.Order())}");
    }

    public void Says(string element, string expected) =>
        Check.That(Value(element) == expected, $"the package's {element} is '{Value(element)}', expected '{expected}'");

    public void DependsOnNothing() =>
        Check.That(!description.Descendants().Any(e => e.Name.LocalName == "dependency"), $"the package has dependencies:\n{description}");

    public void Documents(params string[] members)
    {
        foreach (string member in members)
            Check.That(
                documentation!.Descendants("member").Any(m => (string?)m.Attribute("name") == member && m.Element("summary") is not null),
                $"the package's documentation has no summary of {member}");
    }

    private string? Value(string element) => description.Elements().SingleOrDefault(e => e.Name.LocalName == element)?.Value;

    private static XDocument Read(ZipArchive archive, string path)
    {
        using var stream = archive.GetEntry(path)!.Open();
        return XDocument.Load(stream);
    }
}

internal static class Check
{
    public static void That(bool holds, string otherwise)
    {
        if (!holds)
            throw new CheckFailedException($"FAILED: {otherwise}");
    }
}

internal sealed class CheckFailedException(string message) : Exception(message);
