namespace Covector.Generators;

/// <summary>What is needed to write the strategy of one [Tree] type; text only, so that it compares by value.</summary>
/// <param name="HintName">The name of the generated file.</param>
/// <param name="Namespace">The namespace, empty for the global one.</param>
/// <param name="Containers">The headers of the types it is nested in, outermost first: <c>partial class Outer</c>.</param>
/// <param name="Header">The header of the type: <c>partial record Mlp</c>.</param>
/// <param name="Type">The type as code.</param>
/// <param name="Members">The members in the order of the leaves.</param>
/// <param name="Arguments">For each parameter of the constructor the index of the member that goes there.</param>
/// <param name="Initializers">The indices of the members that the object initializer sets.</param>
internal sealed record TreeModel(
    string HintName,
    string Namespace,
    EquatableArray<string> Containers,
    string Header,
    string Type,
    EquatableArray<TreeMember> Members,
    EquatableArray<int> Arguments,
    EquatableArray<int> Initializers);

/// <summary>One member: its name as in metadata and as code, its type, and the expression of its strategy.</summary>
internal sealed record TreeMember(string Name, string Code, string Type, string Strategy);
