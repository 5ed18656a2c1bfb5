namespace Covector.Notation;

/// <summary>How the value of a piece of code lies in memory: rows and columns may both be vectors.</summary>
internal enum CodeShape
{
    Scalar,
    Column,
    Row,
    Matrix,
}

/// <summary>
/// An expression of a programming language. Of an inverse and of a diagonal matrix it is known what is inside, since neither need be
/// formed.
/// </summary>
internal sealed record Code(string Text, Tightness Tightness, CodeShape Shape)
{
    public Code? InverseOf { get; init; }

    public Code? DiagonalOf { get; init; }

    public bool IsVector => Shape is CodeShape.Column or CodeShape.Row;

    public override string ToString() => Text;

    /// <summary>The text, in parentheses where it is looser than its place asks for.</summary>
    public string At(Tightness place) => Tightness >= place ? Text : $"({Text})";
}
