namespace Covector.Notation;

/// <summary>What a factor of a matrix product is.</summary>
internal enum LinkShape
{
    Matrix,
    Column,
    Row,
}

/// <summary>One factor of a matrix product.</summary>
internal readonly record struct Link(Expression Expression, LinkShape Shape, bool IsSymmetric = false)
{
    /// <summary>Its place in the term that it comes from.</summary>
    public int Place { get; init; } = int.MaxValue;

    /// <summary>The vectors that it is the product of entry by entry, where it is one.</summary>
    public IReadOnlyList<Pendant>? Entrywise { get; init; }

    public bool Equals(Link other) => Shape == other.Shape && Expression.Equals(other.Expression);

    public override int GetHashCode() => HashCode.Combine(Shape, Expression);

    public Link Transposed => Shape switch
    {
        LinkShape.Column => new(Flipped(Expression), LinkShape.Row),
        LinkShape.Row => new(Flipped(Expression), LinkShape.Column),
        _ => IsSymmetric ? this : this with { Expression = Flipped(Expression) },
    };

    private static Expression Flipped(Expression expression) => expression switch
    {
        Transpose transpose => transpose.Operand,
        Section { Operand: Call { Function: "eye" } identity, Ranges: [var rows, var columns] } => new Section(identity, [columns, rows]),
        // (A ⊙ Bᵀ)ᵀ = Aᵀ ⊙ B.
        Hadamard { Factors: var factors } when factors.Any(f => f is Transpose) => new Hadamard(new Parts([.. factors.Select(Flipped)])),
        _ => new Transpose(expression),
    };

    /// <summary>The product in the other order, every factor transposed.</summary>
    public static List<Link> Transpose(IReadOnlyList<Link> chain)
    {
        var result = new List<Link>(chain.Count);
        for (int i = chain.Count - 1; i >= 0; i--)
            result.Add(chain[i].Transposed);
        return result;
    }

    public static int Transposes(IEnumerable<Link> chain) => chain.Count(l => l.Expression is Transpose);

    /// <summary>The product as an expression; runs of one matrix become its power.</summary>
    public static Expression Product(IReadOnlyList<Link> chain)
    {
        chain = Sections.Collected(chain);
        var factors = new List<Expression>();
        bool powers = chain.All(l => l.Shape == LinkShape.Matrix);
        // bᵀM⁻¹M⁻¹b is uᵀu with u = M⁻¹b.
        bool isScalar = chain.Count > 0 && chain[0].Shape == LinkShape.Row && chain[^1].Shape == LinkShape.Column;
        for (int i = 0; i < chain.Count;)
        {
            if (powers && PairsFrom(chain, i) is > 1 and var pairs && pairs >= PairsFrom(chain, i + 1) + (chain.Count - i) % 2)
            {
                factors.Add(new Power(new Product([chain[i].Expression, chain[i + 1].Expression]), new Number(pairs)));
                i += 2 * pairs;
                continue;
            }

            int run = 1;
            // X X b with a vector, but M⁻² b.
            while ((powers || (chain[i].Expression is Call && !isScalar)) && i + run < chain.Count
                && chain[i + run].Expression.Equals(chain[i].Expression))
                run++;
            if (run == 1 && chain.Count > 1 && chain[i].Expression is Product inner)
                factors.AddRange(inner.Factors);
            else
                factors.Add(run == 1 ? chain[i].Expression : new Power(chain[i].Expression, new Number(run)));
            i += run;
        }

        return factors.Count == 1 ? factors[0] : new Product(new Parts([.. factors]));
    }

    /// <summary>How often a product of two different matrices stands from a place on: XᵀX XᵀX.</summary>
    private static int PairsFrom(IReadOnlyList<Link> chain, int at)
    {
        int pairs = 0;
        while (at + 1 < chain.Count && !chain[at].Equals(chain[at + 1]) && at + 2 * pairs + 1 < chain.Count
            && chain[at + 2 * pairs].Equals(chain[at]) && chain[at + 2 * pairs + 1].Equals(chain[at + 1]))
        {
            pairs++;
        }

        return pairs;
    }
}

/// <summary>A column vector that stands at an index, to a power entry by entry: a matrix product that ends in a vector.</summary>
internal readonly record struct Pendant(IReadOnlyList<Link> Chain, Rational Power)
{
    public Expression Expression => Link.Product(Chain);
}

/// <summary>Products of powers, entry by entry or of scalars, as numerator and denominator.</summary>
internal static class Powers
{
    public static Expression Scalar(Expression @base, Rational power) => power switch
    {
        { IsOne: true } => @base,
        _ when power == Rational.Half => new Call("sqrt", @base),
        _ => new Power(@base, new Number(power)),
    };

    /// <summary>(b^q)^p = b^(qp), where that holds for all b.</summary>
    public static (Expression Base, Rational Power) Flat(Expression @base, Rational power) =>
        @base is Power { Base: var inner, Exponent: Number { Value: var own } }
            && ((own.IsInteger && power.IsInteger) || inner is Call { Function: "norm2" })
            ? (inner, own * power)
            : (@base, power);

    /// <summary>p .* q .^ 2 ./ r.</summary>
    public static Expression Entries(IReadOnlyList<(Expression Base, Rational Power)> factors, Dimension[] axes)
    {
        var above = factors.Where(f => f.Power.Sign > 0).Select(f => Entry(f.Base, f.Power)).ToArray();
        var below = factors.Where(f => f.Power.Sign < 0).Select(f => Entry(f.Base, -f.Power)).ToArray();
        Expression numerator = above.Length switch
        {
            0 => below.Length > 0 ? Number.One : Ones(axes),
            1 => above[0],
            _ => new Hadamard(new Parts(above)),
        };
        return below.Length switch
        {
            0 => numerator,
            1 => new ElementwiseQuotient(numerator, below[0]),
            _ => new ElementwiseQuotient(numerator, new Hadamard(new Parts(below))),
        };
    }

    private static Expression Entry(Expression @base, Rational power) => power switch
    {
        { IsOne: true } => @base,
        _ when power == Rational.Half => new Call("sqrt", @base),
        _ => new ElementwisePower(@base, new Number(power)),
    };

    public static Expression Ones(Dimension[] axes) => axes.Length == 0
        ? Number.One
        : new Call("ones", new Parts([.. axes.Select(Length)]));

    public static Expression Length(Dimension dimension) =>
        dimension.Size is { } size ? new Number(size)
        : dimension.Name.Contains('*', StringComparison.Ordinal)
            ? new Product(new Parts([.. dimension.Name.Split('*').Select(factor => Length(new Dimension(factor)))]))
            : new Symbol(dimension.Name);
}
