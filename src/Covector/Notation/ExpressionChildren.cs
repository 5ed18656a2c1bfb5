namespace Covector.Notation;

/// <summary>The operands of any node.</summary>
internal static class ExpressionChildren
{
    public static IReadOnlyList<Expression> Children(this Expression expression) => expression switch
    {
        Negation negation => [negation.Operand],
        Sum sum => sum.Terms,
        Product product => product.Factors,
        Hadamard hadamard => hadamard.Factors,
        Quotient quotient => [quotient.Numerator, quotient.Denominator],
        ElementwiseQuotient quotient => [quotient.Numerator, quotient.Denominator],
        Power power => [power.Base, power.Exponent],
        ElementwisePower power => [power.Base, power.Exponent],
        Transpose transpose => [transpose.Operand],
        // The arguments of these name lengths or indices.
        Call { Function: "ones" or "zeros" or "eye" or "comm" or "delta" or "unit" } => [],
        Call { Function: "sum" or "mean" } call => [call.Arguments[0]],
        Call call => call.Arguments,
        Section section => [section.Operand],
        Entry entry => [entry.Operand],
        _ => [],
    };
}
