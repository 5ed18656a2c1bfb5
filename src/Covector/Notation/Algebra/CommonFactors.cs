using System.Numerics;

namespace Covector.Notation;

/// <summary>What the terms of a sum have in common and can stand before it: a number, scalar factors.</summary>
internal static class CommonFactors
{
    public static (Term Common, IndexExpression Others) Split(IndexExpression expression)
    {
        var number = Number(expression.Terms);
        var scalars = new List<Factor>(expression.Terms[0].Factors.Where(f => f.Indices.Length == 0));
        scalars.RemoveAll(s => !Array.TrueForAll(expression.Terms, t => t.Factors.Any(f => f.Atom == s.Atom && f.Power == s.Power)));
        if (number.IsOne && scalars.Count == 0)
            return (Term.One, expression);
        var terms = Array.ConvertAll(expression.Terms, t => new Term(
            t.Coefficient / number,
            [.. t.Factors.Where(f => f.Indices.Length > 0 || !scalars.Exists(s => s.Atom == f.Atom))]));
        return (new Term(number, [.. scalars]), new IndexExpression(expression.Free, terms));
    }

    private static Rational Number(Term[] terms)
    {
        var first = Rational.Abs(terms[0].Coefficient);
        bool allEqual = Array.TrueForAll(terms, t => Rational.Abs(t.Coefficient) == first);
        var number = allEqual ? first : Rational.One;
        if (!allEqual && Array.TrueForAll(terms, t => t.Coefficient.IsInteger))
        {
            var divisor = terms.Aggregate(BigInteger.Zero, (d, t) => BigInteger.GreatestCommonDivisor(d, t.Coefficient.Numerator));
            number = new Rational(divisor, 1);
        }

        return Array.TrueForAll(terms, t => t.Coefficient.Sign < 0) ? -number : number;
    }
}
