namespace Covector.Notation;

/// <summary>
/// Products are not multiplied out over sums, so that A x − b stays one. Where it pays they are: −y/s + (1 − y)/(1 − s), times s (1 − s),
/// is s − y. It pays where factors cancel or terms merge, and what is left is shorter.
/// </summary>
internal static class Expansion
{
    private const int MaxRounds = 3, MaxTerms = 12;

    public static IndexExpression Shortest(AtomTable table, IndexExpression expression)
    {
        var (best, bestSize) = (expression, Size(expression.Terms));
        var current = expression;
        for (int round = 0; round < MaxRounds; round++)
        {
            IndexExpression? next = null;
            int nextSize = int.MaxValue;
            foreach (var choice in Choices(current))
            {
                Term[] raw = [.. current.Terms.SelectMany(t => Expanded(table, t, current.Free, choice))];
                if (raw.Length > MaxTerms)
                    continue;
                var simple = Simplifier.Simplify(table, new IndexExpression(expression.Free, raw));
                int size = Size(simple.Terms);
                if (size < nextSize && (simple.Terms.Length < raw.Length || Degree(simple.Terms).CompareTo(Degree(raw)) < 0))
                    (next, nextSize) = (simple, size);
            }

            if (next is null)
                break;
            current = next;
            if (nextSize < bestSize)
                (best, bestSize) = (next, nextSize);
        }

        best = OverOneDenominator(table, best) ?? best;
        if (!ReferenceEquals(best, expression))
            table.Rewritten?.Invoke("multiplied out", expression.Terms, best.Terms, expression.Free);
        return best;
    }

    /// <summary>Products with sums of quotients multiplied out; null where there are none, or too many.</summary>
    public static IndexExpression? OfQuotients(AtomTable table, IndexExpression expression)
    {
        static bool IsQuotient(Term term) => Array.Exists(term.Factors, f => f.Indices.Length == 0 && f.Power.Sign < 0);
        var sums = expression.Terms.SelectMany(t => t.Factors)
            .Where(f => IsOpen(f) && Array.Exists(((SumAtom)f.Atom).Value.Terms, IsQuotient)).Select(f => f.Atom).ToHashSet();
        Term[] raw = [.. expression.Terms.SelectMany(t => Expanded(table, t, expression.Free, sums))];
        return sums.Count == 0 || raw.Length > MaxTerms ? null : Simplifier.Simplify(table, new IndexExpression(expression.Free, raw));
    }

    /// <summary>
    /// 1/s − a/s² = b/s² with s = a + b: terms over powers of one sum, where their numerators together are shorter; else null.
    /// </summary>
    private static IndexExpression? OverOneDenominator(AtomTable table, IndexExpression expression)
    {
        foreach (var below in expression.Terms.SelectMany(t => t.Factors).Where(IsBelow).DistinctBy(f => f.Atom))
        {
            // A summed index of the denominator is the same in all terms then.
            Term?[] over = Array.ConvertAll(expression.Terms, t => Over(t, below, expression.Free));
            if (over.Count(t => t is not null) < 2)
                continue;
            Rational PowerOf(Term term) => term.Factors.First(f => IsSame(f, below)).Power;
            var least = over.OfType<Term>().Min(PowerOf);
            if (!over.OfType<Term>().All(t => PowerOf(t) - least is { IsInteger: true } power && power.CompareTo(MaxRounds) < 0))
                continue;
            Term[] above = [.. over.OfType<Term>().SelectMany(t => Enumerable.Range(0, (int)(PowerOf(t) - least).Numerator).Aggregate(
                (IEnumerable<Term>)[t.Without(Array.FindIndex(t.Factors, f => IsSame(f, below)))],
                (product, _) => product.SelectMany(p => ((SumAtom)below.Atom).Value.TermsAt(below.Indices).Select(p.Times))))];
            if (above.Length > MaxTerms)
                continue;
            Index[] all = [.. expression.Free, .. below.Indices.Except(expression.Free)];
            var numerator = Shortest(table, Simplifier.Simplify(table, new IndexExpression(all, above)));
            Term[] numerators = AsOne(table, numerator, below.Indices) is { } one ? [one] : numerator.Terms;
            var quotients = numerators.Select(t => t.Times(below with { Power = least }));
            var joined = new IndexExpression(expression.Free, [.. quotients, .. expression.Terms.Where((_, k) => over[k] is null)]);
            if (Size(joined.Terms) < Size(expression.Terms))
                return Simplifier.Simplify(table, joined);
        }

        return null;
    }

