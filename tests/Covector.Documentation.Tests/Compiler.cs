using System.Collections.Immutable;
using System.Runtime.Loader;
using Covector.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Covector.Documentation.Tests;

/// <summary>Compiles and runs programs as the SDK would: with its implicit usings, the library and its generator.</summary>
internal static class Compiler
{
    private const string Usings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading.Tasks;";

    private static readonly ImmutableArray<MetadataReference> References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) is "netstandard.dll" or "Covector.dll")
            .Select(path => MetadataReference.CreateFromFile(path))];

    public static CSharpParseOptions Options { get; } = new(LanguageVersion.CSharp14);

    /// <summary>What a program prints.</summary>
    /// <param name="program">Statements and types.</param>
    /// <param name="assembly">The name of its assembly: the library shows what is internal to one of them.</param>
    public static string Run(string program, string assembly)
    {
        using var image = new MemoryStream(Compile(program, assembly));
        var context = new AssemblyLoadContext(assembly, isCollectible: true);
        context.Resolving += (_, name) => name.Name == typeof(Tensor).Assembly.GetName().Name ? typeof(Tensor).Assembly : null;
        var console = Console.Out;
        using var output = new StringWriter { NewLine = "\n" };
        try
        {
            Console.SetOut(output);
            var entry = context.LoadFromStream(image).EntryPoint!;
            entry.Invoke(null, entry.GetParameters().Length == 0 ? [] : [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(console);
            context.Unload();
        }

        return output.ToString();
    }

    private static byte[] Compile(string program, string assembly)
    {
        var options = new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable);
        var compilation = CSharpCompilation.Create(
            assembly, [CSharpSyntaxTree.ParseText(Usings, Options), CSharpSyntaxTree.ParseText(program, Options)], References, options);
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new TreeGenerator().AsSourceGenerator()], parseOptions: Options);
        driver.RunGeneratorsAndUpdateCompilation(compilation, out var complete, out var reported, TestContext.Current.CancellationToken);
        string[] messages = [.. reported.Concat(complete.GetDiagnostics(TestContext.Current.CancellationToken))
            .Where(d => d.Severity >= DiagnosticSeverity.Warning).Select(d => $"{d.Location.GetMappedLineSpan()}: {d.Id}: {d.GetMessage(null)}")];
        Assert.True(messages.Length == 0, string.Join('\n', messages));
        using var image = new MemoryStream();
        var emitted = complete.Emit(image, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        return image.ToArray();
    }
}
