using Microsoft.CodeAnalysis;

namespace Covector.Generators;

/// <summary>How a value is made again: a constructor, the members it takes, and the members the initializer sets.</summary>
internal sealed record ConstructorChoice(int[] Arguments, int[] Initializers, StoredMember[] Lost)
{
    /// <summary>The constructor that loses the fewest members and, among those, takes the most.</summary>
    /// <returns>Null when every constructor has a parameter that is no member, or that it does not store as it is.</returns>
    public static ConstructorChoice? Best(INamedTypeSymbol type, List<StoredMember> members)
    {
        ConstructorChoice? best = null;
        foreach (IMethodSymbol constructor in type.InstanceConstructors)
        {
            if (Match(constructor, members) is not { } arguments) continue;
            ConstructorChoice choice = With(constructor, arguments, members);
            if (best is null || choice.Rank > best.Rank) best = choice;
        }

        return best;
    }

    /// <summary>A parameter that a constructor does not store as it is, with its member, if it only were that which excludes the constructor.</summary>
    public static (IParameterSymbol Parameter, StoredMember Member)? Changed(INamedTypeSymbol type, List<StoredMember> members)
    {
        foreach (IMethodSymbol constructor in type.InstanceConstructors)
            foreach (IParameterSymbol parameter in constructor.Parameters)
            {
                int member = Find(parameter, members, StringComparison.OrdinalIgnoreCase);
                if (member >= 0 && !StoredParameters.Keeps(constructor, parameter, members[member].Symbol)) return (parameter, members[member]);
            }

        return null;
    }

    private int Rank => Arguments.Length - (1000 * Lost.Length);

    private static ConstructorChoice With(IMethodSymbol constructor, int[] arguments, List<StoredMember> members)
    {
        bool setsRequired = Names.Has(constructor, "System.Diagnostics.CodeAnalysis.SetsRequiredMembersAttribute");
        var initializers = new List<int>();
        var lost = new List<StoredMember>();
        for (int i = 0; i < members.Count; i++)
        {
            bool taken = arguments.Contains(i);
            if (taken && (setsRequired || !members[i].IsRequired)) continue;
            if (members[i].IsSettable) initializers.Add(i);
            else if (!taken) lost.Add(members[i]);
        }

        return new(arguments, [.. initializers], [.. lost]);
    }

    /// <summary>For each parameter the member of its name (but for the case of letters) and type.</summary>
    private static int[]? Match(IMethodSymbol constructor, List<StoredMember> members)
    {
        var arguments = new int[constructor.Parameters.Length];
        for (int i = 0; i < arguments.Length; i++)
        {
            IParameterSymbol parameter = constructor.Parameters[i];
            if (parameter.RefKind is not (RefKind.None or RefKind.In)) return null;
            arguments[i] = Find(parameter, members, StringComparison.Ordinal);
            if (arguments[i] < 0) arguments[i] = Find(parameter, members, StringComparison.OrdinalIgnoreCase);
            if (arguments[i] < 0 || !StoredParameters.Keeps(constructor, parameter, members[arguments[i]].Symbol)) return null;
        }

        return arguments;
    }

    private static int Find(IParameterSymbol parameter, List<StoredMember> members, StringComparison comparison) =>
        members.FindIndex(m => string.Equals(m.Symbol.Name.TrimStart('_'), parameter.Name, comparison)
            && SymbolEqualityComparer.Default.Equals(m.Type, parameter.Type));
}
