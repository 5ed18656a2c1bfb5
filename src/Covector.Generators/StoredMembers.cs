using Microsoft.CodeAnalysis;

namespace Covector.Generators;

/// <summary>A field or property that holds part of a value.</summary>
internal sealed class StoredMember(ISymbol symbol, ITypeSymbol type, bool isSettable)
{
    public ISymbol Symbol => symbol;

    public ITypeSymbol Type => type;

    /// <summary>Whether an object initializer inside the type may set it.</summary>
    public bool IsSettable => isSettable;

    public bool IsRequired => symbol is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true };
}

/// <summary>Finds what a value stores, base classes first, in the order of declaration.</summary>
internal static class StoredMembers
{
    public static List<StoredMember> Of(INamedTypeSymbol type, Compilation compilation)
    {
        var chain = new Stack<INamedTypeSymbol>();
        for (INamedTypeSymbol? current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType) chain.Push(current);
        var members = new List<StoredMember>();
        foreach (INamedTypeSymbol declaring in chain)
        {
            foreach (ISymbol symbol in declaring.GetMembers())
            {
                if (Read(symbol, type, compilation) is not { } member) continue;
                int known = members.FindIndex(m => m.Symbol.Name == symbol.Name);
                if (known < 0) members.Add(member);
                else members[known] = member;
            }
        }

        return members;
    }

    private static StoredMember? Read(ISymbol symbol, INamedTypeSymbol type, Compilation compilation)
    {
        switch (symbol)
        {
            case IFieldSymbol { IsStatic: false, IsImplicitlyDeclared: false, AssociatedSymbol: null } field:
                return new(field, field.Type, !field.IsReadOnly);
            case IPropertySymbol { IsStatic: false, IsIndexer: false, GetMethod: not null } property when IsStored(property):
                bool settable = property.SetMethod is { } set && compilation.IsSymbolAccessibleWithin(set, type);
                return new(property, property.Type, settable);
            default:
                return null;
        }
    }

    /// <remarks>In a referenced assembly no field tells of its property; what can be set there is taken to be stored.</remarks>
    private static bool IsStored(IPropertySymbol property)
    {
        foreach (ISymbol symbol in property.ContainingType.GetMembers())
            if (symbol is IFieldSymbol field && SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property)) return true;
        return property.DeclaringSyntaxReferences.Length == 0 && !property.IsImplicitlyDeclared && property.SetMethod is not null && !property.IsAbstract;
    }
}
