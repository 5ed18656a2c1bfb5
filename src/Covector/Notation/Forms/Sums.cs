namespace Covector.Notation;

/// <summary>Writes sums of terms: what products have in common stands once, A x + Aᵀ x = (A + Aᵀ) x; positive terms come first.</summary>
internal static class Sums
{
    public static Expression Write(List<MatrixTerm> terms, Dimension[] axes, Layout layout)
    {
        if (terms.Count == 0)
            return axes.Length == 0 ? Number.Zero : Transposed(new Call("zeros", new Parts([.. axes.Select(Powers.Length)])), layout);
        return Shortest(terms);
    }

    /// <summary>The sum with what its terms share written once.</summary>
    public static Expression Shortest(List<MatrixTerm> terms)
    {
        terms = SameProducts(Collect(terms));
        return WithoutCommonScalars(terms) ?? WithoutCommonProducts(terms) ?? Join(terms);
    }

    private static int Length(Expression expression) => FormulaComparison.CountTokens(new Formula(expression));

    /// <summary>I − c I = (1 − c) I, where that is shorter.</summary>
    private static List<MatrixTerm> SameProducts(List<MatrixTerm> terms)
    {
        for (int k = 0; k < terms.Count; k++)
        {
            var chain = terms[k].Chain;
            var same = terms.FindAll(t => t.Chain.Count > 0 && t.Chain.SequenceEqual(chain));
            if (same.Count < 2)
                continue;
            var scales = same.ConvertAll(t => new MatrixTerm(t.Coefficient, t.Scalars, []));
            var content = Content(scales);
            scales = scales.ConvertAll(s => s.Over(content));
            var scale = WithoutCommonScalars(scales) ?? Join(scales);
            var merged = new MatrixTerm(content.Coefficient, [.. content.Scalars, (scale, 1)], chain);
            if (Length(merged.ToExpression()) >= Length(Join(same)))
                continue;
            terms = [.. terms[..k], merged, .. terms[k..].FindAll(t => !same.Contains(t))];
        }

        return terms;
    }

    /// <summary>The number and the scalars that all terms have: 2 − 2c/‖x‖ = 2 (1 − c/‖x‖).</summary>
    private static MatrixTerm Content(List<MatrixTerm> terms)
    {
        var scalars = terms[0].Scalars.Where(s => s.Power.Sign > 0 && terms.TrueForAll(t => t.Scalars.Contains(s))).ToList();
        return new MatrixTerm(CommonFactors.Number(terms.ConvertAll(t => t.Coefficient)), scalars, []);
    }

    /// <summary>(I − 𝟏𝟏ᵀ/n − u uᵀ/n)/σ: what all of many terms are divided by.</summary>
    private static IEnumerable<(Expression Base, Rational Power)> CommonDenominators(List<MatrixTerm> terms)
    {
        if (terms.Count < 3)
            yield break;
        foreach (var (@base, _) in terms[0].Scalars.Where(s => s.Power.Sign < 0))
        {
            var powers = terms.ConvertAll(t => t.Scalars.FirstOrDefault(s => s.Base.Equals(@base)).Power);
            if (powers.TrueForAll(p => p.Sign < 0))
                yield return (@base, powers.Aggregate((p, q) => p.CompareTo(q) > 0 ? p : q));
        }
    }

    /// <summary>Vᵀ (s ⊙ a) − c Vᵀ s = Vᵀ (s ⊙ a − c s), where that is shorter; null where it is not.</summary>
    private static Expression? WithoutCommonProducts(List<MatrixTerm> terms)
    {
        if (terms.Count < 2 || terms.TrueForAll(t => t.HasSameScalars(terms[0])))
            return null;
        if (Ends(terms) is not (int before, int after))
            return null;
        var inner = terms.ConvertAll(
            t => new MatrixTerm(t.Coefficient, t.Scalars, [.. t.Chain.Skip(before).Take(t.Chain.Count - before - after)]));
        var sum = new Link(Join(inner), ShapeOf(inner[0].Chain));
        var product = new MatrixTerm(1, [], [.. terms[0].Chain.Take(before), sum, .. terms[0].Chain.Skip(terms[0].Chain.Count - after)])
            .ToExpression();
        return Length(product) < Length(Join(terms)) ? product : null;
    }

