namespace Covector.Notation;

/// <summary>
/// Writes ∂vec(F)/∂vec(X)ᵀ, columns stacked: a term A[i,k] B[j,l] is B ⊗ A, one that joins the rows of F with the columns of X has a
/// commutation matrix behind it.
/// </summary>
internal sealed partial class KroneckerForm(AtomTable table, AtomNames names)
{
    /// <summary>The free indices by their part: rows and columns of F, rows and columns of X. A vector has no columns.</summary>
    private readonly record struct Roles(Index? I, Index? J, Index? K, Index? L);

    private sealed record Pair(
        Rational Coefficient,
        IReadOnlyList<(Expression Base, Rational Power)> Scalars,
        Expression Outer,
        Expression Inner,
        Expression? After,
        bool IsDyad = false);

    /// <summary>The matrix; null where some term is no Kronecker product.</summary>
    public static Expression? Write(AtomTable table, IndexExpression expression, int outputRank, AtomNames names)
    {
        Index? At(int position, int from, int to) => from + position < to ? expression.Free[from + position] : null;
        int rank = expression.Free.Length;
        var roles = new Roles(At(0, 0, outputRank), At(1, 0, outputRank), At(0, outputRank, rank), At(1, outputRank, rank));
        if (expression.IsZero && rank > 0)
            return new Call("zeros", Stacked(expression.Dimensions[..outputRank]), Stacked(expression.Dimensions[outputRank..]));
        var form = new KroneckerForm(table, names);
        if (roles.K is null)
            return form.Vector(expression, expression.Free);
        if (roles.I is null)
            return form.Vector(expression, expression.Free) is { } row ? new Transpose(row) : null;
        var pairs = new List<Pair>();
        foreach (var term in expression.Terms)
        {
            if (form.Term(term, expression.Free, roles) is not { } pair)
                return null;
            pairs.Add(pair);
        }

        pairs = Collect(pairs);
        // The identity by itself is short; in a sum I ⊗ I stands beside other products.
        if (pairs.FindAll(p => !p.IsDyad) is [{ Outer: Call { Function: "eye" } outer, Inner: Call { Function: "eye" } inner, After: null } identity])
        {
            var whole = new Call("eye", new Product([inner.Arguments[0], outer.Arguments[0]]));
            pairs[pairs.IndexOf(identity)] = identity with { Outer = Number.One, Inner = whole };
        }

        return pairs.Count == 0 ? null : Sums.Shortest(pairs.ConvertAll(Written));
    }

    private static Expression Stacked(Dimension[] axes) => axes.Length switch
    {
        0 => Number.One,
        1 => Powers.Length(axes[0]),
        _ => new Product(new Parts([.. axes.Select(Powers.Length)])),
    };

    /// <summary>A matrix stacked to a vector; a vector itself.</summary>
    private Expression? Vector(IndexExpression expression, Index[] free)
    {
        var layout = free.Length switch { 0 => Layout.Scalar, 1 => Layout.Column, _ => Layout.Matrix };
        var written = MatrixForm.Write(new IndexExpression(free, expression.Terms), layout, names, jacobian: false);
        return written is null || free.Length < 2 ? written : new Call("vec", written);
    }

    private static MatrixTerm Written(Pair pair)
    {
        var product = pair.Outer is Number { Value.IsOne: true } ? new Link(pair.Inner, LinkShape.Matrix)
            : pair.IsDyad ? new Link(new Product([pair.Outer, new Transpose(pair.Inner)]), LinkShape.Matrix)
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
        // A vector is a row as well: of Xᵀa by X it is I ⊗ aᵀ.
        if ((roles.J is null && Blocks(term, split, null, roles.K, roles.I, roles.L) is { } asRow ? asRow
            : roles.L is null && Blocks(term, split, roles.I, null, roles.J, roles.K) is { } byRow ? byRow
            : ((Expression Outer, Expression Inner)?)null) is { } turned)
            return new Pair(scalars.Coefficient, scalars.Scalars, turned.Outer, turned.Inner, null);
        if (roles.L is { } l && Blocks(term, split, roles.I, l, roles.J, roles.K) is { } crossed)
        {
            var commutation = new Call("comm", Powers.Length(roles.K!.Dimension), Powers.Length(l.Dimension));
            return new Pair(scalars.Coefficient, scalars.Scalars, crossed.Outer, crossed.Inner, commutation);
        }

        if (Dyad(term, split, roles) is { } dyad)
            return new Pair(scalars.Coefficient, scalars.Scalars, dyad.Left, dyad.Right, null, IsDyad: true);
        return ((Expression?)Diagonal(term, split, roles) ?? Layers(term, roles)) is { } product
            ? new Pair(scalars.Coefficient, scalars.Scalars, Number.One, product, null)
            : null;
    }

