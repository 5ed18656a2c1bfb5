namespace Covector.Notation;

/// <summary>A formula, what its text declares, and where its parts stand in the text.</summary>
/// <param name="Text">The text.</param>
/// <param name="Formula">The formula.</param>
/// <param name="Declarations">The declared variables.</param>
/// <param name="Spans">Where each node stands, by its identity.</param>
/// <param name="Name">The f of <c>f(x) = …</c>, or of <c>f = …</c> at the end.</param>
/// <param name="Parameters">The x of <c>f(x) = …</c>.</param>
internal sealed record ParsedFormula(
    string Text, Formula Formula, IReadOnlyList<Declaration> Declarations, IReadOnlyDictionary<Expression, TextSpan> Spans, string? Name,
    IReadOnlyList<string> Parameters)
{
    /// <summary>An error that shows where a part stands.</summary>
    public FormulaException Error(Expression part, string message) => Spans.TryGetValue(part, out var span)
        ? FormulaError.At(Text, span, message) : new FormulaException(message, -1);
}
