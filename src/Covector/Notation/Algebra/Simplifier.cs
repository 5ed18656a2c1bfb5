namespace Covector.Notation;

/// <summary>
/// Brings expressions to their shortest form: each term by <see cref="TermRules"/>, equal terms added, vanishing terms dropped.
/// </summary>
internal static class Simplifier
{
    public static IndexExpression Simplify(AtomTable table, IndexExpression expression)
    {
        var terms = new List<Term>();
        foreach (var term in expression.Terms)
        {
            if (TermRules.Normalize(table, term, expression.Free) is { } normal)
                terms.Add(normal);
        }

        return new IndexExpression(expression.Free, Merge(table, terms, expression.Free));
    }

    /// <summary>
    /// Terms that are multiples of each other become one. Values on samples find them, whatever they look like: traces of cyclic products,
    /// transposes of scalars, symmetric matrices, products in another order.
    /// </summary>
    private static Term[] Merge(AtomTable table, List<Term> terms, Index[] free)
    {
        if (terms.Count == 1 && terms[0].Factors.Length <= 1)
            return [.. terms];
        var kept = new List<(Term Term, double[][] Values)>();
        foreach (var term in terms)
        {
            double[][] values = table.Values(term, free);
            if (Vanishes(term, values))
            {
                table.Rewritten?.Invoke("vanishes identically", [term], [], free);
                continue;
            }

            bool merged = false;
            for (int k = 0; k < kept.Count && !merged; k++)
            {
                if (Proportion.Of(kept[k].Values, values) is not { } ratio)
                    continue;
                merged = true;
                var other = kept[k].Term;
                var coefficient = other.Coefficient + ratio * term.Coefficient;
                // Of two forms the shorter stays.
                var merging = kept[k].Term;
                kept[k] = term.Factors.Length < other.Factors.Length
                    ? (new Term(coefficient / ratio, term.Factors), values)
                    : (new Term(coefficient, other.Factors), kept[k].Values);
                table.Rewritten?.Invoke("like terms", [merging, term], [kept[k].Term], free);
            }

            if (!merged)
                kept.Add((term, values));
        }

        return [.. kept.Where(k => !k.Term.Coefficient.IsZero).Select(k => k.Term)];
    }

    /// <summary>Is a term zero although none of its factors is: M(I − M⁺M), say? Rounding is judged by the size of the factors.</summary>
    private static bool Vanishes(Term term, double[][] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            double scale = 1;
            foreach (var factor in term.Factors)
                scale *= factor.Atom.Values[i].Length == 0 ? 1 : Math.Pow(factor.Atom.Values[i].Max(Math.Abs), (double)factor.Power);
            // What is no number here, as the root of a negative sample, is not zero.
            if (!Array.TrueForAll(values[i], v => Math.Abs(v) <= 1e-11 * scale))
                return false;
        }

        return true;
    }
}
