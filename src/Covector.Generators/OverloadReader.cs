using Microsoft.CodeAnalysis;

namespace Covector.Generators;

/// <summary>
/// One overload: its signature without tuple names, by which doubles are found, its code, and its code without tuple names for the case
/// that two functions name their tuples differently.
/// </summary>
internal sealed record Overload(string Key, string Code, string Unnamed);

/// <summary>Closes the generic transformations over the types of one function.</summary>
internal static class OverloadReader
{
    private static readonly SymbolDisplayFormat s_key = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.ExpandValueTuple);

    public static EquatableArray<Overload> Read(IMethodSymbol function, Compilation compilation)
    {
        if (!IsEligible(function, compilation)) return default;
        if (compilation.GetTypeByMetadataName(Names.Transforms) is not { } transforms) return default;
        ITypeSymbol[] signature = [.. function.Parameters.Select(p => p.Type), function.ReturnType];
        var overloads = new List<Overload>();
        foreach (IMethodSymbol transform in transforms.GetMembers().OfType<IMethodSymbol>())
        {
            if (Close(transform, signature) is not { } closed || IsWritten(closed, transforms)) continue;
            overloads.Add(new(Key(closed), Code(closed, Names.Annotated), Code(closed, Names.Unnamed)));
        }

        return new([.. overloads]);
    }

    /// <summary>Functions of tensors alone are served by the library; what the generated class cannot name, by nobody.</summary>
    private static bool IsEligible(IMethodSymbol function, Compilation compilation)
    {
        if (function.ReturnsVoid || function.ReturnsByRef || function.MethodKind is not (MethodKind.Ordinary or MethodKind.LocalFunction)) return false;
        if (!CarriesTensor(function.Parameters[0].Type)) return false;
        bool tensors = TreeForms.Of(function.ReturnType) == TreeForm.Tensor;
        foreach (IParameterSymbol parameter in function.Parameters)
        {
            if (parameter.RefKind != RefKind.None || !CanBeNamed(parameter.Type, compilation)) return false;
            tensors &= IsTakenForTensor(parameter.Type, compilation);
        }

        return !tensors && HoldsTensor(function.ReturnType) && CanBeNamed(function.ReturnType, compilation);
    }

    /// <summary>
    /// A tensor, or what converts to one, as int does. An overload for a function of (Tensor, int) would win over the library's own for functions
    /// of tensors: <c>Vmap(Dot)</c> would not compile any more.
    /// </summary>
    private static bool IsTakenForTensor(ITypeSymbol type, Compilation compilation) =>
        TreeForms.Of(type) == TreeForm.Tensor
        || (compilation.GetTypeByMetadataName(Names.Tensor) is { } tensor && compilation.ClassifyCommonConversion(type, tensor).IsImplicit);

    /// <summary>The value first: a tensor, or a tuple of the value and something else.</summary>
    private static bool HoldsTensor(ITypeSymbol type) => TreeForms.Of(type) switch
    {
        TreeForm.Tensor => true,
        TreeForm.Tuple => HoldsTensor(((INamedTypeSymbol)type).TupleElements[0].Type),
        TreeForm.Object => type.TypeKind is TypeKind.Class or TypeKind.Struct,
        _ => false,
    };

    /// <summary>
    /// Whether tensors can be inside. An overload for any other type, such as int[], would help nobody and compete for lambdas:
    /// <c>x => x[0] * x[0]</c> fits a function of int[] as well as one of a tensor.
    /// </summary>
    private static bool CarriesTensor(ITypeSymbol type) => TreeForms.Of(type) switch
    {
        TreeForm.Tensor or TreeForm.Object => true,
        TreeForm.Array => CarriesTensor(((IArrayTypeSymbol)type).ElementType),
        TreeForm.Tuple => ((INamedTypeSymbol)type).TupleElements.Any(element => CarriesTensor(element.Type)),
        TreeForm.Nullable or TreeForm.List or TreeForm.ReadOnlyList => CarriesTensor(((INamedTypeSymbol)type).TypeArguments[0]),
        TreeForm.Dictionary => CarriesTensor(((INamedTypeSymbol)type).TypeArguments[1]),
        _ => false,
    };

    private static bool CanBeNamed(ITypeSymbol type, Compilation compilation) => type switch
    {
        IArrayTypeSymbol array => CanBeNamed(array.ElementType, compilation),
        INamedTypeSymbol { TypeKind: not TypeKind.Error, IsRefLikeType: false, IsFileLocal: false, IsUnboundGenericType: false } named =>
            compilation.IsSymbolAccessibleWithin(named.OriginalDefinition, compilation.Assembly)
            && named.TypeArguments.All(argument => CanBeNamed(argument, compilation))
            && (named.ContainingType is null || CanBeNamed(named.ContainingType, compilation)),
        _ => false,
    };

    /// <summary>The transformation with its type parameters bound by the signature, if it is one of a function of this form.</summary>
    private static IMethodSymbol? Close(IMethodSymbol transform, ITypeSymbol[] signature)
    {
        if (!transform.IsGenericMethod || transform.DeclaredAccessibility != Accessibility.Public || transform.Parameters.Length == 0) return null;
        if (transform.Parameters[0].Type is not INamedTypeSymbol { Name: "Func" } shape || shape.TypeArguments.Length != signature.Length) return null;
        if (transform.Parameters.Skip(1).Any(p => p.HasExplicitDefaultValue || p.RefKind != RefKind.None || p.IsParams)) return null;
        var bound = new Dictionary<string, ITypeSymbol>();
        for (int i = 0; i < signature.Length; i++)
            if (!Unify(shape.TypeArguments[i], signature[i], bound)) return null;
        if (transform.TypeParameters.Any(p => !bound.ContainsKey(p.Name) || p.ConstraintTypes.Length > 0)) return null;
        IMethodSymbol closed = transform.Construct([.. transform.TypeParameters.Select(p => bound[p.Name])]);
        // Where another argument brings the types (Jvp's primal), they are inferred already.
        bool inferred = transform.Parameters.Skip(1).Zip(closed.Parameters.Skip(1), (a, b) => (a, b)).Any(pair => !SymbolEqualityComparer.Default.Equals(pair.a.Type, pair.b.Type));
        return inferred ? null : closed;
    }

    private static bool Unify(ITypeSymbol shape, ITypeSymbol actual, Dictionary<string, ITypeSymbol> bound)
    {
        if (shape is ITypeParameterSymbol parameter)
        {
            if (bound.TryGetValue(parameter.Name, out ITypeSymbol? known)) return SymbolEqualityComparer.Default.Equals(known, actual);
            bound.Add(parameter.Name, actual);
            return true;
        }

        if (shape is INamedTypeSymbol { IsTupleType: true } tuple)
        {
            return actual is INamedTypeSymbol { IsTupleType: true } other && other.TupleElements.Length == tuple.TupleElements.Length
                && tuple.TupleElements.Zip(other.TupleElements, (a, b) => (a, b)).All(pair => Unify(pair.a.Type, pair.b.Type, bound));
        }

        return SymbolEqualityComparer.Default.Equals(shape, actual);
    }

    /// <summary>Whether the library has this very overload by hand; a second one would be ambiguous.</summary>
    private static bool IsWritten(IMethodSymbol closed, INamedTypeSymbol transforms) =>
        transforms.GetMembers(closed.Name).OfType<IMethodSymbol>().Any(m => !m.IsGenericMethod && Key(m) == Key(closed));

    private static string Priority(IMethodSymbol method)
    {
        foreach (AttributeData attribute in method.GetAttributes())
            if (attribute.AttributeClass?.Name == "OverloadResolutionPriorityAttribute")
                return $"[global::System.Runtime.CompilerServices.OverloadResolutionPriority({attribute.ConstructorArguments[0].Value})] ";
        return "";
    }

    private static string Key(IMethodSymbol method) =>
        $"{method.Name}({string.Join(", ", method.Parameters.Select(p => p.Type.ToDisplayString(s_key)))})";

    /// <summary>
    /// The overload has one more parameter, which is optional and means nothing: so a lambda without types that fits both, as
    /// <c>Grad(_ => 1.0)</c> does, goes to the library's overload for tensors instead of being ambiguous. No value converts to its type, so
    /// that it takes no argument meant for another overload, as the axis in <c>Vmap(f, 1)</c>. Priorities are those of the library.
    /// </summary>
    private static string Code(IMethodSymbol method, Func<ITypeSymbol, string> write)
    {
        string parameters = string.Join(", ", method.Parameters.Select(p => $"{write(p.Type)} @{p.Name}")) + $", {Names.Nothing} _ = default";
        string arguments = string.Join(", ", method.Parameters.Select(p => "@" + p.Name));
        string types = string.Join(", ", method.TypeArguments.Select(write));
        return $"{Priority(method)}public static {write(method.ReturnType)} {method.Name}({parameters}) => global::Covector.Transforms.{method.Name}<{types}>({arguments});";
    }
}
