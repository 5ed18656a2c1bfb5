namespace Covector.Notation;

/// <summary>What a step of a derivation does.</summary>
internal enum StepKind
{
    /// <summary>Gives an intermediate value a name: z = W x + b.</summary>
    Name,

    /// <summary>The derivative of one named value by another: ∂h/∂z = diag(1 − h ⊙ h).</summary>
    Local,

    /// <summary>The derivative of the result by a named value, from the values after it: δ = ∂s/∂z = ∂s/∂h ∂h/∂z.</summary>
    Chain,

    /// <summary>One rewriting.</summary>
    Rewrite,

    /// <summary>The derivative that was asked for.</summary>
    Result,
}

/// <summary>
/// One line: sides that are equal, why the last is, its shape, and how far it was from a difference quotient on a sample.
/// </summary>
internal sealed record DerivationLine(
    StepKind Kind, IReadOnlyList<Expression> Sides, string Reason, IReadOnlyList<Dimension> Axes, double? Error);
