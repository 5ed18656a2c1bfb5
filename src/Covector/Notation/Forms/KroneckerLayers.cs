namespace Covector.Notation;

/// <summary>
/// Products of Kronecker products: those of functions entry by entry between matrices, and of Kronecker products themselves.
/// </summary>
internal sealed partial class KroneckerForm
{
    /// <summary>
    /// A term A[i,a] E[a,b] B[a,k] C[l,b] D[b,j] is (Dᵀ ⊗ A) diag(vec(E)) (Cᵀ ⊗ B): a matrix E that meets both the rows and the columns
    /// between F and X scales the entries there. Where E has the indices of F or of X, one of the products is the identity and is left out.
    /// </summary>
    private Product? Layers(Term term, Roles roles)
    {
        if (roles.L is null)
            return null;
        Product? shortest = null;
        for (int k = 0; k < term.Factors.Length; k++)
        {
            if (term.Factors[k] is { Atom: not (DeltaAtom or StackAtom), Indices: [var a, var b] } && a != b)
                Try(new Term(1, term.Factors[k]), term.Without(k), a, b);
        }

        // What stands between the two indices of F, or of X, may be a product: (X Xᵀ)[i,j].
        foreach (var (own, part) in new TermSplit(term, [.. new[] { roles.I, roles.J, roles.K, roles.L }.OfType<Index>()]).Parts)
        {
            if (part.Factors.Length > 1
                && (own.AsSpan().SequenceEqual([roles.I!, roles.J!]) || own.AsSpan().SequenceEqual([roles.K!, roles.L!])))
                Try(part, new Term(1, [.. term.Factors.Except(part.Factors)]), own[0], own[1]);
        }

        return shortest;

        void Try(Term entries, Term rest, Index a, Index b)
        {
            if ((Layer(entries, rest, a, b, roles) ?? Layer(entries, rest, b, a, roles)) is { } product
                && (shortest is null || Length(product) < Length(shortest)))
                shortest = product;
        }
    }

    private static int Length(Expression expression) => FormulaComparison.CountTokens(new Formula(expression));

    /// <summary>The same with E given, its rows at a and its columns at b.</summary>
    private Product? Layer(Term entries, Term rest, Index a, Index b, Roles roles)
    {
        Index?[] outputs = [roles.I, roles.J], inputs = [roles.K, roles.L];
        Term left = Notation.Term.One, right = Notation.Term.One;
        foreach (var (factors, touched) in Components(rest, a, b))
        {
            bool isLeft = touched.Any(i => i != a && i != b && outputs.Contains(i));
            bool isRight = touched.Any(i => i != a && i != b && inputs.Contains(i));
            if (isLeft && isRight)
                return null;
            // A vector F sums over the columns, which stand on its side.
            isLeft |= !isRight && roles.J is null && touched.Contains(b) && !touched.Contains(a);
            if (isLeft)
                left = left.Times(factors);
            else if (isRight)
                right = right.Times(factors);
            else if (touched.Count > 0)
                entries = entries.Times(factors);
        }

        // Where E has an index of F or X itself, the side has an identity there.
        var (rowsLeft, columnsLeft) = (new Index(a.Dimension), new Index(b.Dimension));
        var (rowsRight, columnsRight) = (new Index(a.Dimension), new Index(b.Dimension));
        left = Renamed(left, outputs, a, rowsLeft, b, columnsLeft);
        right = Renamed(right, inputs, a, rowsRight, b, columnsRight);
        Expression? Side(Term side, Roles own)
        {
            Index[] free = [.. new[] { own.I, own.J, own.K, own.L }.OfType<Index>()];
            return Term(Simplifier.Simplify(table, new IndexExpression(free, side)) is { Terms: [var only] } simple ? only : side, free, own) is { } pair
                ? Sums.Join([Written(pair)]) : null;
        }

        bool isFirst = a == roles.I && b == roles.J, isLast = a == roles.K && b == roles.L;
        var before = isFirst ? null : Side(left, new Roles(roles.I, roles.J, rowsLeft, columnsLeft));
        var after = isLast ? null : Side(right, new Roles(rowsRight, columnsRight, roles.K, roles.L));
        if ((before is null && !isFirst) || (after is null && !isLast) || (before ?? after) is null
            || TermGraph.Reduce(entries, [a, b], Layout.Matrix, names, jacobian: false) is not { } matrix)
            return null;
        Expression[] product = [.. Factors(before), new Call("diag", new Call("vec", Sums.Join([matrix]))), .. Factors(after)];
        return new Product(new Parts(product));
    }

    private static Parts Factors(Expression? product) =>
        product is null ? [] : product is Product { Factors: var factors } ? factors : [product];

    /// <summary>The factors on one side with its own names for a and b; δ where a or b is an index of the whole.</summary>
    private Term Renamed(Term side, Index?[] ends, Index a, Index ownA, Index b, Index ownB)
    {
        var names = new Dictionary<Index, Index>();
        var deltas = new List<Factor>();
        foreach (var (index, own) in ((Index, Index)[])[(a, ownA), (b, ownB)])
        {
            if (ends.Contains(index))
                deltas.Add(table.Delta(index, own));
            else
                names[index] = own;
        }

        return side.At(names).Times([.. deltas]);
    }

