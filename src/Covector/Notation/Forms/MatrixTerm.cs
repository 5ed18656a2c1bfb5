namespace Covector.Notation;

/// <summary>A number, scalars with powers and a product of matrices.</summary>
internal sealed class MatrixTerm(Rational coefficient, IReadOnlyList<(Expression Base, Rational Power)> scalars, IReadOnlyList<Link> chain)
{
    public Rational Coefficient { get; } = coefficient;

    public IReadOnlyList<(Expression Base, Rational Power)> Scalars { get; } = Merged(scalars);

    public IReadOnlyList<Link> Chain { get; } = Sections.Collected(chain);

    public MatrixTerm With(Rational coefficient) => new(coefficient, Scalars, Chain);

    public MatrixTerm With(IReadOnlyList<Link> chain) => new(Coefficient, Scalars, chain);

    /// <summary>Without a number and scalars that stand elsewhere.</summary>
    public MatrixTerm Over(MatrixTerm common) =>
        new(Coefficient / common.Coefficient, [.. Scalars, .. common.Scalars.Select(s => (s.Base, -s.Power))], Chain);

    public bool HasSameScalars(MatrixTerm other) =>
        Scalars.Count == other.Scalars.Count && Scalars.All(s => other.Scalars.Contains(s));

    private static List<(Expression Base, Rational Power)> Merged(IReadOnlyList<(Expression Base, Rational Power)> scalars)
    {
        var result = new List<(Expression Base, Rational Power)>();
        foreach (var (@base, power) in scalars)
        {
            int same = result.FindIndex(r => r.Base.Equals(@base));
            if (same < 0)
                result.Add((@base, power));
            else
                result[same] = (@base, result[same].Power + power);
        }

        result.RemoveAll(r => r.Power.IsZero);
        return result;
    }

    /// <summary>The term without its sign.</summary>
    public Expression ToExpression()
    {
        var number = Rational.Abs(Coefficient);
        var above = new List<Expression>();
        var below = new List<Expression>();
        bool isDecimal = Decimals(number);
        var (numerator, denominator) = isDecimal
            ? (number, Rational.One)
            : (new Rational(number.Numerator, 1), new Rational(number.Denominator, 1));

        if (Chain is [{ Expression: ElementwiseQuotient { Numerator: Number { Value.IsOne: true } } reciprocal }] && Scalars.Count == 0)
            return new ElementwiseQuotient(new Number(number), reciprocal.Denominator);

        if (!numerator.IsOne)
            above.Add(new Number(numerator));
        if (!denominator.IsOne)
            below.Add(new Number(denominator));
        foreach (var (@base, power) in Scalars.OrderBy(s => s.Base is Sum))
            (power.Sign > 0 ? above : below).Add(Powers.Scalar(@base, Rational.Abs(power)));
        if (Chain.Count > 0)
        {
            var product = Link.Product(Chain);
            if (below.Count == 0 && above.Count > 0 && Absorbed(above, product) is { } absorbed)
                return absorbed;
            // c/n ⊘ x, not c (1 ⊘ x)/n.
            if (below.Count > 0 && above.Count > 0 && product is ElementwiseQuotient { Numerator: Number { Value.IsOne: true }, Denominator: var entries })
                return new ElementwiseQuotient(With(above, below), entries);
            if (product is Product flat)
                above.AddRange(flat.Factors);
            else
                above.Add(product);
        }
        else if (above.Count > 1 && above.FindAll(f => f is Product) is [Product inner])
        {
            // c aᵀb, not c (aᵀb).
            above.Remove(inner);
            above.AddRange(inner.Factors);
        }

        return With(above, below);
    }

    private static Expression With(List<Expression> above, List<Expression> below)
    {
        var top = above.Count switch { 0 => Number.One, 1 => above[0], _ => new Product(new Parts([.. above])) };
        return below.Count switch
        {
            0 => top,
            1 => new Quotient(top, below[0]),
            _ => new Quotient(top, new Product(new Parts([.. below]))),
        };
    }

    /// <summary>Scalars within a product or a quotient entry by entry, where they need no parentheses then: 2x ⊙ y, c ⊘ x.</summary>
    private static Expression? Absorbed(List<Expression> scalars, Expression product)
    {
        static bool IsTight(Expression expression) =>
            expression is not (Product or Quotient or Hadamard or ElementwiseQuotient or Negation or Sum);
        return product switch
        {
            ElementwiseQuotient { Numerator: Number { Value.IsOne: true } } quotient =>
                quotient with { Numerator = scalars.Count == 1 ? scalars[0] : new Product(new Parts([.. scalars])) },
            ElementwiseQuotient quotient when scalars is [Number] && IsTight(quotient.Numerator) =>
                quotient with { Numerator = new Product([scalars[0], quotient.Numerator]) },
            Hadamard hadamard when scalars is [Number] && IsTight(hadamard.Factors[0]) =>
                new Hadamard(new Parts([new Product([scalars[0], hadamard.Factors[0]]), .. hadamard.Factors.Skip(1)])),
            _ => null,
        };
    }

    /// <summary>Is a number short as a decimal: 0.5, 1.25?</summary>
    private static bool Decimals(Rational number) => number.IsInteger || (1000 % number.Denominator).IsZero;
}
