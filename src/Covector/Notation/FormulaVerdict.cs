namespace Covector;

/// <summary>How a proposed formula stands to the true one.</summary>
public enum FormulaDifference
{
    /// <summary>They are equal.</summary>
    None,

    /// <summary>It is the transpose.</summary>
    Transposed,

    /// <summary>It is a multiple: see <see cref="FormulaVerdict.Factor"/>.</summary>
    Factor,

    /// <summary>It lacks a term: see <see cref="FormulaVerdict.Term"/>.</summary>
    MissingTerm,

    /// <summary>It has a term too many, or one with the wrong sign.</summary>
    WrongTerm,

    /// <summary>Its shape is another.</summary>
    Shape,

    /// <summary>It differs otherwise.</summary>
    Other,
}

/// <summary>What the comparison of a proposed formula with the true one has found.</summary>
/// <param name="Difference">How they differ.</param>
/// <param name="Message">The same as a sentence.</param>
/// <param name="Factor">The proposal is this multiple of the truth, where it is one.</param>
/// <param name="Term">The term that is missing or wrong, where it is one.</param>
public sealed record FormulaVerdict(FormulaDifference Difference, string Message, double? Factor = null, string? Term = null)
{
    /// <summary>Is the proposal right?</summary>
    public bool IsRight => Difference == FormulaDifference.None;

    /// <summary>The message.</summary>
    public override string ToString() => Message;
}
