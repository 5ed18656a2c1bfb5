using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Covector.Generators;

/// <summary>
/// Whether a constructor stores a parameter as it is, so that a value which is taken apart and made again is the same. Read from the syntax:
/// what is computed elsewhere does not count as stored.
/// </summary>
internal static class StoredParameters
{
    public static bool Keeps(IMethodSymbol constructor, IParameterSymbol parameter, ISymbol member)
    {
        // Of a referenced assembly there is only the name.
        if (constructor.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not { } syntax) return true;
        bool isInherited = !SymbolEqualityComparer.Default.Equals(member.ContainingType, constructor.ContainingType);
        return syntax switch
        {
            ConstructorDeclarationSyntax declaration =>
                Assigns(declaration, parameter.Name, member.Name)
                || Passes(declaration.Initializer?.ArgumentList, Called(declaration, constructor), parameter.Name, member),
            TypeDeclarationSyntax type when isInherited => type.BaseList?.Types.OfType<PrimaryConstructorBaseTypeSyntax>().FirstOrDefault() is { } b
                && Passes(b.ArgumentList, constructor.ContainingType.BaseType, parameter.Name, member),
            _ => Initializes(member, parameter.Name),
        };
    }

    /// <summary>The member of a primary constructor: a positional one, or one whose initializer is the parameter.</summary>
    private static bool Initializes(ISymbol member, string parameter) => member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
    {
        ParameterSyntax => true,
        PropertyDeclarationSyntax property => property.Initializer is { } initializer && IsSame(initializer.Value, parameter),
        VariableDeclaratorSyntax field => field.Initializer is { } initializer && IsSame(initializer.Value, parameter),
        _ => false,
    };

    /// <summary>Whether all that is assigned to the member is the parameter, and the parameter is never changed.</summary>
    private static bool Assigns(ConstructorDeclarationSyntax declaration, string parameter, string member)
    {
        bool assigned = false;
        foreach (AssignmentExpressionSyntax assignment in declaration.DescendantNodes().OfType<AssignmentExpressionSyntax>())
            foreach ((ExpressionSyntax left, ExpressionSyntax? right) in Pairs(assignment))
            {
                bool isParameter = left is IdentifierNameSyntax { Identifier.ValueText: var name }
                    && declaration.ParameterList.Parameters.Any(p => p.Identifier.ValueText == name);
                if (isParameter && left.ToString() == parameter) return false;
                if (isParameter || Target(left) != member) continue;
                if (right is null || !IsSame(right, parameter)) return false;
                assigned = true;
            }

        return assigned;
    }

    /// <summary>Targets with what they receive; null for what is computed, as by +=.</summary>
    private static IEnumerable<(ExpressionSyntax Left, ExpressionSyntax? Right)> Pairs(AssignmentExpressionSyntax assignment)
    {
        if (assignment.IsKind(SyntaxKind.SimpleAssignmentExpression)
            && assignment is { Left: TupleExpressionSyntax left, Right: TupleExpressionSyntax right })
            return left.Arguments.Zip(right.Arguments, (l, r) => (l.Expression, (ExpressionSyntax?)r.Expression));
        return [(assignment.Left, assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) ? assignment.Right : null)];
    }

    private static string? Target(ExpressionSyntax left) => left switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or BaseExpressionSyntax } access => access.Name.Identifier.ValueText,
        _ => null,
    };

    /// <summary>Whether the parameter is handed on to one of the member's name.</summary>
    private static bool Passes(ArgumentListSyntax? arguments, INamedTypeSymbol? called, string parameter, ISymbol member)
    {
        if (arguments is null || called is null) return false;
        for (int i = 0; i < arguments.Arguments.Count; i++)
        {
            if (!IsSame(arguments.Arguments[i].Expression, parameter)) continue;
            string? given = arguments.Arguments[i].NameColon?.Name.Identifier.ValueText;
            foreach (IMethodSymbol target in called.InstanceConstructors)
            {
                if (target.Parameters.Length != arguments.Arguments.Count) continue;
                IParameterSymbol? received = given is null ? target.Parameters[i] : target.Parameters.FirstOrDefault(p => p.Name == given);
                if (received is not null && string.Equals(received.Name, member.Name.TrimStart('_'), StringComparison.OrdinalIgnoreCase)
                    && Keeps(target, received, member))
                    return true;
            }
        }

        return false;
    }

    private static INamedTypeSymbol? Called(ConstructorDeclarationSyntax declaration, IMethodSymbol constructor) =>
        declaration.Initializer?.IsKind(SyntaxKind.ThisConstructorInitializer) == true
            ? constructor.ContainingType
            : constructor.ContainingType.BaseType;

    /// <summary>The parameter itself, checked for null or copied element by element.</summary>
    private static bool IsSame(ExpressionSyntax expression, string parameter) => expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText == parameter,
        ParenthesizedExpressionSyntax inner => IsSame(inner.Expression, parameter),
        PostfixUnaryExpressionSyntax suppressed when suppressed.IsKind(SyntaxKind.SuppressNullableWarningExpression) =>
            IsSame(suppressed.Operand, parameter),
        BinaryExpressionSyntax { Right: ThrowExpressionSyntax } checkedForNull when checkedForNull.IsKind(SyntaxKind.CoalesceExpression) =>
            IsSame(checkedForNull.Left, parameter),
        CollectionExpressionSyntax { Elements: { Count: 1 } elements } =>
            elements[0] is SpreadElementSyntax spread && IsSame(spread.Expression, parameter),
        InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ToArray" or "ToList" } copy, ArgumentList.Arguments.Count: 0,
        } => IsSame(copy.Expression, parameter),
        _ => false,
    };
}
