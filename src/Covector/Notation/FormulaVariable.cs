namespace Covector;

/// <summary>A variable of a formula.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Axes">The lengths of its axes, as letters or numbers: none for a scalar, one for a column vector, two for a matrix.</param>
/// <param name="Properties">What is known of its values: <c>symmetric</c>, <c>spd</c>, <c>invertible</c>, <c>positive</c>, …</param>
public sealed record FormulaVariable(string Name, IReadOnlyList<string> Axes, IReadOnlyList<string> Properties)
{
    /// <summary>The declaration that <see cref="MatrixFormula.Parse"/> reads: <c>S: n×n spd</c>.</summary>
    public override string ToString()
    {
        string properties = string.Join(" ", Properties);
        string axes = string.Join("×", Axes);
        return axes.Length + properties.Length == 0 ? $"{Name}: scalar"
            : $"{Name}: {$"{(axes.Length == 0 ? "scalar" : axes)} {properties}".Trim()}";
    }
}
