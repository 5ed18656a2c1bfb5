using System.Numerics;

namespace Covector.Notation;

/// <summary>Powers of products with an exponent that is not whole.</summary>
internal static class Roots
{
    // Larger primes are not looked for in numbers under a root.
    private const int LargestPrime = 100;

    /// <summary>
    /// E^p of one term without sums. Out of the root come squares, as absolute values where nothing is known of signs, and everything
    /// where no factor can be negative; what may be negative stays under it together.
    /// </summary>
    /// <param name="table">The atoms.</param>
    /// <param name="term">The term at the indices <paramref name="at"/>.</param>
    /// <param name="expression">The same with its own indices.</param>
    /// <param name="at">The indices of the result.</param>
    /// <param name="power">The exponent.</param>
    public static Term Of(AtomTable table, Term term, IndexExpression expression, Index[] at, Rational power)
    {
        var (number, rest) = Number(term.Coefficient, power);
        bool all = rest.IsOne && Array.TrueForAll(term.Factors, f => Signs.IsNonNegative(f));
        var outside = new Term(number);
        var inside = new List<int>();
        for (int k = 0; k < term.Factors.Length; k++)
        {
            var factor = term.Factors[k];
            if (factor.Power.IsInteger && factor.Power.Numerator.IsEven)
                outside = outside.Times(Absolute(table, factor, factor.Power * power));
            else if (all)
                outside = outside.Times(factor with { Power = factor.Power * power });
            else
                inside.Add(k);
        }

        if (inside.Count == 0 && rest.IsOne)
            return outside;
        // Under the root of an odd power, and under a root, no number is negative.
        if (inside is [var one] && rest.IsOne)
            return outside.Times(term.Factors[one] with { Power = term.Factors[one].Power * power });
        if (inside.Count == term.Factors.Length && number.IsOne)
            return new Term(1, new Factor(table.Intern(new SumAtom(expression)), at, power));
        // An index that no factor under the root has is not its own.
        var under = new Term(rest, [.. inside.Select(k => expression.Terms[0].Factors[k])]);
        int[] own = [.. Enumerable.Range(0, at.Length).Where(i => under.Has(expression.Free[i]))];
        var sum = new SumAtom(new IndexExpression([.. own.Select(i => expression.Free[i])], under));
        return outside.Times(new Factor(table.Intern(sum), [.. own.Select(i => at[i])], power));
    }

    /// <summary>(u^q)^p of an even q: |u|^(qp).</summary>
    private static Term Absolute(AtomTable table, Factor factor, Rational power)
    {
        if ((power.IsInteger && power.Numerator.IsEven) || Signs.IsNonNegative(factor.Atom))
            return new Term(1, factor with { Power = power });
        var free = Index.For(factor.Atom.Dimensions);
        var absolute = table.Apply("abs", new IndexExpression(free, new Term(1, new Factor(factor.Atom, free))), factor.Indices);
        return new Term(1, absolute.Factors[0] with { Power = power });
    }

    /// <summary>c^p = a·b^p with as large an a as comes out of it.</summary>
    private static (Rational Outside, Rational Inside) Number(Rational number, Rational power)
    {
        if (number.IsZero || number.IsOne)
            return (Rational.One, number);
        var (above, restAbove) = Number(number.Numerator, power);
        var (below, restBelow) = Number(number.Denominator, power);
        return (above / below, new Rational(restAbove, restBelow));
    }

    private static (Rational Outside, BigInteger Inside) Number(BigInteger number, Rational power)
    {
        bool isSmall = power.Denominator < LargestPrime && BigInteger.Abs(power.Numerator) < LargestPrime;
        int root = isSmall ? (int)power.Denominator : int.MaxValue;
        var (outside, inside, left) = (Rational.One, (BigInteger)number.Sign, BigInteger.Abs(number));
        for (int prime = 2; prime <= LargestPrime && !left.IsOne; prime++)
        {
            int count = 0;
            while ((left % prime).IsZero)
                (left, count) = (left / prime, count + 1);
            if (count == 0)
                continue;
            if (count / root is var times and > 0)
                outside *= new Rational(BigInteger.Pow(prime, times), 1).Pow((int)power.Numerator);
            inside *= BigInteger.Pow(prime, count % root);
        }

        return (outside, inside * left);
    }
}
