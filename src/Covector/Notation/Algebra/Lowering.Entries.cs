namespace Covector.Notation;

/// <summary>Entries and sections of values.</summary>
internal sealed partial class Lowering
{
    /// <summary>x[2] is the product of x with the second unit vector.</summary>
    private Value EntryOf(Entry entry)
    {
        var operand = Lower(entry.Operand);
        var free = Index.For(operand.Expression.Dimensions);
        var term = table.Wrap(operand.Expression, free);
        for (int i = 0; i < free.Length; i++)
            term = term.Times(table.Unit(free[i], Indices.Place(entry.Indices[i]) + 1));
        return Scalar(term);
    }

    /// <summary>x[2:4] is the product of rows of the identity with x.</summary>
    private Value SectionOf(Section section)
    {
        var operand = Lower(section.Operand);
        Index[] whole = Index.For(operand.Expression.Dimensions), part = [.. whole];
        var term = table.Wrap(operand.Expression, whole);
        for (int i = 0; i < whole.Length; i++)
        {
            if (section.Range(i) is not { } range)
                continue;
            part[i] = new Index(new Dimension(range.Count));
            term = term.Times(table.Section(part[i], whole[i], range.Start));
        }

        return operand with { Expression = new IndexExpression(part, term) };
    }
}