    /// <summary>e^u x xᵀ − e^u I = e^u (x xᵀ − I), where that is shorter; null where it is not.</summary>
    private static Expression? WithoutCommonScalars(List<MatrixTerm> terms)
    {
        if (terms.Count < 2)
            return null;
        var common = terms[0].Scalars.Where(s => s.Power.Sign > 0 && terms.TrueForAll(t => t.Scalars.Contains(s))).ToList();
        common.AddRange(CommonDenominators(terms));
        if (common.Count == 0)
            return null;
        var size = Rational.Abs(terms[0].Coefficient);
        if (!terms.TrueForAll(t => Rational.Abs(t.Coefficient) == size))
            size = 1;
        if (terms.TrueForAll(t => t.Coefficient.Sign < 0))
            size = -size;
        var rest = terms.ConvertAll(
            t => new MatrixTerm(t.Coefficient / size, [.. t.Scalars, .. common.Select(c => (c.Base, -c.Power))], t.Chain));
        var product = Join([new MatrixTerm(size, common, [new Link(Join(rest), LinkShape.Matrix)])]);
        return Length(product) < Length(Join(terms)) ? product : null;
    }

    private static Expression Transposed(Expression expression, Layout layout) =>
        layout == Layout.Row ? new Transpose(expression) : expression;

    public static Expression Join(List<MatrixTerm> terms)
    {
        if (terms is [var only])
            return only.Coefficient.Sign < 0 ? Negated(only.ToExpression()) : only.ToExpression();
        // A common fraction stands before the sum: ½(A + Aᵀ).
        var first = Rational.Abs(terms[0].Coefficient);
        if (!first.IsInteger && terms.TrueForAll(t => Rational.Abs(t.Coefficient) == first))
        {
            bool negative = terms.TrueForAll(t => t.Coefficient.Sign < 0);
            var scaled = terms.ConvertAll(t => t.With(negative ? -t.Coefficient / first : t.Coefficient / first));
            var before = new MatrixTerm(first, [], [new Link(Join(scaled), LinkShape.Matrix)]).ToExpression();
            return negative ? Negated(before) : before;
        }

        // Of some terms as well, where there are many: (A + B + C)/6 − D.
        if (terms.Count > 3
            && terms.GroupBy(t => Rational.Abs(t.Coefficient)).FirstOrDefault(g => !g.Key.IsInteger && g.Count() > 2) is { } fraction)
        {
            var some = fraction.ToList();
            var before = new MatrixTerm(
                fraction.Key, [], [new Link(Join(some.ConvertAll(t => t.With(t.Coefficient / fraction.Key))), LinkShape.Matrix)]);
            int place = terms.IndexOf(some[0]);
            return Join([.. terms[..place], before, .. terms[place..].Except(some)]);
        }

        // And of a matrix and its transpose: ½(A + Aᵀ) − B.
        if (terms.Count > 2 && terms.FindIndex(t => !t.Coefficient.IsInteger && Mirror(t, terms) is not null) is var half and >= 0)
        {
            List<MatrixTerm> pair = [terms[half], Mirror(terms[half], terms)!];
            var ordered = pair.OrderBy(t => Link.Transposes(t.Chain)).Select(t => new MatrixTerm(1, t.Scalars, t.Chain)).ToList();
            var both = new MatrixTerm(pair[0].Coefficient, [], [new Link(Join(ordered), LinkShape.Matrix, true)]);
            return Join([.. terms[..half], both, .. terms[(half + 1)..].Where(t => t != pair[1])]);
        }

        if (terms[0].Coefficient.Sign < 0 && terms.Find(t => t.Coefficient.Sign > 0) is { } positive)
        {
            terms = [positive, .. terms.Where(t => t != positive)];
        }

        return new Sum(new Parts([.. terms.Select(t => t.Coefficient.Sign < 0 ? Negated(t.ToExpression()) : t.ToExpression())]));
    }

    private static MatrixTerm? Mirror(MatrixTerm term, List<MatrixTerm> terms) =>
        term.Chain.Count == 0 ? null : terms.Find(t => t != term && t.Coefficient == term.Coefficient && t.HasSameScalars(term)
            && t.Chain.SequenceEqual(Link.Transpose(term.Chain)));

    private static Negation Negated(Expression expression) => new(expression);

