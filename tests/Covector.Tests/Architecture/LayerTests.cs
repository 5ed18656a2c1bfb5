namespace Covector.Tests.Architecture;

/// <summary>
/// Folders are layers: what a layer may know stands in a table, and the references in the compiled assembly must follow it.
/// </summary>
public sealed class LayerTests
{
    /// <summary>
    /// Each layer with the layers that it may use besides itself. The root holds the value that users see, and its vocabulary.
    /// </summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        // The lowest layers: memory and loops, and the language of scalar expressions that kernels are printed from.
        ["Runtime"] = ["Root", "Scalars"],
        ["Scalars"] = ["Root"],
        ["Trees"] = ["Root"],
        // A primitive's rules are written with primitives and run in traces; a call holds a graph; traces stage into graphs.
        ["Tracing"] = ["Root", "Graphs", "Primitives"],
        ["Graphs"] = ["Root", "Tracing", "Primitives"],
        ["Primitives"] = ["Root", "Tracing", "Graphs", "Runtime", "Scalars"],
        ["Compiler"] = ["Root", "Graphs", "Primitives", "Runtime", "Scalars"],
        // A traced tensor prints the transformation that it belongs to.
        ["Formatting"] = ["Root", "Tracing"],
        // Tensor is a root type whose operators are operations, and whose elements lie in blocks of the runtime; error messages name variables.
        ["Root"] = ["Functions", "Primitives", "Tracing", "Graphs", "Trees", "Runtime", "Formatting"],
        // Maps compute with functions' parts, read linear graphs, and run compiled products.
        ["LinearMaps"] = ["Root", "Functions", "Primitives", "Tracing", "Graphs", "Trees", "Compiler", "Runtime"],
        ["Functions"] = ["Root", "Primitives", "Tracing", "Graphs", "Trees", "Runtime", "Scalars"],
        // Formulas are read from graphs, and written from them where there is no formula.
        ["Notation"] = ["Root", "Graphs", "Primitives"],
        ["Transforms"] = ["Root", "Functions", "LinearMaps", "Notation", "Compiler", "Primitives", "Tracing", "Graphs", "Trees", "Runtime", "Scalars"],
        ["IO"] = ["Root", "Trees", "Primitives", "Runtime", "Functions"],
    };

    [Fact]
    public void LayersUseOnlyWhatTheyMay()
    {
        var violations = References()
            .Where(r => r.From != r.To && !(Allowed.TryGetValue(r.From, out var allowed) && allowed.Contains(r.To)))
            .Select(r => $"{r.From} → {r.To}: {r.User} uses {r.Used}")
            .Distinct().Order().ToList();
        Assert.True(violations.Count == 0, $"References against the layers:\n{string.Join("\n", violations)}");
    }

    /// <summary>The reader sees references at all: edges on which the library rests.</summary>
    [Fact]
    public void ReferencesAreFound()
    {
        var edges = References().Select(r => (r.From, r.To)).ToHashSet();
        Assert.Contains(("Primitives", "Tracing"), edges);
        Assert.Contains(("Transforms", "Compiler"), edges);
        Assert.Contains(("Compiler", "Runtime"), edges);
    }

    private static IEnumerable<(string From, string To, string User, string Used)> References()
    {
        var layers = new SourceLayers();
        foreach (var user in typeof(Tensor).Assembly.GetTypes())
            if (layers.Of(user) is { } from)
                foreach (var used in TypeUses.Of(user))
                    if (layers.Of(used) is { } to)
                        yield return (from, to, user.FullName!, used.FullName!);
    }
}
