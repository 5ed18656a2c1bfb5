namespace Covector.Notation;

/// <summary>
/// Products are not multiplied out over sums, so that A x − b stays one. Where it pays they are: −y/s + (1 − y)/(1 − s), times s (1 − s), is s − y.
/// It pays where factors cancel or terms merge, and what is left is shorter.
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
                Term[] raw = [.. current.Terms.SelectMany(t => Expanded(t, choice))];
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

        if (!ReferenceEquals(best, expression))
            table.Rewritten?.Invoke("multiplied out", expression.Terms, best.Terms, expression.Free);
        return best;
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

    private static IEnumerable<Term> Expanded(Term term, HashSet<Atom> choice)
    {
        int at = Array.FindIndex(term.Factors, f => IsOpen(f) && choice.Contains(f.Atom));
        if (at < 0)
            return [term];
        var rest = term.Without(at);
        var parts = ((SumAtom)term.Factors[at].Atom).Value.TermsAt(term.Factors[at].Indices);
        return parts.SelectMany(part => Expanded(new Term(rest.Coefficient * part.Coefficient, [.. rest.Factors[..at], .. part.Factors, .. rest.Factors[at..]]), choice));
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
        terms.Aggregate(Rational.Zero, (sum, t) => t.Factors.Where(f => f.Atom is not (DeltaAtom or DimensionAtom)).Aggregate(sum, (s, f) => s + Rational.Abs(f.Power)));
}
