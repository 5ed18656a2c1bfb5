namespace Covector.Notation;

/// <summary>An atom with its indices, to a power entry by entry: (x_i)².</summary>
internal readonly record struct Factor(Atom Atom, Index[] Indices, Rational Power)
{
    public Factor(Atom atom, params Index[] indices) : this(atom, indices, Rational.One)
    {
    }

    /// <summary>The same factor with other indices.</summary>
    public Factor At(IReadOnlyDictionary<Index, Index> renamed) =>
        this with { Indices = Array.ConvertAll(Indices, i => renamed.TryGetValue(i, out var other) ? other : i) };
}

/// <summary>A number times a product of factors. Indices that are not free in the expression around it are summed.</summary>
internal sealed class Term(Rational coefficient, params Factor[] factors)
{
    public static readonly Term One = new(Rational.One);

    public Rational Coefficient { get; } = coefficient;

    public Factor[] Factors { get; } = factors;

    public Term Times(Rational number) => number.IsOne ? this : new(Coefficient * number, Factors);

    public Term Times(Term other) => new(Coefficient * other.Coefficient, [.. Factors, .. other.Factors]);

    public Term Times(params Factor[] factors) => new(Coefficient, [.. Factors, .. factors]);

    public Term Without(int factor) => new(Coefficient, [.. Factors[..factor], .. Factors[(factor + 1)..]]);

    public bool Has(Index index) => Array.Exists(Factors, f => Array.IndexOf(f.Indices, index) >= 0);

    public Term At(IReadOnlyDictionary<Index, Index> renamed) => new(Coefficient, Array.ConvertAll(Factors, f => f.At(renamed)));
}

/// <summary>
/// A sum of terms over the same free indices. A free index that a term lacks stands for the same value at all its places: the vector of
/// ones is the term 1. Transposition is the order of <see cref="Free"/>.
/// </summary>
internal sealed class IndexExpression(Index[] free, params Term[] terms)
{
    public Index[] Free { get; } = free;

    public Term[] Terms { get; } = terms;

    public bool IsZero => Terms.Length == 0;

    public Dimension[] Dimensions => Array.ConvertAll(Free, i => i.Dimension);

    /// <summary>The terms with the free indices replaced and new names for those that are summed.</summary>
    public Term[] TermsAt(Index[] free) => Array.ConvertAll(Terms, t => TermAt(t, free));

    private Term TermAt(Term term, Index[] free)
    {
        var renamed = new Dictionary<Index, Index>();
        for (int i = 0; i < free.Length; i++)
            renamed[Free[i]] = free[i];
        foreach (var factor in term.Factors)
        {
            foreach (var index in factor.Indices)
            {
                if (!renamed.ContainsKey(index))
                    renamed[index] = new Index(index.Dimension);
            }
        }

        return term.At(renamed);
    }

    public IndexExpression With(Index[] free) => new(free, TermsAt(free));

    /// <summary>Does an atom that it is made of depend on another?</summary>
    public bool DependsOn(Atom atom) => Array.Exists(Terms, t => Array.Exists(t.Factors, f => f.Atom.DependsOn(atom)));
}
