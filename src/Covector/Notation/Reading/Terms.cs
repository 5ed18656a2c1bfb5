namespace Covector.Notation;

/// <summary>
/// Expressions made from others, with what a reader would not write left out: x + 0, 1·x, (xᵀ)ᵀ, and the largest entry that stable programs
/// subtract before they exponentiate.
/// </summary>
internal static class Terms
{
    public static Expression Plus(params Expression[] terms)
    {
        var flat = new List<Expression>();
        foreach (var term in terms)
            flat.AddRange(term is Sum sum ? sum.Terms : (IEnumerable<Expression>)[term]);
        flat.RemoveAll(t => t is Number { Value.IsZero: true });
        for (int i = 0; i < flat.Count; i++)
        {
            int opposite = flat.FindIndex(i + 1, t => t.Equals(Minus(flat[i])));
            if (opposite < 0)
                continue;
            flat.RemoveAt(opposite);
            flat.RemoveAt(i);
            i = -1;
        }

        return flat.Count switch { 0 => Number.Zero, 1 => flat[0], _ => new Sum(new Parts([.. flat])) };
    }

    public static Expression Minus(Expression operand) => operand switch
    {
        Negation negation => negation.Operand,
        Number number => new Number(-number.Value),
        Sum sum => new Sum(new Parts([.. sum.Terms.Select(Minus)])),
        _ => new Negation(operand),
    };

    public static Expression Times(params Expression[] factors)
    {
        bool isNegative = false;
        var flat = new List<Expression>();
        foreach (var factor in factors)
        {
            var positive = factor is Negation negation ? negation.Operand : factor;
            isNegative ^= factor is Negation;
            flat.AddRange(positive is Product product ? product.Factors : (IEnumerable<Expression>)[positive]);
        }

        flat.RemoveAll(f => f is Number { Value.IsOne: true });
        var result = flat.Count switch { 0 => Number.One, 1 => flat[0], _ => new Product(new Parts([.. flat])) };
        return isNegative ? Minus(result) : result;
    }

    /// <summary>A scalar times something; an inner product stays together, (xᵀy) z.</summary>
    public static Expression Scaled(Expression scalar, Expression other)
    {
        if (scalar is Negation negation)
            return Minus(Scaled(negation.Operand, other));
        if (other is Negation opposite)
            return Minus(Scaled(scalar, opposite.Operand));
        if (scalar is Number { Value.Sign: < 0 } number)
            return new Negation(Scaled(new Number(-number.Value), other));
        if (scalar is Number { Value.IsOne: true } || other is Number { Value.IsOne: true })
            return scalar is Number { Value.IsOne: true } ? other : scalar;
        static IEnumerable<Expression> Factors(Expression e) =>
            e is Product product && !product.Factors.Any(f => f is Transpose) ? product.Factors : [e];
        if (scalar is Number && other is Product whole)
            return new Product(new Parts([scalar, .. whole.Factors]));
        // A number first: 2 x, not x 2.
        return other is Number
            ? new Product(new Parts([other, .. Factors(scalar)]))
            : new Product(new Parts([.. Factors(scalar), .. Factors(other)]));
    }

    public static Expression Entrywise(Expression a, Expression b)
    {
        if (a is Negation negation)
            return Minus(Entrywise(negation.Operand, b));
        if (b is Negation other)
            return Minus(Entrywise(a, other.Operand));
        if (a.Equals(b))
            return new ElementwisePower(a, new Number(2));
        return new Hadamard(new Parts([.. Factors(a), .. Factors(b)]));
    }

    private static Parts Factors(Expression expression) => expression is Hadamard product ? product.Factors : [expression];

    public static Expression Over(Expression a, Expression b, bool isScalar)
    {
        // exp(z − c) / Σ exp(z − c) = softmax(z).
        if (a is Call { Function: "exp" } exp && b is Call { Function: "sum" } sum && sum.Arguments[0].Equals(exp))
            return new Call("softmax", WithoutShift(exp.Arguments[0], out _));
        if (a is Negation negation)
            return new Negation(Over(negation.Operand, b, isScalar));
        return isScalar ? b is Number { Value.IsOne: true } ? a : new Quotient(a, b) : new ElementwiseQuotient(a, b);
    }

    public static Expression Transposed(Expression expression) => expression switch
    {
        Transpose transpose => transpose.Operand,
        Number => expression,
        // (Aᵀ x)ᵀ = xᵀ A.
        Product { Factors: [Transpose, ..] factors }
            when factors.All(f => f is Symbol or Transpose { Operand: Symbol } or Call { Function: "unit" }) =>
            new Product(new Parts([.. factors.Reverse().Select(Transposed)])),
        _ => new Transpose(expression),
    };

    public static Expression Apply(string function, Expression argument)
    {
        // log Σ exp(z − c) = logsumexp(z) − c.
        if (function == "log" && argument is Call { Function: "sum", Arguments: [Call { Function: "exp" } exp] })
        {
            var shifted = WithoutShift(exp.Arguments[0], out var shift);
            return shift is null ? new Call("logsumexp", shifted) : Plus(new Call("logsumexp", shifted), Minus(shift));
        }

        // √ Σ x² = ‖x‖.
        if (function == "sqrt" && argument is Call { Function: "sum", Arguments: [ElementwisePower { Exponent: Number { Value: var power } } square] } && power == 2)
            return new Call("norm2", square.Base);
        return new Call(function, argument);
    }

    /// <summary>z of z − c 𝟏, where c is a constant that a program has taken from its values for safety.</summary>
    private static Expression WithoutShift(Expression argument, out Expression? shift)
    {
        shift = null;
        if (argument is not Sum sum)
            return argument;
        int at = -1;
        for (int i = 0; i < sum.Terms.Count; i++)
        {
            if (sum.Terms[i] is Negation { Operand: Product { Factors: [Symbol { Name: var name }, Call { Function: "ones" }] } }
                && GraphReader.IsConstantName(name))
                (at, shift) = (i, new Symbol(name));
        }

        return at < 0 ? argument : Plus([.. sum.Terms.Where((_, i) => i != at)]);
    }
}
