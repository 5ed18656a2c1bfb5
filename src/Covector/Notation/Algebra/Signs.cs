namespace Covector.Notation;

/// <summary>What is known never to be negative, from declarations and from how it is made.</summary>
internal static class Signs
{
    public static bool IsNonNegative(Term term) =>
        term.Coefficient.Sign >= 0 && Array.TrueForAll(term.Factors, IsNonNegative);

    /// <summary>Even powers and roots are not negative, whatever they are of.</summary>
    public static bool IsNonNegative(Factor factor) =>
        !factor.Power.IsInteger || factor.Power.Numerator.IsEven || IsNonNegative(factor.Atom);

    public static bool IsNonNegative(IndexExpression expression) => Array.TrueForAll(expression.Terms, IsNonNegative);

    public static bool IsNonNegative(Atom atom) => atom switch
    {
        VariableAtom { Unknown.Properties: var p } => (p & (Properties.Positive | Properties.Simplex)) != 0,
        ConstantAtom constant => constant.Values[0][0] >= 0,
        DimensionAtom or DeltaAtom or UnitAtom or SectionAtom or StackAtom or SoftmaxAtom => true,
        FunctionAtom { Function.Name: "exp" or "cosh" or "sigmoid" or "softplus" or "relu" or "step" or "abs" } => true,
        FunctionAtom { Function.Name: "sinh" or "tanh" or "arcsin" or "arctan" or "log1p" or "expm1" } odd => IsNonNegative(odd.Argument),
        PowerAtom power => IsNonNegative(power.Base),
        ScalarAtom { Function: ScalarFunction.Norm } => true,
        ScalarAtom { Function: ScalarFunction.Maximum or ScalarFunction.Minimum } extremum => IsNonNegative(extremum.Argument),
        ScalarAtom { Function: ScalarFunction.Determinant, Argument.Terms: [{ Coefficient.IsOne: true, Factors: [var only] }] } =>
            only is { Power.IsOne: true, Atom: VariableAtom { Unknown.Properties: var p } } && (p & Properties.PositiveDefinite) != 0,
        SumAtom sum => IsNonNegative(sum.Value),
        _ => false,
    };
}
