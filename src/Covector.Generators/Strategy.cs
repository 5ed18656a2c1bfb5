using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Covector.Generators;

/// <summary>Writes the expression that makes the strategy of a type.</summary>
/// <remarks>
/// Tuples and collections are spelled out instead of left to the run time, so that ahead-of-time compiled programs contain
/// their generic instantiations.
/// </remarks>
internal static class Strategy
{
    private const string Types = "global::Covector.Trees.TreeTypes.";

    public static string Of(ITypeSymbol type)
    {
        switch (TreeForms.Of(type))
        {
            case TreeForm.Delegate:
                return Static(type);
            case TreeForm.Array:
                return Call("Array", ((IArrayTypeSymbol)type).ElementType);
            case TreeForm.List:
                return Call("List", ((INamedTypeSymbol)type).TypeArguments[0]);
            case TreeForm.ReadOnlyList:
                return Call("ReadOnlyList", ((INamedTypeSymbol)type).TypeArguments[0]);
            case TreeForm.Nullable:
                return Call("Nullable", ((INamedTypeSymbol)type).TypeArguments[0]);
            case TreeForm.Dictionary:
                ImmutableArray<ITypeSymbol> arguments = ((INamedTypeSymbol)type).TypeArguments;
                return $"{Types}Dictionary<{Names.Code(arguments[0])}, {Names.Code(arguments[1])}>({Of(arguments[1])})";
            case TreeForm.Tuple:
                return Tuple(((INamedTypeSymbol)type).TupleUnderlyingType ?? (INamedTypeSymbol)type);
            default:
                return $"{Types}Of<{Names.Code(type)}>()";
        }
    }

    public static string Static(ITypeSymbol type) => $"{Types}Static<{Names.Code(type)}>()";

    private static string Call(string factory, ITypeSymbol element) => $"{Types}{factory}<{Names.Code(element)}>({Of(element)})";

    private static string Tuple(INamedTypeSymbol tuple)
    {
        ImmutableArray<ITypeSymbol> arguments = tuple.TypeArguments;
        return $"{Types}Tuple<{string.Join(", ", arguments.Select(Names.Code))}>({string.Join(", ", arguments.Select(Of))})";
    }
}
