namespace Covector.Notation;

/// <summary>From where to where a part of a formula stands in its text.</summary>
internal readonly record struct TextSpan(int Start, int End);
