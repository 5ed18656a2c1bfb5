namespace Covector.Notation;

/// <summary>The same node with other operands.</summary>
internal static class ExpressionMap
{
    public static Expression Map(this Expression expression, Func<Expression, Expression> map)
    {
        Parts All(Parts operands) => new([.. operands.Select(map)]);
        return expression switch
        {
            Negation negation => new Negation(map(negation.Operand)),
            Sum sum => new Sum(All(sum.Terms)),
            Product product => new Product(All(product.Factors)),
            Hadamard hadamard => new Hadamard(All(hadamard.Factors)),
            Quotient quotient => new Quotient(map(quotient.Numerator), map(quotient.Denominator)),
            ElementwiseQuotient quotient => new ElementwiseQuotient(map(quotient.Numerator), map(quotient.Denominator)),
            Power power => new Power(map(power.Base), map(power.Exponent)),
            ElementwisePower power => new ElementwisePower(map(power.Base), map(power.Exponent)),
            Transpose transpose => new Transpose(map(transpose.Operand)),
            // The arguments of these name lengths or indices.
            Call { Function: "ones" or "zeros" or "eye" or "comm" or "delta" or "unit" } => expression,
            Call call => new Call(call.Function, All(call.Arguments)),
            Section section => new Section(map(section.Operand), section.Ranges),
            Entry entry => new Entry(map(entry.Operand), entry.Indices),
            _ => expression,
        };
    }
}
