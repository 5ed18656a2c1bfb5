using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Covector.Tests.Architecture;

/// <summary>Folders are layers: what a layer may know stands in a table, and the references in the compiled assembly must follow it.</summary>
public sealed class LayerTests
{
    /// <summary>Each layer with the layers that it may use besides itself. The root holds the value that users see, and its vocabulary.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        // The lowest layers: memory and loops, and the language of scalar expressions.
        ["Runtime"] = ["Root", "Scalars"],
        ["Scalars"] = ["Root"],
        ["Trees"] = ["Root"],
        // A primitive's rules are written with primitives and run in traces; a call holds a graph.
        ["Tracing"] = ["Root", "Graphs", "Primitives"],
        ["Graphs"] = ["Root", "Tracing", "Primitives"],
        ["Primitives"] = ["Root", "Tracing", "Graphs", "Runtime", "Scalars"],
        ["Compiler"] = ["Root", "Graphs", "Primitives", "Runtime", "Scalars"],
        ["Formatting"] = ["Root"],
        // Tensor is a root type whose operators are operations, and whose elements lie in blocks of the runtime.
        ["Root"] = ["Functions", "Primitives", "Tracing", "Trees", "Runtime", "Formatting"],
        ["Functions"] = ["Root", "Primitives", "Tracing", "Graphs", "Trees", "Runtime", "Scalars"],
        ["Transforms"] = ["Root", "Functions", "Compiler", "Primitives", "Tracing", "Graphs", "Trees", "Runtime", "Scalars"],
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

    /// <summary>The reader sees references at all: two edges on which the library rests.</summary>
    [Fact]
    public void ReferencesAreFound()
    {
        var edges = References().Select(r => (r.From, r.To)).ToHashSet();
        Assert.Contains(("Primitives", "Tracing"), edges);
        Assert.Contains(("Transforms", "Compiler"), edges);
        Assert.Contains(("Compiler", "Runtime"), edges);
    }

    private static HashSet<(string From, string To, string User, string Used)> References()
    {
        var assembly = typeof(Tensor).Assembly;
        var layers = SourceLayers.Of(assembly);
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var reader = file.GetMetadataReader();
        var result = new HashSet<(string, string, string, string)>();
        foreach (var handle in reader.TypeDefinitions)
        {
            var user = Outermost(reader, handle);
            if (!layers.TryGetValue(FullName(reader, user), out string? from))
                continue;
            foreach (var used in TypeUses.Of(reader, file, handle))
            {
                var outer = Outermost(reader, used);
                if (layers.TryGetValue(FullName(reader, outer), out string? to))
                    result.Add((from, to, FullName(reader, user), FullName(reader, outer)));
            }
        }

        return result;
    }

    private static TypeDefinitionHandle Outermost(MetadataReader reader, TypeDefinitionHandle type)
    {
        while (reader.GetTypeDefinition(type).GetDeclaringType() is { IsNil: false } outer)
            type = outer;
        return type;
    }

    private static string FullName(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        string space = reader.GetString(type.Namespace), name = reader.GetString(type.Name);
        return space.Length == 0 ? name : $"{space}.{name}";
    }
}
