namespace Covector.Notation;

internal enum TokenKind
{
    /// <summary>The end of the text.</summary>
    End,

    /// <summary>2, 0.5, 1e-3.</summary>
    Number,

    /// <summary>A name; Greek letters are spelled out and subscripts are digits: <c>δ₁</c> is <c>delta1</c>.</summary>
    Name,

    /// <summary>A raised number or transposition: <c>²</c> is <c>2</c>, <c>⁻¹</c> is <c>-1</c>, <c>⁻ᵀ</c> is <c>-T</c>.</summary>
    Superscript,

    /// <summary>An operator or bracket, in the spelling of ASCII where it has one.</summary>
    Mark,
}

/// <summary>A word of a formula, where it stands and whether a new line began before it.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, TextSpan Span, bool StartsLine)
{
    public bool Is(string mark) => Kind == TokenKind.Mark && Text == mark;
}