    /// <summary>
    /// A_ik A_il − A_ik A_il x_i² = A_ik A_il (1 − x_i²), where terms differ only in what depends on the given indices; else null.
    /// </summary>
    private static Term? AsOne(AtomTable table, IndexExpression expression, Index[] at)
    {
        if (expression.Terms.Length < 2)
            return null;
        Factor[] common = Array.FindAll(expression.Terms[0].Factors, f => !f.Indices.All(at.Contains)
            && Array.TrueForAll(expression.Terms, t => t.Factors.Any(o => IsSame(f, o) && o.Power == f.Power)));
        var rest = Array.ConvertAll(
            expression.Terms, t => new Term(t.Coefficient, Array.FindAll(t.Factors, f => !Array.Exists(common, c => IsSame(f, c)))));
        bool IsElsewhere(Index index) => expression.Free.Contains(index) || Array.Exists(common, c => c.Indices.Contains(index));
        bool isOpen = Array.Exists(rest, t => t.Factors.SelectMany(f => f.Indices).Except(at).Any(IsElsewhere));
        return isOpen ? null : new Term(1, common).Times(table.Sum(new IndexExpression(at, rest), at));
    }

    private static bool IsBelow(Factor factor) => factor is { Atom: SumAtom { Name: null, Value.Terms.Length: > 1 }, Power.Sign: < 0 };

    private static bool IsSame(Factor factor, Factor other) =>
        factor.Atom == other.Atom && factor.Indices.AsSpan().SequenceEqual(other.Indices);

    /// <summary>The term with the indices of a denominator that it has, too; null where it has none, or at other free indices.</summary>
    private static Term? Over(Term term, Factor below, Index[] free)
    {
        int at = Array.FindIndex(term.Factors, f => f.Atom == below.Atom && IsBelow(f));
        if (at < 0)
            return null;
        var renamed = new Dictionary<Index, Index>();
        foreach (var (own, shared) in term.Factors[at].Indices.Zip(below.Indices))
        {
            if (own == shared)
                continue;
            if (free.Contains(own) || free.Contains(shared) || term.Has(shared) || !renamed.TryAdd(own, shared))
                return null;
        }

        return term.At(renamed);
    }

    /// <summary>The sums that may be multiplied out: each by itself, and all together.</summary>
    private static IEnumerable<HashSet<Atom>> Choices(IndexExpression expression)
    {
        var sums = new HashSet<Atom>();
        foreach (var term in expression.Terms)
        {
            // A sum by itself is not in a product.
            if (term.Factors.Length > 1 || expression.Terms.Length > 1)
                sums.UnionWith(term.Factors.Where(IsOpen).Select(f => f.Atom));
        }

        foreach (var sum in sums)
            yield return [sum];
        if (sums.Count > 1)
            yield return sums;
    }

    private static bool IsOpen(Factor factor) => factor is { Atom: SumAtom { Name: null }, Power.IsOne: true };

    /// <summary>The products with the terms of a sum. Of a summed index that such a product lacks the number of its values is left: Σᵢ (xᵢ + c) is Σᵢ xᵢ + n c.</summary>
    private static IEnumerable<Term> Expanded(AtomTable table, Term term, Index[] free, HashSet<Atom> choice)
    {
        int at = Array.FindIndex(term.Factors, f => IsOpen(f) && choice.Contains(f.Atom));
        if (at < 0)
            return [term];
        var rest = term.Without(at);
        Index[] indices = term.Factors[at].Indices;
        var parts = ((SumAtom)term.Factors[at].Atom).Value.TermsAt(indices);
        Term InPlace(Term part)
        {
            var product = new Term(rest.Coefficient * part.Coefficient, [.. rest.Factors[..at], .. part.Factors, .. rest.Factors[at..]]);
            foreach (var index in indices.Distinct())
            {
                if (!free.Contains(index) && !product.Has(index))
                    product = product.Times(table.Length(index.Dimension, 1));
            }

            return product;
        }

        return parts.SelectMany(part => Expanded(table, InPlace(part), free, choice));
    }

    private static int Size(Term[] terms) => Size(terms, []);

    // A sum that stands at several places gets a name, and is read once.
    private static int Size(Term[] terms, HashSet<Atom> read) => terms.Sum(t => 1 + t.Factors.Sum(f => Size(f, read)));

    private static int Size(Factor factor, HashSet<Atom> read) => factor switch
    {
        { Atom: SumAtom { Name: null } sum } when read.Add(sum) => 1 + Size(sum.Value.Terms, read),
        { Power.IsOne: true } => 1,
        _ => 2,
    };

    private static Rational Degree(Term[] terms) =>
        terms.SelectMany(t => t.Factors).Where(f => f.Atom is not (DeltaAtom or DimensionAtom))
            .Aggregate(Rational.Zero, (sum, f) => sum + Rational.Abs(f.Power));
}
