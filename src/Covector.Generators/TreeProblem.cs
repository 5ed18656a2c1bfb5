using Microsoft.CodeAnalysis;

namespace Covector.Generators;

/// <summary>A reason why a [Tree] type gets no strategy, as the analyzer reports it.</summary>
internal sealed record TreeProblem(DiagnosticDescriptor Rule, Location? Place, params object[] Arguments)
{
    public Diagnostic ToDiagnostic() => Diagnostic.Create(Rule, Place, Arguments);
}
