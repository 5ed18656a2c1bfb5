namespace Covector.Notation;

/// <summary>1 − σ(u) is σ(−u), which is shorter where σ(u) itself does not stand beside it.</summary>
internal static class Mirrors
{
    public static IndexExpression Shortened(AtomTable table, IndexExpression expression)
    {
        var sums = expression.Terms.SelectMany(t => t.Factors)
            .Where(f => f.Power.IsOne && Mirrored(f.Atom) is not null).Select(f => f.Atom).ToHashSet();
        sums.RemoveWhere(
            s => Array.Exists(expression.Terms, t => Array.Exists(t.Factors, f => f.Atom != s && f.Atom.DependsOn(Mirrored(s)!))));
        return sums.Count == 0
            ? expression
            : new IndexExpression(expression.Free, Array.ConvertAll(expression.Terms, t => Shortened(table, t, sums)));
    }

    /// <summary>The σ(u) of an atom 1 − σ(u).</summary>
    public static FunctionAtom? Mirrored(Atom atom)
    {
        if (atom is not SumAtom { Name: null, Value.Terms: { Length: 2 } terms } sum)
            return null;
        var one = Array.Find(terms, t => t is { Coefficient.IsOne: true, Factors: [] });
        var other = Array.Find(terms, t => t.Coefficient == Rational.MinusOne);
        return one is not null
            && other is { Factors: [{ Power.IsOne: true, Atom: FunctionAtom { Name: null, Function.Name: "sigmoid" } sigmoid } only] }
            && only.Indices.AsSpan().SequenceEqual(sum.Value.Free) ? sigmoid : null;
    }

    private static Term Shortened(AtomTable table, Term term, HashSet<Atom> sums)
    {
        var result = new Term(term.Coefficient);
        foreach (var factor in term.Factors)
        {
            if (!sums.Contains(factor.Atom) || !factor.Power.IsOne)
            {
                result = result.Times(factor);
                continue;
            }

            var argument = Mirrored(factor.Atom)!.Argument;
            var minus = new IndexExpression(argument.Free, Array.ConvertAll(argument.Terms, t => t.Times(-1)));
            result = result.Times(table.Apply("sigmoid", minus, factor.Indices));
        }

        return result;
    }
}