    /// <summary>Terms with the same scalars whose products begin or end alike become one product with a sum in it.</summary>
    private static List<MatrixTerm> Collect(List<MatrixTerm> terms)
    {
        var groups = new List<List<MatrixTerm>>();
        foreach (var term in terms)
        {
            var group = groups.Find(g => g[0].HasSameScalars(term));
            if (group is null)
                groups.Add([term]);
            else
                group.Add(term);
        }

        return [.. groups.SelectMany(Collected)];
    }

    private static List<MatrixTerm> Collected(List<MatrixTerm> group)
    {
        if (group.Count < 2)
            return group;
        if ((EntrywiseCollected(group) ?? WithOneMask(group)) is { } entrywise)
            return [entrywise];
        group = WithOneDiagonal(group);
        if (group.Count < 2)
            return group;
        return Shared(group) is { } all ? [all] : InPairs(group);
    }

    /// <summary>diag(x) − diag(y) = diag(x − y).</summary>
    private static List<MatrixTerm> WithOneDiagonal(List<MatrixTerm> group)
    {
        var diagonals = group.FindAll(t => t.Chain is [{ Expression: Call { Function: "diag" } }]);
        if (diagonals.Count < 2)
            return group;
        var entries = diagonals.ConvertAll(
            t => new MatrixTerm(t.Coefficient, [], [new Link(((Call)t.Chain[0].Expression).Arguments[0], LinkShape.Column)]));
        var number = CommonFactors.Number(entries.ConvertAll(t => t.Coefficient));
        var sum = new Link(new Call("diag", OfEntries(entries.ConvertAll(t => t.With(t.Coefficient / number)))), LinkShape.Matrix, true);
        return [new MatrixTerm(number, group[0].Scalars, [sum]), .. group.Except(diagonals)];
    }

    /// <summary>1 ⊘ r − x ⊘ r = (1 − x) ⊘ r.</summary>
    private static Expression OfEntries(List<MatrixTerm> entries)
    {
        if (entries[0].Chain[0].Expression is not ElementwiseQuotient first
            || !entries.TrueForAll(t => t.Chain[0].Expression is ElementwiseQuotient { Numerator: not Number } q
                && q.Denominator.Equals(first.Denominator)))
            return Join(entries);
        var above = entries.ConvertAll(t => t.With([new Link(((ElementwiseQuotient)t.Chain[0].Expression).Numerator, LinkShape.Column)]));
        return new ElementwiseQuotient(Join(above), first.Denominator);
    }

    /// <summary>A x + Aᵀ x + b = (A + Aᵀ) x + b: two terms that differ in one matrix.</summary>
    private static List<MatrixTerm> InPairs(List<MatrixTerm> group)
    {
        for (int a = 0; a < group.Count; a++)
        {
            for (int b = a + 1; b < group.Count && group.Count > 2; b++)
            {
                if (group[a].Chain.Count != group[b].Chain.Count || group[a].Chain.Count < 2 || Shared([group[a], group[b]]) is not { } pair
                    || pair.Chain.Count != group[a].Chain.Count)
                    continue;
                group = [.. group[..a], pair, .. group[(a + 1)..b], .. group[(b + 1)..]];
                b = a;
            }
        }

        return group;
    }

    /// <summary>Products that begin or end alike as one product with a sum in it; null where they do not.</summary>
    private static MatrixTerm? Shared(List<MatrixTerm> group)
    {
        if (Ends(group) is not (int before, int after))
            return null;
        var common = CommonFactors.Number(group.ConvertAll(t => t.Coefficient));
        // A + Aᵀ, not Aᵀ + A.
        var inner = group
            .Select(t => new MatrixTerm(t.Coefficient / common, [], [.. t.Chain.Skip(before).Take(t.Chain.Count - before - after)]))
            .OrderBy(t => Link.Transposes(t.Chain) == t.Chain.Count)
            .ToList();
        inner = WithOneDiagonal(inner);
        // (s − y)ᵀ A, not (sᵀ − yᵀ) A.
        bool isRow = inner.TrueForAll(t => t.Chain is [{ Shape: LinkShape.Row, Expression: Transpose }]);
        var sum = isRow
            ? new Link(new Transpose(Join(inner.ConvertAll(t => t.With(Link.Transpose(t.Chain))))), LinkShape.Row)
            : new Link(Join(inner), ShapeOf(inner[0].Chain), IsSymmetric(inner));
        return new MatrixTerm(
            common, group[0].Scalars, [.. group[0].Chain.Take(before), sum, .. group[0].Chain.Skip(group[0].Chain.Count - after)]);
    }

