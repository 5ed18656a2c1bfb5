using Microsoft.CodeAnalysis;

namespace Covector.Generators;

internal enum TreeForm
{
    Tensor,
    Static,
    Nullable,
    Tuple,
    Array,
    List,
    ReadOnlyList,
    Dictionary,
    Object,
    Delegate,
    NoTree,
}

/// <summary>Which kind of tree a type is: the compile-time twin of the library's decision.</summary>
internal static class TreeForms
{
    public static TreeForm Of(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array) return array.IsSZArray ? TreeForm.Array : TreeForm.NoTree;
        // A type parameter is decided where it is closed; what does not compile has its error already.
        if (type.TypeKind is TypeKind.TypeParameter or TypeKind.Error) return TreeForm.Object;
        if (type is not INamedTypeSymbol named) return TreeForm.NoTree;
        if (named.TypeKind == TypeKind.Delegate) return TreeForm.Delegate;
        if (Names.Is(WithoutAnnotation(named), Names.Tensor)) return TreeForm.Tensor;
        if (IsMarked(named)) return TreeForm.Object;
        if (named.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T) return OfNullable(named.TypeArguments[0]);
        if (named.IsTupleType) return TreeForm.Tuple;
        if (IsStatic(named)) return TreeForm.Static;
        if (named.IsGenericType && OfGeneric(named) is { } form) return form;
        return named.TypeKind == TypeKind.Interface || named.IsAbstract ? TreeForm.Object : TreeForm.NoTree;
    }

    /// <summary>The first type inside that is no tree, with the path to it; null when there is none.</summary>
    public static (ITypeSymbol Type, string Path)? FindNoTree(ITypeSymbol type)
    {
        switch (Of(type))
        {
            case TreeForm.NoTree or TreeForm.Delegate:
                return (type, "");
            case TreeForm.Array:
                return Below("[]", ((IArrayTypeSymbol)type).ElementType);
            case TreeForm.List or TreeForm.ReadOnlyList:
                return Below("[]", ((INamedTypeSymbol)type).TypeArguments[0]);
            case TreeForm.Dictionary:
                return Below("[]", ((INamedTypeSymbol)type).TypeArguments[1]);
            case TreeForm.Nullable:
                return FindNoTree(((INamedTypeSymbol)type).TypeArguments[0]);
            case TreeForm.Tuple:
                foreach (IFieldSymbol element in ((INamedTypeSymbol)type).TupleElements)
                    if (Below("." + element.Name, element.Type) is { } found) return found;
                return null;
            default:
                return null;
        }
    }

    /// <summary>Whether values of a type have tensors as leaves.</summary>
    public static bool HoldsTensors(ITypeSymbol type) => Of(type) switch
    {
        TreeForm.Tensor or TreeForm.Object => true,
        TreeForm.Array => HoldsTensors(((IArrayTypeSymbol)type).ElementType),
        TreeForm.List or TreeForm.ReadOnlyList or TreeForm.Nullable => HoldsTensors(((INamedTypeSymbol)type).TypeArguments[0]),
        TreeForm.Dictionary => HoldsTensors(((INamedTypeSymbol)type).TypeArguments[1]),
        TreeForm.Tuple => ((INamedTypeSymbol)type).TupleElements.Any(element => HoldsTensors(element.Type)),
        _ => false,
    };

    private static (ITypeSymbol Type, string Path)? Below(string segment, ITypeSymbol type) =>
        FindNoTree(type) is { } found ? (found.Type, segment + found.Path) : null;

    private static TreeForm OfNullable(ITypeSymbol underlying)
    {
        TreeForm form = Of(underlying);
        return form is TreeForm.Static or TreeForm.NoTree ? form : TreeForm.Nullable;
    }

    private static bool IsMarked(INamedTypeSymbol type)
    {
        if (Names.Has(type.OriginalDefinition, Names.TreeAttribute)) return true;
        // A subclass of a [Tree] type is one only if it is marked itself; hand-written trees declare the interface.
        foreach (INamedTypeSymbol implemented in type.Interfaces)
            if (Names.Is(implemented, Names.TreeInterface)) return true;
        return false;
    }

    private static bool IsStatic(INamedTypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Enum || type.SpecialType is SpecialType.System_String || Names.Is(type, "System.Type")) return true;
        if (Names.Has(type, Names.TreeStaticAttribute)) return true;
        if (!type.IsValueType || type.IsGenericType) return false;
        string space = type.ContainingNamespace?.ToDisplayString() ?? "";
        return space == "System" || space.StartsWith("System.", StringComparison.Ordinal) || type.ContainingAssembly?.Name == "Covector";
    }

    private static TreeForm? OfGeneric(INamedTypeSymbol type)
    {
        INamedTypeSymbol definition = type.OriginalDefinition;
        if (Names.Is(definition, "System.Collections.Generic.List<T>")) return TreeForm.List;
        if (definition.SpecialType == SpecialType.System_Collections_Generic_IReadOnlyList_T) return TreeForm.ReadOnlyList;
        if (definition.MetadataName == "Dictionary`2" && definition.ContainingNamespace.ToDisplayString() == "System.Collections.Generic")
            return IsSortable(type.TypeArguments[0]) ? TreeForm.Dictionary : TreeForm.NoTree;
        return null;
    }

    private static bool IsSortable(ITypeSymbol key)
    {
        if (key.TypeKind is TypeKind.TypeParameter or TypeKind.Enum) return true;
        foreach (INamedTypeSymbol implemented in key.AllInterfaces)
            if (Names.Is(implemented, "System.IComparable")) return true;
        return false;
    }

    private static ITypeSymbol WithoutAnnotation(ITypeSymbol type) => type.WithNullableAnnotation(NullableAnnotation.None);
}
