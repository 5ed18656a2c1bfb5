namespace Covector.Notation;

/// <summary>Multiplies products out: (A + Aᵀ) x has the terms A x and Aᵀ x.</summary>
internal static class Distribution
{
    private const int MaxTerms = 12;

    /// <summary>The terms of an expression; the expression by itself where they are too many.</summary>
    public static List<Expression> Terms(Expression expression)
    {
        List<Expression> terms = expression switch
        {
            Sum sum => [.. sum.Terms.SelectMany(Terms)],
            Negation negation => Terms(negation.Operand).ConvertAll(Negated),
            Product product => Products(product.Factors, factors => new Product(factors)),
            Hadamard product => Products(product.Factors, factors => new Hadamard(factors)),
            Quotient quotient => Each(quotient.Numerator, n => quotient with { Numerator = n }),
            ElementwiseQuotient quotient => Each(quotient.Numerator, n => quotient with { Numerator = n }),
            Transpose transpose => Each(transpose.Operand, o => new Transpose(o)),
            Entry entry => Each(entry.Operand, o => entry with { Operand = o }),
            Call { Function: "diag" or "tr" or "vec" or "kron" or "sum" } call =>
                Products(call.Arguments, arguments => call with { Arguments = arguments }),
            _ => [expression],
        };
        return terms.Count is 0 or > MaxTerms ? [expression] : terms;
    }

    private static List<Expression> Each(Expression operand, Func<Expression, Expression> whole) =>
        Terms(operand).ConvertAll(term => term is Negation { Operand: var positive } ? new Negation(whole(positive)) : whole(term));

    /// <summary>One factor of each, in all combinations; the signs stand before the products.</summary>
    private static List<Expression> Products(Parts factors, Func<Parts, Expression> product)
    {
        List<(bool IsNegative, List<Expression> Factors)> products = [(false, [])];
        foreach (var factor in factors)
        {
            var terms = Terms(factor);
            if (products.Count * terms.Count > MaxTerms)
                return [product(factors)];
            products = [.. products.SelectMany(p => terms.Select(term => term is Negation { Operand: var positive }
                ? (!p.IsNegative, [.. p.Factors, positive])
                : (p.IsNegative, (List<Expression>)[.. p.Factors, term])))];
        }

        return products.ConvertAll(p => p.IsNegative ? Negated(product(new Parts([.. p.Factors]))) : product(new Parts([.. p.Factors])));
    }

    private static Expression Negated(Expression expression) =>
        expression is Negation negation ? negation.Operand : new Negation(expression);
}
