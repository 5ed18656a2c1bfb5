namespace Covector.Notation;

/// <summary>What the text says of a variable: its axes, as far as they are given, and properties.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Rank">0 for a scalar, 1 for a vector, 2 for a matrix; null where nothing is said.</param>
/// <param name="Axes">The lengths of its axes; none where only the rank is given.</param>
/// <param name="Properties">What is known of its values.</param>
/// <param name="Span">Where this is said.</param>
internal sealed record Declaration(string Name, int? Rank, IReadOnlyList<Dimension> Axes, Properties Properties, TextSpan Span);
