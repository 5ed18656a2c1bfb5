using System.Globalization;
using System.Text;

namespace Covector.Tool.Output;

/// <summary>A derivation as Markdown.</summary>
internal static class DerivationMarkdown
{
    /// <summary>The steps that a level shows.</summary>
    public static IReadOnlyList<DerivationStep> Steps(Derivation derivation, DerivationLevel level) => level switch
    {
        DerivationLevel.Result => [.. derivation.Steps.Where(s => s.Kind == DerivationStepKind.Result)],
        DerivationLevel.EveryRewrite => derivation.StepsWithRewrites(),
        _ => derivation.Steps,
    };

    public static string Text(MatrixFormula formula, Derivation derivation, DerivationLevel level)
    {
        var text = new StringBuilder();
        string symbol = Symbol(formula, derivation.Variable);
        text.Append(CultureInfo.InvariantCulture, $"The derivative of ${formula.ToString(FormulaFormat.Latex)}$ by ${symbol}$\n");
        string? section = null;
        var steps = Steps(derivation, level);
        foreach (var step in steps)
        {
            string heading = Heading(step.Kind);
            if (heading != section)
                text.Append(CultureInfo.InvariantCulture, $"\n### {heading}\n\n");
            section = heading;
            text.Append(CultureInfo.InvariantCulture, $"- ${step.Latex}$");
            string shape = string.Join(" \\times ", step.Shape.Select(l => l.Replace("*", "\\,", StringComparison.Ordinal)));
            if (shape.Length > 0)
                text.Append(CultureInfo.InvariantCulture, $", ${shape}$");
            if (step.Reason.Length > 0)
                text.Append(CultureInfo.InvariantCulture, $" ({step.Reason})");
            text.Append('\n');
        }

        if (steps.Max(s => s.Error) is { } error)
            text.Append(
                CultureInfo.InvariantCulture, $"\nDerivatives checked against difference quotients: largest deviation {error:0.0e-0}.\n");
        return text.ToString();
    }

    private static string Symbol(MatrixFormula formula, string variable)
    {
        // The variable alone is a formula, too.
        string declarations = string.Join(", ", formula.Variables.Where(v => v.Name == variable));
        return MatrixFormula.Parse(variable, declarations).ToString(FormulaFormat.Latex);
    }

    private static string Heading(DerivationStepKind kind) => kind switch
    {
        DerivationStepKind.Name => "Values",
        DerivationStepKind.Local => "Local derivatives",
        DerivationStepKind.Result => "Result",
        _ => "Chain rule",
    };
}
