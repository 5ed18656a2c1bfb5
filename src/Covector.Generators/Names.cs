using Microsoft.CodeAnalysis;

namespace Covector.Generators;

/// <summary>The names this assembly shares with the library.</summary>
internal static class Names
{
    public const string Tensor = "Covector.Tensor";
    public const string Transforms = "Covector.Transforms";
    public const string TreeAttribute = "Covector.TreeAttribute";
    public const string TreeStaticAttribute = "Covector.TreeStaticAttribute";
    public const string TreeInterface = "Covector.Trees.ITree";

    /// <summary>The type of a parameter that no argument fits, which generated classes declare.</summary>
    public const string Nothing = "Nothing";

    private static readonly SymbolDisplayFormat s_annotated =
        SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat s_unnamed = s_annotated.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.ExpandValueTuple);

    /// <summary>A type as generated code writes it: from the global namespace, without nullable annotations.</summary>
    public static string Code(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    /// <summary>The same with nullable annotations.</summary>
    public static string Annotated(ITypeSymbol type) => type.ToDisplayString(s_annotated);

    /// <summary>The same without the names of tuple elements.</summary>
    public static string Unnamed(ITypeSymbol type) => type.ToDisplayString(s_unnamed);

    /// <summary>A type as messages write it.</summary>
    public static string Short(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);

    public static bool Is(ITypeSymbol type, string fullName) => type.ToDisplayString() == fullName;

    public static bool Has(ISymbol symbol, string attribute)
    {
        foreach (AttributeData data in symbol.GetAttributes())
            if (data.AttributeClass is { } known && Is(known, attribute)) return true;
        return false;
    }
}
