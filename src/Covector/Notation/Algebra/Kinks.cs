namespace Covector.Notation;

/// <summary>
/// Has a formula a function with a kink, a jump or branches? Where it has none, what holds at one point holds at all: one sample tells.
/// </summary>
internal static class Kinks
{
    public static bool AreIn(Formula formula) => formula.Definitions.Any(d => AreIn(d.Value)) || AreIn(formula.Body);

    private static bool AreIn(Expression expression) => expression switch
    {
        Call
        {
            Function: "sqrt" or "log" or "log1p" or "logdet" or "abs" or "sign" or "relu" or "step" or "max" or "min" or "norm1" or "norm2"
            or "arcsin" or "arccos" or "arctan"
        } => true,
        Power { Exponent: not Number { Value.IsInteger: true } } => true,
        ElementwisePower { Exponent: not Number { Value.IsInteger: true } } => true,
        _ => expression.Children().Any(AreIn),
    };
}
