using System.Numerics;

namespace Covector.Notation;

/// <summary>What the terms of a sum have in common and can stand before it: a number, scalar factors.</summary>
internal static class CommonFactors
{
    public static (Term Common, IndexExpression Others) Split(IndexExpression expression)
    {
        var number = Number(Array.ConvertAll(expression.Terms, t => t.Coefficient));
        var scalars = new List<Factor>(expression.Terms[0].Factors.Where(f => f.Indices.Length == 0));
        scalars.RemoveAll(s => !Array.TrueForAll(expression.Terms, t => t.Factors.Any(f => f.Atom == s.Atom && f.Power == s.Power)));
        scalars.AddRange(Entrywise(expression, scalars));
        if (number.IsOne && scalars.Count == 0)
            return (Term.One, expression);
        var terms = Array.ConvertAll(
            expression.Terms, t => new Term(t.Coefficient / number, [.. t.Factors.Where(f => !scalars.Exists(s => IsSame(s, f)))]));
        var common = new Term(number, [.. scalars]);
        return (
            common, new IndexExpression(Array.FindAll(expression.Free, i => !common.Has(i) || Array.Exists(terms, t => t.Has(i))), terms));
    }

    private static bool IsSame(Factor a, Factor b) => a.Atom == b.Atom && a.Indices.AsSpan().SequenceEqual(b.Indices);

    /// <summary>w_i − 2 w_i s_i = w_i (1 − 2 s_i): what stands at all entries, where it leaves a number and single factors.</summary>
    private static List<Factor> Entrywise(IndexExpression expression, List<Factor> scalars)
    {
        var entries = expression.Terms[0].Factors.Where(f => f.Indices.Length > 0 && f.Atom is not DeltaAtom
            && Array.TrueForAll(f.Indices, expression.Free.Contains)
            && Array.TrueForAll(expression.Terms, t => t.Factors.Any(o => IsSame(f, o) && o.Power == f.Power))).ToList();
        int shared = scalars.Count + entries.Count;
        return expression.Terms.Length > 1 && Array.Exists(expression.Terms, t => t.Factors.Length == shared)
            && Array.TrueForAll(expression.Terms, t => t.Factors.Length - shared <= 1) ? entries : [];
    }

    /// <summary>
    /// The number that all coefficients are multiples of: their size where it is one, else the largest integer; negative where all are.
    /// </summary>
    public static Rational Number(IReadOnlyList<Rational> coefficients)
    {
        var first = Rational.Abs(coefficients[0]);
        bool allEqual = coefficients.All(c => Rational.Abs(c) == first);
        var number = allEqual ? first : Rational.One;
        if (!allEqual && coefficients.All(c => c.IsInteger))
            number = new Rational(coefficients.Aggregate(BigInteger.Zero, (d, c) => BigInteger.GreatestCommonDivisor(d, c.Numerator)), 1);
        return coefficients.All(c => c.Sign < 0) ? -number : number;
    }
}
