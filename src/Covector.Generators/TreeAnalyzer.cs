using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Covector.Generators;

/// <summary>Reports types that are used as trees but are none, and [Tree] types that cannot be converted.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TreeAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The type parameters of the transformations that stand for trees.</summary>
    private static readonly ImmutableHashSet<string> s_trees = ["P", "X", "Y", "A", "B", "C", "D"];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.NoTree, Rules.NotPartial, Rules.NotRebuildable, Rules.HiddenLeaf];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(OnType, SymbolKind.NamedType);
        context.RegisterOperationAction(OnCall, OperationKind.Invocation);
    }

    private static void OnType(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (!Names.Has(type, Names.TreeAttribute) || !TreeReader.HasStrategy(type)) return;
        var problems = new List<TreeProblem>();
        TreeReader.Read(type, context.Compilation, problems);
        if (problems.Count == 0) problems.AddRange(TreeReader.HiddenLeaves(type, context.Compilation));
        foreach (TreeProblem problem in problems) context.ReportDiagnostic(problem.ToDiagnostic());
    }

    private static void OnCall(OperationAnalysisContext context)
    {
        IMethodSymbol method = ((IInvocationOperation)context.Operation).TargetMethod;
        if (!method.IsGenericMethod || !Names.Is(method.ContainingType, Names.Transforms)) return;
        for (int i = 0; i < method.TypeParameters.Length; i++)
        {
            if (!s_trees.Contains(method.TypeParameters[i].Name) || TreeForms.FindNoTree(method.TypeArguments[i]) is not { } found) continue;
            string path = found.Path.Length > 0 ? $" at '{found.Path}'" : "";
            string where = $"as {method.TypeParameters[i].Name} of {method.Name}{path}";
            context.ReportDiagnostic(Diagnostic.Create(
                Rules.NoTree, context.Operation.Syntax.GetLocation(), Names.Short(found.Type), where, Rules.Advice(found.Type, isMember: false)));
        }
    }
}