    /// <summary>
    /// How many factors at both ends all products share; null where there are none, or where one would have nothing left to add.
    /// </summary>
    private static (int Before, int After)? Ends(List<MatrixTerm> group)
    {
        int shortest = group.Min(t => t.Chain.Count), before = 0, after = 0;
        while (before < shortest && group.TrueForAll(t => t.Chain[before].Equals(group[0].Chain[before])))
            before++;
        while (after < shortest - before && group.TrueForAll(t => t.Chain[^(after + 1)].Equals(group[0].Chain[^(after + 1)])))
            after++;
        // y yᵀP − X y yᵀP = (y − X y) yᵀP: a vector of its own is not shared.
        if (after == shortest && shortest > 1 && group.Find(t => t.Chain.Count == shortest)!.Chain[0].Shape == LinkShape.Column)
            after--;
        return before + after == 0 || before + after >= shortest ? null : (before, after);
    }

    /// <summary>y ⊙ (A z) + y ⊙ (Aᵀ z) = y ⊙ ((A + Aᵀ) z).</summary>
    private static MatrixTerm? EntrywiseCollected(List<MatrixTerm> group)
    {
        if (!group.TrueForAll(t => t.Coefficient == group[0].Coefficient && t.Chain is [{ Entrywise: not null }]))
            return null;
        var factors = group.ConvertAll(t => t.Chain[0].Entrywise!.ToList());
        static bool Same(Pendant a, Pendant b) => a.Power == b.Power && a.Expression.Equals(b.Expression);
        var common = factors[0].FindAll(p => factors.TrueForAll(f => f.Exists(q => Same(p, q))));
        foreach (var own in factors)
            own.RemoveAll(p => common.Exists(c => Same(c, p)));
        if (common.Count == 0 || !factors.TrueForAll(f => f is [{ Power.IsOne: true }]))
            return null;
        var rest = Join(Collect(factors.ConvertAll(f => new MatrixTerm(1, [], f[0].Chain))));
        // Only where it saves a product: s ⊙ a − s ⊙ b may stay.
        if (rest is Sum)
            return null;
        var product = Powers.Entries([.. common.Select(c => (c.Expression, c.Power)), (rest, Rational.One)], []);
        return new MatrixTerm(group[0].Coefficient, group[0].Scalars, [new Link(product, LinkShape.Column)]);
    }

    /// <summary>A ⊙ B + A ⊙ C = A ⊙ (B + C), of matrices.</summary>
    private static MatrixTerm? WithOneMask(List<MatrixTerm> group)
    {
        if (!group.TrueForAll(t => t.Chain is [{ Shape: LinkShape.Matrix, Expression: Hadamard }]))
            return null;
        var factors = group.ConvertAll(t => ((Hadamard)t.Chain[0].Expression).Factors.ToList());
        var common = factors[0].FindAll(p => factors.TrueForAll(f => f.Contains(p)));
        foreach (var own in factors)
            own.RemoveAll(common.Contains);
        if (common.Count == 0 || factors.Exists(f => f.Count == 0))
            return null;
        var number = CommonFactors.Number(group.ConvertAll(t => t.Coefficient));
        var rest = Join([.. factors.Zip(group, (f, t) => new MatrixTerm(
            t.Coefficient / number, [], [new Link(f is [var only] ? only : new Hadamard(new Parts([.. f])), LinkShape.Matrix)]))]);
        return new MatrixTerm(number, group[0].Scalars, [new Link(new Hadamard(new Parts([.. common, rest])), LinkShape.Matrix)]);
    }

    private static LinkShape ShapeOf(IReadOnlyList<Link> chain) =>
        chain[^1].Shape == LinkShape.Column ? LinkShape.Column : chain[0].Shape == LinkShape.Row ? LinkShape.Row : LinkShape.Matrix;

    private static bool IsSymmetric(List<MatrixTerm> terms) => terms.TrueForAll(t => t.Chain is [{ IsSymmetric: true }]);
}
