using System.Text;
using Covector.Notation;

namespace Covector;

/// <summary>How much of a derivation is shown.</summary>
public enum DerivationLevel
{
    /// <summary>The formula and its derivative.</summary>
    Result,

    /// <summary>What a textbook shows: named values, local derivatives, the chain rule, the result.</summary>
    Textbook,

    /// <summary>Every rewriting as well.</summary>
    EveryRewrite,
}

/// <summary>What a step of a derivation does.</summary>
public enum DerivationStepKind
{
    /// <summary>Gives an intermediate value a name: z = W x + b.</summary>
    Name,

    /// <summary>The derivative of one named value by another: ∂h/∂z = diag(𝟏 − h ⊙ h).</summary>
    Local,

    /// <summary>The derivative of the result by a named value, from the values after it: δ = ∂s/∂z = ∂s/∂h ∂h/∂z.</summary>
    Chain,

    /// <summary>One rewriting.</summary>
    Rewrite,

    /// <summary>The derivative that was asked for.</summary>
    Result,
}

/// <summary>One line of a derivation.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Unicode">The line for reading in a terminal.</param>
/// <param name="Latex">The line in LaTeX.</param>
/// <param name="Reason">Why its last side is equal to those before it; may be empty.</param>
/// <param name="Shape">The lengths of the axes, as letters or numbers.</param>
/// <param name="Error">How far the line was from difference quotients on a sample, relative to the largest entry; null where there was
/// nothing to compare.</param>
public sealed record DerivationStep(
    DerivationStepKind Kind, string Unicode, string Latex, string Reason, IReadOnlyList<string> Shape, double? Error)
{
    /// <summary>The line.</summary>
    public override string ToString() => Unicode;
}

/// <summary>
/// How a derivative comes about, as one would write it by hand. Derivatives of scalars by vectors are rows, the chain rule reads from left
/// to right, and δ is the error signal of a layer: the derivative of the result by what goes into it.
/// </summary>
public sealed class Derivation
{
    private readonly MatrixFormula? _formula;
    private readonly DerivativeForm _form;
    private readonly string? _name;

    internal Derivation(MatrixFormula formula, string variable, DerivativeForm form, string? name)
    {
        (_formula, Variable, _form, _name) = (formula, variable, form, name);
        (Steps, Derivative) = Build(formula, everyRewrite: false);
    }

    /// <summary>The derivation of something that has no formula: its steps and those of its linear map.</summary>
    internal Derivation(string variable, IReadOnlyList<DerivationStep> steps) => (Variable, Steps) = (variable, steps);

    /// <summary>The variable.</summary>
    public string Variable { get; }

    /// <summary>The derivative in full; null where there is no formula for it, and the steps end in the linear map.</summary>
    public MatrixDerivative? Derivative { get; }

    /// <summary>The steps of a textbook, in order.</summary>
    public IReadOnlyList<DerivationStep> Steps { get; }

    /// <summary>The steps with every rewriting between them.</summary>
    public IReadOnlyList<DerivationStep> StepsWithRewrites() => _formula is null ? Steps : Build(_formula, everyRewrite: true).Steps;

    /// <summary>The derivation of a textbook.</summary>
    public override string ToString() => ToString(DerivationLevel.Textbook);

    /// <summary>The derivation as text.</summary>
    public string ToString(DerivationLevel level)
    {
        var steps = level == DerivationLevel.EveryRewrite ? StepsWithRewrites() : Steps;
        var text = new StringBuilder();
        DerivationStepKind? section = null;
        var shown = steps.Where(s => level != DerivationLevel.Result || s.Kind == DerivationStepKind.Result).ToList();
        int width = Math.Min(72, shown.Max(s => Columns(s.Unicode)));
        foreach (var step in shown)
        {
            if (step.Kind != section && level != DerivationLevel.Result && Heading(step.Kind, section) is { } heading)
                text.Append(text.Length == 0 ? "" : "\n").Append(heading).Append('\n');
            section = step.Kind;
            string shape = step.Shape.Count == 0 ? "" : string.Join("×", step.Shape);
            string[] notes = [.. new[] { shape, step.Reason }.Where(n => n.Length > 0)];
            text.Append("  ").Append(step.Kind == DerivationStepKind.Rewrite ? "· " : "").Append(step.Unicode);
            if (notes.Length > 0)
                text.Append(' ', Math.Max(2, width + 4 - Columns(step.Unicode))).Append(string.Join(", ", notes));
            text.Append('\n');
        }

        if (shown.Max(s => s.Error) is { } error)
        {
            var derivatives = shown.Where(s => s.Kind is DerivationStepKind.Local or DerivationStepKind.Chain).Append(shown[^1]).ToList();
            int compared = derivatives.Count(s => s.Error is not null);
            string which = compared == derivatives.Count ? "every derivative" : $"{compared} of {derivatives.Count} derivatives";
            double allowed = Derivative is { } derivative && !DerivationBuilder.IsByEntries(derivative.Derived.Kind)
                ? QuotientCheck.Tolerance : DerivationBuilder.Tolerance;
            text.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"\n  {which} checked against difference quotients: largest deviation {error:0.0e-0}, {allowed:0e-0} are allowed\n");
        }

