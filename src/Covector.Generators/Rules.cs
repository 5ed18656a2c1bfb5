using Microsoft.CodeAnalysis;

namespace Covector.Generators;

/// <summary>Everything this assembly reports.</summary>
internal static class Rules
{
    private const string Category = "Covector.Trees";

    public static readonly DiagnosticDescriptor NoTree = new(
        "COV001", "A type is used as a tree but is none", "'{0}', {1}, is no tree: {2}", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor NotPartial = new(
        "COV002", "A [Tree] type must be partial", "'{0}' must be {1} for [Tree] to write its conversion", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor NotRebuildable = new(
        "COV003", "A member of a [Tree] type cannot be rebuilt", "'{0}' cannot be rebuilt: {1}", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor SpanOfTemporary = new(
        "COV004", "A span of a tensor that nothing refers to",
        "AsSpan of a tensor that nothing refers to afterwards: its memory may be reused while the span is read; keep the tensor in a variable and "
        + "call GC.KeepAlive(tensor) after the last use of the span, or write ToArray",
        "Covector.Memory", DiagnosticSeverity.Warning, true);

    public static readonly DiagnosticDescriptor HiddenLeaf = new(
        "COV005", "A private field is part of a [Tree] value",
        "'{0}' is a private field that no constructor takes, but its tensors are part of the tree: derivatives with respect to it are taken, and a value "
        + "kept there from earlier calls is used again; compute it where it is needed, make it a member that a constructor takes, or mark it [TreeStatic]",
        Category, DiagnosticSeverity.Warning, true);

    public static readonly DiagnosticDescriptor ComparesReferences = new(
        "COV006", "Tensors are compared by reference",
        "'{0}' compares the references of two tensors, not their elements; write {1}(x, y), or ReferenceEquals(x, y)",
        "Covector.Tensors", DiagnosticSeverity.Warning, true);

    public static readonly DiagnosticDescriptor CutsDerivative = new(
        "COV007", "A function of numbers has no derivative",
        "'{0}' computes with the number of a tensor, which is a constant to every derivative; write {1} of Functions",
        "Covector.Tensors", DiagnosticSeverity.Warning, true);

    /// <summary>What to write instead of a type that is no tree.</summary>
    public static string Advice(ITypeSymbol type, bool isMember)
    {
        string otherwise = isMember ? "mark the member [TreeStatic]" : "pass it as a closure variable";
        if (type.TypeKind == TypeKind.Delegate) return "pass the function as a closure variable, or make it a member of a [Tree] type";
        if (type is IArrayTypeSymbol) return $"write an array of arrays or a single Tensor, or {otherwise}";
        return type.Locations.Any(place => place.IsInSource)
            ? $"mark it [Tree] and make it partial, or {otherwise}"
            : $"write a Tensor, tuple, array, List, IReadOnlyList, Dictionary with sortable keys or [Tree] type, or {otherwise}";
    }
}
