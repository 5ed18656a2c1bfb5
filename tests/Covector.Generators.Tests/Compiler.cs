using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Covector.Generators.Tests;

/// <summary>Compiles text with the generator and the analyzer, against the library.</summary>
internal static class Compiler
{
    private const string Usings = "global using System; global using System.Collections.Generic; global using Covector;";

    private static readonly CSharpParseOptions s_options = new(LanguageVersion.CSharp14);

    private static readonly ImmutableArray<MetadataReference> s_references =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(path) is "netstandard.dll" or "Covector.dll")
            .Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>The program after generation, with every warning and error of the compiler.</summary>
    public static (Compilation Program, string[] Messages) Generate(string source)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new TreeGenerator().AsSourceGenerator()], parseOptions: s_options);
        driver = driver.RunGeneratorsAndUpdateCompilation(Compile(source), out Compilation program, out ImmutableArray<Diagnostic> generator);
        return (program, [.. generator.Concat(program.GetDiagnostics()).Where(d => d.Severity >= DiagnosticSeverity.Warning).Select(d => d.ToString())]);
    }

    /// <summary>The text the generator writes into one file.</summary>
    public static string Generated(string source, string hint)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new TreeGenerator().AsSourceGenerator()], parseOptions: s_options);
        GeneratorRunResult result = driver.RunGenerators(Compile(source)).GetRunResult().Results.Single();
        return result.GeneratedSources.Single(file => file.HintName == hint).SourceText.ToString();
    }

    /// <summary>Why each output of a second run, after the given change, was made or reused.</summary>
    public static IEnumerable<IncrementalStepRunReason> Rerun(string source, string added)
    {
        var options = new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true);
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new TreeGenerator().AsSourceGenerator()], parseOptions: s_options, driverOptions: options);
        Compilation program = Compile(source);
        driver = driver.RunGenerators(program);
        driver = driver.RunGenerators(program.AddSyntaxTrees(CSharpSyntaxTree.ParseText(added, s_options)));
        return driver.GetRunResult().Results.Single().TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(run => run.Outputs).Select(output => output.Reason);
    }

    /// <summary>What the analyzers report, as <c>COV001: message</c>.</summary>
    public static async Task<string[]> Analyze(string source)
    {
        CompilationWithAnalyzers program = Compile(source).WithAnalyzers([new TreeAnalyzer(), new SpanAnalyzer(), new TensorAnalyzer()]);
        ImmutableArray<Diagnostic> found = await program.GetAnalyzerDiagnosticsAsync();
        return [.. found.OrderBy(d => d.Location.SourceSpan.Start).Select(d => $"{d.Id}: {d.GetMessage(null)}")];
    }

    private static CSharpCompilation Compile(string source) => CSharpCompilation.Create(
        "UserCode",
        [CSharpSyntaxTree.ParseText(Usings, s_options), CSharpSyntaxTree.ParseText(source, s_options)],
        s_references,
        new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
}
