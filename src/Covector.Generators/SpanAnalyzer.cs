using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Covector.Generators;

/// <summary>Reports spans over the memory of tensors that nothing keeps alive.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SpanAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.SpanOfTemporary];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(OnCall, OperationKind.Invocation);
    }

    private static void OnCall(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.Name != "AsSpan" || !Names.Is(call.TargetMethod.ContainingType, Names.Tensor) || IsHeld(call.Instance)) return;
        context.ReportDiagnostic(Diagnostic.Create(Rules.SpanOfTemporary, call.Syntax.GetLocation()));
    }

    /// <summary>Whether somebody may refer to the tensor after this expression. An element or a view of what is held shares its memory.</summary>
    private static bool IsHeld(IOperation? operation) => operation switch
    {
        ILocalReferenceOperation or IParameterReferenceOperation or IInstanceReferenceOperation => true,
        IFieldReferenceOperation field => field.Instance is null || IsHeld(field.Instance),
        IPropertyReferenceOperation property => property.Instance is null || IsHeld(property.Instance),
        IArrayElementReferenceOperation element => IsHeld(element.ArrayReference),
        IConversionOperation { OperatorMethod: null } conversion => IsHeld(conversion.Operand),
        IParenthesizedOperation inner => IsHeld(inner.Operand),
        ISimpleAssignmentOperation assignment => IsHeld(assignment.Target),
        IConditionalOperation choice => IsHeld(choice.WhenTrue) && IsHeld(choice.WhenFalse),
        ICoalesceOperation choice => IsHeld(choice.Value) && IsHeld(choice.WhenNull),
        IConditionalAccessInstanceOperation => IsHeld(Accessed(operation)),
        _ => false,
    };

    /// <summary>What stands before the <c>?.</c> that an operation belongs to.</summary>
    private static IOperation? Accessed(IOperation operation)
    {
        for (IOperation? parent = operation.Parent; parent is not null; parent = parent.Parent)
            if (parent is IConditionalAccessOperation access) return access.Operation;
        return null;
    }
}
