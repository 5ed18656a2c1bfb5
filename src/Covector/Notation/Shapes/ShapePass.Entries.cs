namespace Covector.Notation;

/// <summary>The shapes of entries and sections.</summary>
internal sealed partial class ShapePass
{
    private Form VisitEntry(Entry entry)
    {
        var form = Visit(entry.Operand);
        var names = entry.Indices;
        if (names.Count > 2 || names.Count == 1 && form.IsMatrix || names.Count == 2 && form.IsScalar || names.Count == 1 && form.IsScalar)
            throw Mismatch(entry, entry.Operand, $"it has no entry with {names.Count} {(names.Count == 1 ? "index" : "indices")}.");
        Axis[] axes = names.Count == 2 ? [form.Rows, form.Columns] : [form.IsRow ? form.Columns : form.Rows];
        for (int i = 0; i < axes.Length; i++)
        {
            if (Notation.Indices.IsNumber(names[i]))
            {
                if (axes[i].Root.Name is { } name && new Dimension(name).Size is { } size && size <= Notation.Indices.Place(names[i]))
                    throw Mismatch(entry, entry.Operand, $"it has no entry {names[i]}.");
            }
            else if (!Axis.Unify(Index(names[i]), axes[i]))
                throw Mismatch(entry, entry.Operand, $"the index {names[i]} ranges elsewhere: {Differ(Index(names[i]), axes[i])}.");
        }

        return Form.Scalar;
    }

    private Form VisitSection(Section section)
    {
        var form = Visit(section.Operand);
        if (form.IsScalar || section.Ranges.Count != (form.IsMatrix ? 2 : 1))
        {
            string ranges = section.Ranges.Count == 1 ? "1 range" : $"{section.Ranges.Count} ranges";
            throw Mismatch(section, section.Operand, $"it has no part with {ranges}.");
        }

        Axis Part(Axis axis, int at)
        {
            if (section.Range(at) is not { } range)
                return axis;
            return axis.Root.Name is { } name && new Dimension(name).Size is { } size && size < range.Start + range.Count
                ? throw Mismatch(section, section.Operand, $"it has no entries {section.Ranges[at]}.")
                : range.Count > 1 ? Named(new Dimension(range.Count).Name)
                : throw Error(section, $"{Show(section)}: a range has at least two entries; one entry is x[2].");
        }

        return form.IsRow ? form with { Columns = Part(form.Columns, 0) }
            : form.IsColumn ? form with { Rows = Part(form.Rows, 0) }
            : new Form(Part(form.Rows, 0), Part(form.Columns, 1));
    }
}
