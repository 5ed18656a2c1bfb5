namespace Covector.Notation;

/// <summary>
/// Writes ∂vec(F)/∂vec(X)ᵀ, columns stacked: a term A[i,k] B[j,l] is B ⊗ A, one that joins the rows of F with the columns of X has a commutation
/// matrix behind it.
/// </summary>
internal sealed class KroneckerForm(AtomNames names)
{
    /// <summary>The free indices by their part: rows and columns of F, rows and columns of X. A vector has no columns.</summary>
    private readonly record struct Roles(Index? I, Index? J, Index? K, Index? L);

    private sealed record Pair(Rational Coefficient, IReadOnlyList<(Expression Base, Rational Power)> Scalars, Expression Outer, Expression Inner, Expression? After);

    /// <summary>The matrix; null where some term is no Kronecker product.</summary>
    public static Expression? Write(IndexExpression expression, int outputRank, AtomNames names)
    {
        Index? At(int position, int from, int to) => from + position < to ? expression.Free[from + position] : null;
        int rank = expression.Free.Length;
        var roles = new Roles(At(0, 0, outputRank), At(1, 0, outputRank), At(0, outputRank, rank), At(1, outputRank, rank));
        if (roles.I is null || roles.K is null)
            return null;
        var form = new KroneckerForm(names);
        var pairs = new List<Pair>();
        foreach (var term in expression.Terms)
        {
            if (form.Term(term, expression.Free, roles) is not { } pair)
                return null;
            pairs.Add(pair);
        }

        return pairs.Count == 0 ? null : Sums.Join(Collect(pairs).ConvertAll(Written));
    }

    private static MatrixTerm Written(Pair pair)
    {
        var product = pair.Inner is Call { Function: "diag" } diagonal && pair.Outer is Number
            ? new Link(diagonal, LinkShape.Matrix)
            : new Link(new Call("kron", pair.Outer, pair.Inner), LinkShape.Matrix);
        // The commutation matrix of an identity needs no product before it.
        bool bare = pair.After is not null && pair.Outer is Call { Function: "eye" } && pair.Inner is Call { Function: "eye" };
        List<Link> chain = pair.After is null ? [product] : [.. bare ? (Link[])[] : [product], new Link(pair.After, LinkShape.Matrix)];
        return new MatrixTerm(pair.Coefficient, pair.Scalars, chain);
    }

    private Pair? Term(Term term, Index[] free, Roles roles)
    {
        var split = new TermSplit(term, free);
        var scalars = TermGraph.Reduce(split.Scalars, [], Layout.Scalar, names, jacobian: true);
        if (scalars is null)
            return null;
        if (Blocks(term, split, roles.I, roles.K, roles.J, roles.L) is { } straight)
            return new Pair(scalars.Coefficient, scalars.Scalars, straight.Outer, straight.Inner, null);
        if (roles.L is { } l && Blocks(term, split, roles.I, l, roles.J, roles.K) is { } crossed)
        {
            var commutation = new Call("comm", Powers.Length(roles.K!.Dimension), Powers.Length(l.Dimension));
            return new Pair(scalars.Coefficient, scalars.Scalars, crossed.Outer, crossed.Inner, commutation);
        }

        return Diagonal(term, split, roles) is { } diagonal
            ? new Pair(scalars.Coefficient, scalars.Scalars, Number.One, diagonal, null)
            : null;
    }

    /// <summary>Do the parts of the term fall into one between rows and one between columns?</summary>
    private (Expression Outer, Expression Inner)? Blocks(Term term, TermSplit split, Index? rows, Index? rowsOf, Index? columns, Index? columnsOf)
    {
        bool Within(IEnumerable<Index> free, Index? a, Index? b) => free.All(i => i == a || i == b);
        var inner = Notation.Term.One;
        var outer = Notation.Term.One;
        foreach (var (i, j) in split.Deltas)
        {
            var delta = term.Factors.First(f => TermSplit.IsDelta(f, i, j));
            if (Within([i, j], rows, rowsOf))
                inner = inner.Times(delta);
            else if (Within([i, j], columns, columnsOf))
                outer = outer.Times(delta);
            else
                return null;
        }

        foreach (var (free, part) in split.Parts)
        {
            if (Within(free, rows, rowsOf))
                inner = inner.Times(part);
            else if (Within(free, columns, columnsOf))
                outer = outer.Times(part);
            else
                return null;
        }

        return Write(outer, columns, columnsOf) is { } left && Write(inner, rows, rowsOf) is { } right ? (left, right) : null;
    }

    private Expression? Write(Term term, Index? row, Index? column)
    {
        var (free, layout) = (row, column) switch
        {
            (null, null) => (Array.Empty<Index>(), Layout.Scalar),
            ({ } r, null) => ([r], Layout.Column),
            (null, { } c) => ([c], Layout.Row),
            ({ } r, { } c) => (new[] { r, c }, Layout.Matrix),
        };
        return TermGraph.Reduce(term, free, layout, names, jacobian: true) is { } reduced ? Sums.Join([reduced]) : null;
    }

    /// <summary>F entry by entry in X: diag(vec(E)).</summary>
    private Call? Diagonal(Term term, TermSplit split, Roles roles)
    {
        bool Joins(Index? a, Index? b) => split.Deltas.Exists(d => d == (a, b) || d == (b, a));
        if (roles.J is not { } j || !Joins(roles.I, roles.K) || !Joins(roles.J, roles.L))
            return null;
        Index[] free = [roles.I!, j];
        if (split.Parts.Exists(p => !p.Free.All(free.Contains)))
            return null;
        var entries = split.Parts.Aggregate(Notation.Term.One, (t, p) => t.Times(p.Term));
        return TermGraph.Reduce(entries, free, Layout.Matrix, names, jacobian: false) is { } matrix
            ? new Call("diag", new Call("vec", Sums.Join([matrix])))
            : null;
    }

    /// <summary>A ⊗ C + B ⊗ C = (A + B) ⊗ C.</summary>
    private static List<Pair> Collect(List<Pair> pairs)
    {
        for (int a = 0; a < pairs.Count; a++)
        {
            for (int b = a + 1; b < pairs.Count; b++)
            {
                var (first, second) = (pairs[a], pairs[b]);
                if (!Equals(first.After, second.After) || !first.Scalars.SequenceEqual(second.Scalars)
                    || Rational.Abs(first.Coefficient) != Rational.Abs(second.Coefficient) || first.Outer is Number)
                    continue;
                Expression Added(Expression x, Expression y) =>
                    new Sum([x, first.Coefficient == second.Coefficient ? y : new Negation(y)]);
                Pair? merged = first.Inner.Equals(second.Inner) ? first with { Outer = Added(first.Outer, second.Outer) }
                    : first.Outer.Equals(second.Outer) ? first with { Inner = Added(first.Inner, second.Inner) }
                    : null;
                if (merged is null || !IsWorthIt(merged))
                    continue;
                pairs[a] = merged;
                pairs.RemoveAt(b);
                b = a;
            }
        }

        return pairs;
    }

    // A sum of identities and products would hide more than it saves.
    private static bool IsWorthIt(Pair pair) => pair.Outer is not Sum { Terms: [Sum, ..] } && pair.Inner is not Sum { Terms: [Sum, ..] };
}
