namespace Covector.Notation;

/// <summary>How long axes must be at least for the numbered entries of a formula to exist: x[3] is of an x of three or more.</summary>
internal static class NumberedEntries
{
    /// <summary>Numbers are tried on arrays of these lengths; of longer ones they would take too long.</summary>
    private const int Longest = 48;

    /// <exception cref="FormulaException">An entry is too far away.</exception>
    public static Dictionary<Dimension, int> Lengths(ShapedFormula shaped)
    {
        var lengths = new Dictionary<Dimension, int>();
        foreach (var definition in shaped.Formula.Definitions)
            Collect(definition.Value, shaped, lengths);
        Collect(shaped.Formula.Body, shaped, lengths);
        return lengths;
    }

    private static void Collect(Expression expression, ShapedFormula shaped, Dictionary<Dimension, int> lengths)
    {
        switch (expression)
        {
            case Entry { IsNumbered: true } entry:
                Dimension[] axes = [.. shaped[entry.Operand].Where(a => !a.IsOne || entry.Indices.Count == 2)];
                for (int i = 0; i < axes.Length; i++)
                    Require(axes[i], Indices.Place(entry.Indices[i]) + 1, lengths);
                break;
            case Section section:
                Dimension[] whole = [.. shaped[section.Operand].Where(a => !a.IsOne || section.Ranges.Count == 2)];
                for (int i = 0; i < whole.Length; i++)
                    Require(whole[i], Math.Max(whole[i].Size ?? 1, section.Range(i) is { } range ? range.Start + range.Count : 1), lengths);
                break;
            case Call { Function: "unit", Arguments: [Symbol length, Number place] }:
                Require(new Dimension(length.Name), (int)place.Value.Numerator, lengths);
                break;
        }

        foreach (var child in expression.Children())
            Collect(child, shaped, lengths);
    }

    private static void Require(Dimension axis, int length, Dictionary<Dimension, int> lengths)
    {
        if (length > Longest)
            throw new FormulaException($"Derivatives are found for entries up to the {Longest}th, not for the {length}th.", -1);
        lengths[axis] = Math.Max(length, lengths.GetValueOrDefault(axis));
    }
}
