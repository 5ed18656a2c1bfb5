using System.Globalization;
using System.Text;

namespace Covector;

/// <summary>What <see cref="Transforms.CheckGradients(Func{Tensor, Tensor}, Tensor, int)"/> has compared.</summary>
/// <param name="Comparisons">The number of numbers compared.</param>
/// <param name="Worst">The comparisons with the largest deviations relative to their tolerance, worst first.</param>
public sealed record GradientReport(int Comparisons, IReadOnlyList<GradientComparison> Worst)
{
    /// <summary>One line for the whole and one for each of the worst comparisons.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Comparisons} derivatives agree with finite differences");
        if (Worst.Count > 0)
            text.Append("; the largest deviations:");
        foreach (var comparison in Worst)
            text.Append("\n  ").Append(comparison);
        return text.ToString();
    }
}

/// <summary>A derivative beside the finite difference that it should equal.</summary>
/// <param name="Mode">How it was computed, innermost last: <c>Jvp</c>, or <c>Vjp of Jvp</c> at order 2.</param>
/// <param name="Order">How many times the function was differentiated.</param>
/// <param name="Argument">With respect to what: the path and index of an entry, as in <c>params.W[1, 2]</c>, or a direction.</param>
/// <param name="Output">Of what: an entry of the result, as in <c>result[3]</c>, or a sum over it.</param>
/// <param name="Computed">The derivative.</param>
/// <param name="Expected">The finite difference.</param>
/// <param name="Tolerance">The largest deviation allowed.</param>
public sealed record GradientComparison(
    string Mode, int Order, string Argument, string Output, double Computed, double Expected, double Tolerance)
{
    /// <summary>Whether the deviation is within the tolerance. Equal infinities agree, NaN agrees with nothing.</summary>
    public bool Agrees => Computed == Expected || Math.Abs(Computed - Expected) <= Tolerance;

    /// <summary>The comparison in a line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Mode}, order {Order}: d {Output} / d {Argument} = {Computed:R}, by finite differences {Expected:R} (deviation {Math.Abs(Computed - Expected):G3}, tolerance {Tolerance:G3})");
}

/// <summary>A derivative differs from the finite difference.</summary>
public sealed class GradientMismatchException(string message, GradientComparison comparison) : CovectorException(message)
{
    /// <summary>What differs.</summary>
    public GradientComparison Comparison { get; } = comparison;
}
