namespace Covector.Notation;

/// <summary>Writes index expressions as matrix calculus: products of matrices, transposes, diag, products entry by entry.</summary>
internal static class MatrixForm
{
    /// <summary>The expression in a layout; null where some term is no product of matrices.</summary>
    public static Expression? Write(IndexExpression expression, Layout layout, AtomNames names, bool jacobian) =>
        Terms(expression, layout, names, jacobian) is { } terms
            ? Sums.Write(terms, Array.FindAll(expression.Dimensions, d => !d.IsOne), layout)
            : null;

    public static List<MatrixTerm>? Terms(IndexExpression expression, Layout layout, AtomNames names, bool jacobian)
    {
        var free = layout is Layout.Column or Layout.Row
            ? Array.FindAll(expression.Free, f => !f.Dimension.IsOne || expression.Free.Length == 1) : expression.Free;
        if (free.Length == 0 && expression.Free.Length > 0)
            free = [expression.Free[0]];
        var terms = new List<MatrixTerm>();
        foreach (var term in expression.Terms)
        {
            if (TermGraph.Reduce(term, free, layout, names, jacobian) is not { } written)
                return null;
            terms.Add(written);
        }

        return terms;
    }
}
