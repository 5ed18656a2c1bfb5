using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Covector.Generators;

/// <summary>Reads a [Tree] type from its symbol: the model for the generator, or the problems for the analyzer.</summary>
internal static class TreeReader
{
    /// <summary>Whether the type gets a strategy: interfaces and abstract classes leave that to what implements them.</summary>
    public static bool HasStrategy(INamedTypeSymbol type) =>
        type.TypeKind is TypeKind.Class or TypeKind.Struct && !type.IsAbstract && !type.IsStatic;

    public static TreeModel? Read(INamedTypeSymbol type, Compilation compilation, List<TreeProblem> problems)
    {
        CheckPartial(type, problems);
        List<StoredMember> members = StoredMembers.Of(type, compilation);
        foreach (StoredMember member in members) CheckMember(member, type, compilation, problems);
        ConstructorChoice? choice = ConstructorChoice.Best(type, members);
        if (choice is null)
        {
            string advice = ConstructorChoice.Changed(type, members) is var (parameter, member)
                ? $"its constructor does not store '{parameter.Name}' as it is in '{member.Symbol.Name}'; write '{member.Symbol.Name} = {parameter.Name}' "
                    + "there, or give it another constructor that does, a private one if you like"
                : "give it a constructor whose parameters all bear the name and type of a member, or one without parameters";
            problems.Add(new(Rules.NotRebuildable, type.Locations.FirstOrDefault(), Names.Short(type), advice));
        }
        else
        {
            foreach (StoredMember member in choice.Lost) problems.Add(Lost(member, type));
        }

        return problems.Count > 0 ? null : Model(type, members, choice!);
    }

    /// <summary>Private fields with tensors that no constructor takes: leaves that their author may not think of.</summary>
    public static IEnumerable<TreeProblem> HiddenLeaves(INamedTypeSymbol type, Compilation compilation)
    {
        List<StoredMember> members = StoredMembers.Of(type, compilation);
        if (ConstructorChoice.Best(type, members) is not { } choice) yield break;
        foreach (int i in choice.Initializers)
            if (!choice.Arguments.Contains(i) && members[i] is { Symbol: IFieldSymbol { DeclaredAccessibility: Accessibility.Private }, IsRequired: false } member
                && !IsStatic(member, type) && TreeForms.HoldsTensors(member.Type))
                yield return new(Rules.HiddenLeaf, Place(member.Symbol, type), $"{Names.Short(type)}.{member.Symbol.Name}");
    }

    private static TreeProblem Lost(StoredMember member, INamedTypeSymbol type)
    {
        string name = $"{Names.Short(type)}.{member.Symbol.Name}";
        string advice = member.Symbol is IFieldSymbol
            ? $"remove readonly, or take '{member.Symbol.Name}' as a parameter of the constructor"
            : $"write '{{ get; init; }}', or take '{member.Symbol.Name}' as a parameter of the constructor";
        return new(Rules.NotRebuildable, Place(member.Symbol, type), name, advice);
    }

    private static void CheckMember(StoredMember member, INamedTypeSymbol type, Compilation compilation, List<TreeProblem> problems)
    {
        string name = $"{Names.Short(type)}.{member.Symbol.Name}";
        if (!compilation.IsSymbolAccessibleWithin(member.Symbol, type))
        {
            string advice = $"it is private in the base class '{Names.Short(member.Symbol.ContainingType)}'; make it protected";
            problems.Add(new(Rules.NotRebuildable, Place(member.Symbol, type), name, advice));
        }

        if (IsStatic(member, type) || member.Type.TypeKind == TypeKind.Delegate) return;
        if (TreeForms.FindNoTree(member.Type) is { } found)
        {
            string where = $"the type of '{name}{found.Path}'";
            problems.Add(new(Rules.NoTree, Place(member.Symbol, type), Names.Short(found.Type), where, Rules.Advice(found.Type, isMember: true)));
        }
    }

    private static void CheckPartial(INamedTypeSymbol type, List<TreeProblem> problems)
    {
        if (type.IsFileLocal)
            problems.Add(new(Rules.NotPartial, type.Locations.FirstOrDefault(), Names.Short(type), "visible outside its file (drop 'file')"));
        for (INamedTypeSymbol? current = type; current is not null; current = current.ContainingType)
        {
            bool partial = current.DeclaringSyntaxReferences.Any(reference =>
                reference.GetSyntax() is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword));
            if (!partial) problems.Add(new(Rules.NotPartial, type.Locations.FirstOrDefault(), Names.Short(current), "partial"));
        }
    }

    private static TreeModel Model(INamedTypeSymbol type, List<StoredMember> members, ConstructorChoice choice)
    {
        var containers = new Stack<string>();
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType) containers.Push(Header(outer));
        SymbolDisplayFormat format = SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted);
        string space = type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(format);
        string hint = type.ToDisplayString().Replace('<', '{').Replace('>', '}').Replace(" ", "").Replace("@", "");
        return new(hint + ".Tree.g.cs", space, new([.. containers]), Header(type), Names.Code(type),
            new([.. members.Select(m => Member(m, type))]), new(choice.Arguments), new(choice.Initializers));
    }

    private static TreeMember Member(StoredMember member, INamedTypeSymbol type)
    {
        string name = member.Symbol.Name;
        string code = SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;
        return new(name, code, Names.Code(member.Type), IsStatic(member, type) ? Strategy.Static(member.Type) : Strategy.Of(member.Type));
    }

    /// <summary>[TreeStatic] on the member, or on the parameter of a positional record that makes the member.</summary>
    private static bool IsStatic(StoredMember member, INamedTypeSymbol type)
    {
        if (Names.Has(member.Symbol, Names.TreeStaticAttribute)) return true;
        foreach (IMethodSymbol constructor in type.InstanceConstructors)
            foreach (IParameterSymbol parameter in constructor.Parameters)
                if (string.Equals(parameter.Name, member.Symbol.Name, StringComparison.OrdinalIgnoreCase) && Names.Has(parameter, Names.TreeStaticAttribute)) return true;
        return false;
    }

    private static string Header(INamedTypeSymbol type)
    {
        string kind = (type.IsRecord, type.TypeKind) switch
        {
            (true, TypeKind.Struct) => "record struct",
            (true, _) => "record",
            (_, TypeKind.Struct) => "struct",
            (_, TypeKind.Interface) => "interface",
            _ => "class",
        };
        string parameters = type.TypeParameters.Length == 0 ? "" : $"<{string.Join(", ", type.TypeParameters.Select(p => p.Name))}>";
        string name = SyntaxFacts.GetKeywordKind(type.Name) == SyntaxKind.None ? type.Name : "@" + type.Name;
        return $"partial {kind} {name}{parameters}";
    }

    private static Location? Place(ISymbol member, INamedTypeSymbol type) =>
        member.Locations.FirstOrDefault(place => place.IsInSource) ?? type.Locations.FirstOrDefault();
}
