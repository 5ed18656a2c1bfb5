namespace Covector.Notation;

/// <summary>Rows of the identity times something are a section of it: I[2:4,:] x = x[2:4], A I[:,1:2] = A[:,1:2].</summary>
internal static class Sections
{
    public static IReadOnlyList<Link> Collected(IReadOnlyList<Link> chain)
    {
        if (!chain.Any(l => RangeOf(l) is not null || RangeOf(l.Transposed) is not null))
            return chain;
        var result = chain.ToList();
        for (int i = 0; i + 1 < result.Count;)
        {
            var (left, right) = (result[i], result[i + 1]);
            Link? section = RangeOf(left) is { } rows && RangeOf(right.Transposed) is null ? RowsOf(right, rows)
                : RangeOf(right.Transposed) is { } columns && RangeOf(left) is null ? RowsOf(left.Transposed, columns)?.Transposed
                : null;
            if (section is not { } found)
            {
                i++;
                continue;
            }

            result[i] = found;
            result.RemoveAt(i + 1);
            i = Math.Max(0, i - 1);
        }

        return result;
    }

    private static string? RangeOf(Link link) =>
        link.Expression is Section { Operand: Call { Function: "eye" }, Ranges: [var rows, ":"] } ? rows : null;

    private static Link? RowsOf(Link link, string rows) => (link.Shape, link.Expression) switch
    {
        (LinkShape.Row, _) => null,
        (LinkShape.Column, Transpose row) => new Link(new Transpose(new Section(row.Operand, [rows])), LinkShape.Column),
        (LinkShape.Column, var column) => new Link(new Section(column, [rows]), LinkShape.Column),
        (_, Call { Function: "eye" or "diag" }) => null,
        (_, Transpose { Operand: Section { Ranges: [var kept, ":"] } part }) =>
            new Link(new Transpose(new Section(part.Operand, [kept, rows])), LinkShape.Matrix),
        (_, Section { Ranges: [":", var kept] } part) => new Link(new Section(part.Operand, [rows, kept]), LinkShape.Matrix),
        (_, Section or Transpose { Operand: Section }) => null,
        (_, Transpose transpose) => new Link(new Transpose(new Section(transpose.Operand, [":", rows])), LinkShape.Matrix),
        _ => new Link(new Section(link.Expression, [rows, ":"]), LinkShape.Matrix),
    };
}