    /// <summary>Factors that share an index other than a and b.</summary>
    private static List<(Factor[] Factors, HashSet<Index> Touched)> Components(Term term, Index a, Index b)
    {
        var groups = new List<(List<Factor> Factors, HashSet<Index> Touched)>();
        foreach (var factor in term.Factors)
        {
            var touched = factor.Indices.ToHashSet();
            var factors = new List<Factor> { factor };
            foreach (var group in groups.FindAll(g => g.Touched.Any(i => i != a && i != b && touched.Contains(i))))
            {
                groups.Remove(group);
                touched.UnionWith(group.Touched);
                factors.AddRange(group.Factors);
            }

            groups.Add((factors, touched));
        }

        return groups.ConvertAll(g => (g.Factors.ToArray(), g.Touched));
    }

    /// <summary>
    /// ∂vec(A ⊗ B): vec(A ⊗ B) = (I_n ⊗ K ⊗ I_p)(vec(A) ⊗ vec(B)) for A of m×n and B of p×q, where K reorders vec of a q×m matrix by rows.
    /// </summary>
    public static Expression? OfProduct(AtomTable table, IndexExpression expression, AtomNames names)
    {
        var form = new KroneckerForm(table, names);
        var terms = new List<MatrixTerm>();
        Expression? order = null;
        foreach (var term in expression.Terms)
        {
            if (form.OfProduct(term, expression.Free) is not { } written || (order is not null && !written.Order.Equals(order)))
                return null;
            order = written.Order;
            terms.Add(written.Term);
        }

        if (order is null)
            return null;
        var sum = Sums.Join(terms);
        return order is Number ? sum : new Product(new Parts([order, .. Factors(sum)]));
    }

    private (Expression Order, MatrixTerm Term)? OfProduct(Term term, Index[] free)
    {
        Index[] inputs = free[2..];
        var parts = new Term(1, [.. term.Factors.Where(f => f.Indices.Length > 0)]);
        var scalars = TermGraph.Reduce(
            new Term(term.Coefficient, [.. term.Factors.Where(f => f.Indices.Length == 0)]), [], Layout.Scalar, names, jacobian: true);
        Factor? Take(Index whole)
        {
            int at = Array.FindIndex(parts.Factors, f => f.Atom is StackAtom && f.Indices[0] == whole);
            Factor? found = at < 0 ? null : parts.Factors[at];
            parts = at < 0 ? parts : parts.Without(at);
            return found;
        }

        // Places of the whole: the first index of a stack is that of B, the second that of A. Along an axis that only one of them has
        // there are no places.
        Factor? rows = Take(free[0]), columns = Take(free[1]);
        if (scalars is null || (rows ?? columns) is null)
            return null;
        Index[] inner = [Of(rows, 1), Of(columns, 1)], outer = [Of(rows, 2), Of(columns, 2)];
        Index Of(Factor? place, int at) => place is { } known ? known.Indices[at] : new Index(new Dimension("1"));
        int whole = rows is null ? 0 : columns is null ? 1 : -1;
        if (whole >= 0)
        {
            // The axis is that of the one that has it.
            var touching = Components(parts, new Index(inner[0].Dimension), new Index(inner[0].Dimension))
                .Find(g => g.Touched.Contains(free[whole])).Touched;
            if (touching is null)
                return null;
            (touching.Contains(outer[1 - whole]) ? outer : inner)[whole] = free[whole];
        }

        // A place of X itself is δ there.
        foreach (var own in (Index[][])[inner, outer])
        {
            for (int axis = 0; axis < 2; axis++)
            {
                if (!inputs.Contains(own[axis]))
                    continue;
                var place = new Index(own[axis].Dimension);
                parts = parts.Times(table.Delta(place, own[axis]));
                own[axis] = place;
            }
        }

        Term ofInner = Notation.Term.One, ofOuter = Notation.Term.One;
        foreach (var (factors, touched) in Components(parts, new Index(inner[0].Dimension), new Index(inner[0].Dimension)))
        {
            bool isInner = touched.Overlaps(inner), isOuter = touched.Overlaps(outer);
            if (isInner == isOuter)
                return null;
            (ofInner, ofOuter) = isInner ? (ofInner.Times(factors), ofOuter) : (ofInner, ofOuter.Times(factors));
        }

        Expression? Stacked(Term side, Index[] own)
        {
            bool varies = inputs.Any(side.Has);
            own = Array.FindAll(own, i => !i.Dimension.IsOne);
            return varies
                ? Write(table, new IndexExpression([.. own, .. inputs], side), own.Length, names)
                : Vector(new IndexExpression(own, side), own);
        }

        if (inputs.Any(ofInner.Has) && inputs.Any(ofOuter.Has))
            return null;
        if (Stacked(ofOuter, outer) is not { } left || Stacked(ofInner, inner) is not { } right)
            return null;
        var (m, n, p, q) = (outer[0].Dimension, outer[1].Dimension, inner[0].Dimension, inner[1].Dimension);
        // Without rows of A or columns of B there is nothing to reorder.
        Expression order = q.IsOne || m.IsOne ? Number.One : new Call("comm", Powers.Length(q), Powers.Length(m));
        if (order is Call && !n.IsOne)
            order = new Call("kron", new Call("eye", Powers.Length(n)), order);
        if (order is Call && !p.IsOne)
            order = new Call("kron", order, new Call("eye", Powers.Length(p)));
        return (order, new MatrixTerm(scalars.Coefficient, scalars.Scalars, [new Link(new Call("kron", left, right), LinkShape.Matrix)]));
    }
}