        return text.ToString();
    }

    /// <summary>The derivation as an <c>aligned</c> environment of LaTeX.</summary>
    public string ToLatex(DerivationLevel level = DerivationLevel.Textbook)
    {
        var steps = level == DerivationLevel.EveryRewrite ? StepsWithRewrites() : Steps;
        var lines = steps.Where(s => level != DerivationLevel.Result || s.Kind == DerivationStepKind.Result).Select(s =>
        {
            int equals = s.Latex.IndexOf(" = ", StringComparison.Ordinal);
            return equals < 0 ? s.Latex : string.Concat(s.Latex.AsSpan(0, equals), " &= ", s.Latex.AsSpan(equals + 3));
        });
        return "\\begin{aligned}\n" + string.Join(" \\\\\n", lines) + "\n\\end{aligned}";
    }

    /// <summary>How wide a terminal shows the text: 𝟏 is one character of two code units.</summary>
    private static int Columns(string text) =>
        text.EnumerateRunes().Count(r => System.Text.Rune.GetUnicodeCategory(r) != System.Globalization.UnicodeCategory.NonSpacingMark);

    private static string? Heading(DerivationStepKind kind, DerivationStepKind? before) => kind switch
    {
        DerivationStepKind.Name => "Values",
        DerivationStepKind.Local => "Local derivatives",
        DerivationStepKind.Chain or DerivationStepKind.Rewrite when before is DerivationStepKind.Chain or DerivationStepKind.Rewrite =>
            null,
        DerivationStepKind.Chain or DerivationStepKind.Rewrite => "Chain rule",
        _ => "Result",
    };

    private (IReadOnlyList<DerivationStep> Steps, MatrixDerivative Derivative) Build(MatrixFormula formula, bool everyRewrite)
    {
        var (steps, derived, names) = DerivationBuilder.Build(formula.Shaped, Variable, _form, _name, everyRewrite);
        // With an error signal δ, Kronecker's δ is written as the entries of I.
        if (steps.Any(
            s => s.Kind == StepKind.Chain && s.Sides[0] is Symbol { Name: var signal }
            && signal.StartsWith("delta", StringComparison.Ordinal)))
            steps = [.. steps.Select(s => s with { Sides = [.. s.Sides.Select(WithIdentity)] })];
        return ([.. steps.Select(s => Written(s, names))], new MatrixDerivative(formula, Variable, derived));
    }

    private static Expression WithIdentity(Expression expression) => expression is Covector.Notation.Call { Function: "delta" } delta
        ? new Entry(new Symbol("I"), [.. delta.Arguments.Select(index => index.ToString())])
        : expression.Map(WithIdentity);

    private static DerivationStep Written(DerivationLine step, IReadOnlyList<Unknown> names) => new(
        (DerivationStepKind)step.Kind,
        string.Join(" = ", step.Sides.Select(s => UnicodePrinter.Print(s, Shapes(s, names)))),
        string.Join(" = ", step.Sides.Select(s => LatexPrinter.Print(s, Shapes(s, names)))),
        step.Reason,
        [.. step.Axes.Select(a => a.Name)],
        step.Error);

    /// <summary>The shapes of the parts of a side, where the norm of a matrix is written another way than that of a vector.</summary>
    private static ShapedFormula? Shapes(Expression side, IReadOnlyList<Unknown> names)
    {
        if (!Has(side, e => e is Covector.Notation.Call { Function: "norm2" }) || Has(side, e => e is Partial))
            return null;
        try
        {
            return ShapeInference.Infer(new Formula(side), names);
        }
        catch (FormulaException)
        {
            return null;
        }
    }

    private static bool Has(Expression expression, Func<Expression, bool> what) =>
        what(expression) || expression.Children().Any(child => Has(child, what));
}