    /// <summary>Does the term fall into a part of F and one of X? P[i,j] Q[k,l] is vec(P) vec(Q)ᵀ.</summary>
    private (Expression Left, Expression Right)? Dyad(Term term, TermSplit split, Roles roles)
    {
        Index[] left = [.. new[] { roles.I, roles.J }.OfType<Index>()], right = [.. new[] { roles.K, roles.L }.OfType<Index>()];
        Term one = Notation.Term.One, other = Notation.Term.One;
        foreach (var (own, part) in split.Parts.Concat(split.Deltas.Select(d => (
            Free: new[] { d.First, d.Second }, Term: new Term(1, term.Factors.First(f => TermSplit.IsDelta(f, d.First, d.Second)))))))
        {
            if (own.All(left.Contains))
                one = one.Times(part);
            else if (own.All(right.Contains))
                other = other.Times(part);
            else
                return null;
        }

        return Vector(new IndexExpression(left, one), left) is { } first && Vector(new IndexExpression(right, other), right) is { } second
            ? (first, second)
            : null;
    }

    /// <summary>Do the parts of the term fall into one between rows and one between columns?</summary>
    private (Expression Outer, Expression Inner)? Blocks(
        Term term, TermSplit split, Index? rows, Index? rowsOf, Index? columns, Index? columnsOf)
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

        return Write(outer, columns, columnsOf, isOuter: true) is { } left && Write(inner, rows, rowsOf) is { } right
            ? (left, right)
            : null;
    }

    private Expression? Write(Term term, Index? row, Index? column, bool isOuter = false)
    {
        var (free, layout) = (row, column) switch
        {
            (null, null) => (Array.Empty<Index>(), Layout.Scalar),
            ({ } r, null) => ([r], Layout.Column),
            (null, { } c) => ([c], Layout.Row),
            ({ } r, { } c) => (new[] { r, c }, Layout.Matrix),
        };
        if (TermGraph.Reduce(term, free, layout, names, jacobian: true) is not { } reduced)
            return null;
        // vec(A X B C) is ((B C)ᵀ ⊗ A) vec(X).
        return isOuter && reduced.Chain.Count > 1 && reduced.Chain.All(l => l.Expression is Transpose)
            ? Sums.Join([reduced.With([new Link(new Transpose(Link.Product(Link.Transpose(reduced.Chain))), LinkShape.Matrix)])])
            : Sums.Join([reduced]);
    }

    /// <summary>F entry by entry in X: diag(vec(E)).</summary>
    private Call? Diagonal(Term term, TermSplit split, Roles roles)
    {
        bool Joins(Index? a, Index? b) => split.Deltas.Exists(d => d == (a, b) || d == (b, a));
        if (roles.J is not { } j)
            return null;
        Index[] free = [roles.I!, j];
        if (split.Deltas.Count == 3 && split.Parts.TrueForAll(p => p.Free is [var only] && only == roles.I))
        {
            // All four indices are one.
            var delta = term.Factors.First(f => f.Atom is DeltaAtom && f.Indices.All(free.Contains));
            var diagonal = split.Parts.Aggregate(new Term(1, delta), (t, p) => t.Times(p.Term));
            return new Call("diag", Vector(new IndexExpression(free, diagonal), free)!);
        }

        if (!Joins(roles.I, roles.K) || !Joins(roles.J, roles.L))
            return null;
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
                if (!Equals(first.After, second.After) || first.IsDyad != second.IsDyad || first.Outer is Number)
                    continue;
                if (!first.Scalars.SequenceEqual(second.Scalars) || Rational.Abs(first.Coefficient) != Rational.Abs(second.Coefficient))
                {
                    // A ⊗ B/2 − A ⊗ C/m = A ⊗ (B/2 − C/m); B ⊗ A + c C ⊗ A = (B + c C) ⊗ A.
                    bool sameOuter = first.Outer.Equals(second.Outer);
                    if ((!sameOuter && !first.Inner.Equals(second.Inner)) || first.IsDyad || pairs.Count > 2)
                        continue;
                    var number = CommonFactors.Number([first.Coefficient, second.Coefficient]);
                    MatrixTerm Scaled(Pair pair) =>
                        new(pair.Coefficient / number, pair.Scalars, [new Link(sameOuter ? pair.Inner : pair.Outer, LinkShape.Matrix)]);
                    var sum = Sums.Join([Scaled(first), Scaled(second)]);
                    pairs[a] = new Pair(number, [], sameOuter ? first.Outer : sum, sameOuter ? sum : first.Inner, first.After);
                    pairs.RemoveAt(b);
                    b = a;
                    continue;
                }

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
