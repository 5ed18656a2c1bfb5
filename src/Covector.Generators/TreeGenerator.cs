using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Covector.Generators;

/// <summary>Writes the strategies of [Tree] types, and overloads of the transformations for functions over trees.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class TreeGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<TreeModel> trees = context.SyntaxProvider
            .ForAttributeWithMetadataName(Names.TreeAttribute, static (node, _) => node is TypeDeclarationSyntax, static (found, _) => Read(found))
            .Where(static model => model is not null)!;
        context.RegisterSourceOutput(trees, static (output, model) => output.AddSource(model.HintName, TreeWriter.Write(model)));
        Overloads.Register(context);
    }

    private static TreeModel? Read(GeneratorAttributeSyntaxContext found)
    {
        var type = (INamedTypeSymbol)found.TargetSymbol;
        return TreeReader.HasStrategy(type) ? TreeReader.Read(type, found.SemanticModel.Compilation, []) : null;
    }
}
