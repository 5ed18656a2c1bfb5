namespace Covector.Notation;

/// <summary>
/// A term of an index form as an Einstein sum: <c>-2*delta(i,k)*A[j,l]</c> is −2 times <c>"ik,jl->ijkl"</c> of an identity and A.
/// </summary>
internal sealed record EinsumTerm(bool IsNegative, IReadOnlyList<Expression> Scalars, IReadOnlyList<Expression> Divisors,
    IReadOnlyList<Expression> Tensors)
{
    /// <summary>The terms of a formula; each has entries and deltas as factors, and scalars.</summary>
    public static IReadOnlyList<EinsumTerm> Of(Expression body)
    {
        var terms = new List<EinsumTerm>();
        Collect(body, false, terms);
        return terms;
    }

    private static void Collect(Expression expression, bool isNegative, List<EinsumTerm> terms)
    {
        switch (expression)
        {
            case Sum sum:
                foreach (var term in sum.Terms)
                    Collect(term, isNegative, terms);
                break;
            case Negation negation:
                Collect(negation.Operand, !isNegative, terms);
                break;
            default:
                var (scalars, divisors, tensors) = (new List<Expression>(), new List<Expression>(), new List<Expression>());
                CollectFactors(expression, scalars, divisors, tensors);
                terms.Add(new EinsumTerm(isNegative, scalars, divisors, tensors));
                break;
        }
    }

    private static void CollectFactors(Expression expression, List<Expression> scalars, List<Expression> divisors, List<Expression> tensors)
    {
        switch (expression)
        {
            case Product { Factors: var factors } when HasIndices(expression):
                foreach (var factor in factors)
                    CollectFactors(factor, scalars, divisors, tensors);
                break;
            case Quotient quotient when HasIndices(expression):
                CollectFactors(quotient.Numerator, scalars, divisors, tensors);
                divisors.Add(!HasIndices(quotient.Denominator) ? quotient.Denominator
                    : throw new FormulaException($"{expression}: there is no code for a division by entries.", -1));
                break;
            case Entry { IsNumbered: false } or Call { Function: "delta" }:
                tensors.Add(expression);
                break;
            default:
                scalars.Add(!HasIndices(expression) ? expression
                    : throw new FormulaException($"{expression}: there is no code for entries inside of this.", -1));
                break;
        }
    }

    private static bool HasIndices(Expression expression) =>
        expression is Entry { IsNumbered: false } or Call { Function: "delta" } || expression.Children().Any(HasIndices);

    public static IEnumerable<string> Indices(Expression tensor) => tensor switch
    {
        Entry entry => entry.Indices,
        Call call => call.Arguments.Select(index => index.ToString()),
        _ => [],
    };
}
