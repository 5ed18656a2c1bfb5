using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Covector.Generators;

/// <summary>Reports C# that compiles but does not say of tensors what it seems to.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TensorAnalyzer : DiagnosticAnalyzer
{
    /// <summary>Functions that bear another name than their counterparts among those of C#.</summary>
    private static readonly ImmutableDictionary<string, string> s_renamed =
        ImmutableDictionary.CreateRange(new Dictionary<string, string> { ["Max"] = "Maximum", ["Min"] = "Minimum", ["Clamp"] = "Clip" });

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.ComparesReferences, Rules.CutsDerivative];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (start.Compilation.GetTypeByMetadataName(Names.Tensor) is not { } tensor) return;
            start.RegisterOperationAction(operation => OnComparison(operation, tensor), OperationKind.Binary);
            if (start.Compilation.GetTypeByMetadataName(Names.Functions) is not { } functions) return;
            var math = ImmutableArray.Create(
                start.Compilation.GetTypeByMetadataName("System.Math"), start.Compilation.GetTypeByMetadataName("System.MathF"));
            start.RegisterOperationAction(operation => OnCall(operation, tensor, functions, math), OperationKind.Invocation);
        });
    }

    private static void OnComparison(OperationAnalysisContext context, INamedTypeSymbol tensor)
    {
        var comparison = (IBinaryOperation)context.Operation;
        if (comparison.OperatorMethod is not null) return;
        if (!IsTensor(comparison.LeftOperand, tensor) || !IsTensor(comparison.RightOperand, tensor)) return;
        var (sign, function) = comparison.OperatorKind switch
        {
            BinaryOperatorKind.Equals => ("==", "Equal"),
            BinaryOperatorKind.NotEquals => ("!=", "NotEqual"),
            _ => ("", ""),
        };
        if (sign.Length > 0)
            context.ReportDiagnostic(Diagnostic.Create(Rules.ComparesReferences, comparison.Syntax.GetLocation(), sign, function));
    }

    /// <summary>A null is none, and who casts to object says that references are meant.</summary>
    private static bool IsTensor(IOperation operand, INamedTypeSymbol tensor)
    {
        while (operand is IConversionOperation { IsImplicit: true } conversion) operand = conversion.Operand;
        return !operand.ConstantValue.HasValue && Same(operand.Type, tensor);
    }

    private static void OnCall(
        OperationAnalysisContext context, INamedTypeSymbol tensor, INamedTypeSymbol functions, ImmutableArray<INamedTypeSymbol?> math)
    {
        var call = (IInvocationOperation)context.Operation;
        IMethodSymbol method = call.TargetMethod;
        if (!math.Contains(method.ContainingType, SymbolEqualityComparer.Default)) return;
        string counterpart = s_renamed.TryGetValue(method.Name, out string? renamed) ? renamed : method.Name;
        if (functions.GetMembers(counterpart).IsEmpty || !call.Arguments.Any(argument => ReadsTensor(argument, tensor))) return;
        if (!BecomesTensor(call, tensor, math)) return;
        context.ReportDiagnostic(Diagnostic.Create(
            Rules.CutsDerivative, call.Syntax.GetLocation(), $"{method.ContainingType.Name}.{method.Name}", counterpart));
    }

    /// <summary>Whether the number of a tensor is read somewhere in an expression.</summary>
    private static bool ReadsTensor(IOperation expression, INamedTypeSymbol tensor) => expression.DescendantsAndSelf().Any(
        part => part is IConversionOperation { OperatorMethod: { Name: "op_Explicit" } method } && Same(method.ContainingType, tensor));

    /// <summary>Whether a number becomes a tensor again, at once or after some arithmetic.</summary>
    private static bool BecomesTensor(IOperation number, INamedTypeSymbol tensor, ImmutableArray<INamedTypeSymbol?> math)
    {
        for (IOperation? around = number.Parent; ; around = around.Parent)
            switch (around)
            {
                case IConversionOperation { OperatorMethod: { } method }:
                    return method.Name == "op_Implicit" && Same(method.ContainingType, tensor);
                case IConversionOperation or IUnaryOperation or IBinaryOperation or IParenthesizedOperation or IConditionalOperation:
                case IArgumentOperation { Parent: IInvocationOperation outer } when IsMath(outer):
                case IInvocationOperation inner when IsMath(inner):
                    continue;
                default:
                    return false;
            }

        bool IsMath(IInvocationOperation call) => math.Contains(call.TargetMethod.ContainingType, SymbolEqualityComparer.Default);
    }

    private static bool Same(ITypeSymbol? a, ITypeSymbol? b) => SymbolEqualityComparer.Default.Equals(a, b);
}
