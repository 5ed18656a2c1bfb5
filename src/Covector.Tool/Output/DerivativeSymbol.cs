namespace Covector.Tool.Output;

/// <summary>What stands to the left of a derivative: ∇f, ∂f/∂x, df.</summary>
internal static class DerivativeSymbol
{
    public static string Of(MatrixDerivative derivative) => derivative.Indices.Count == 0
        ? OfWhole(derivative)
        : $"({OfWhole(derivative)})[{string.Join(",", derivative.Indices)}]";

    /// <summary>The symbol without indices, also where the derivative is written entry by entry.</summary>
    public static string OfWhole(MatrixDerivative derivative)
    {
        string x = derivative.Variable;
        return derivative.Form switch
        {
            DerivativeForm.Scalar => $"df/d{x}",
            DerivativeForm.LinearMap => "df",
            DerivativeForm.Kronecker => $"∂vec(f)/∂vec({x})ᵀ",
            DerivativeForm.Denominator => $"(∂f/∂{x})ᵀ",
            DerivativeForm.Hessian => $"∇²f({x})",
            DerivativeForm.HessianTensor => $"∂²f/∂{x}∂{x}",
            DerivativeForm.HessianKronecker => $"∂²f/∂vec({x})∂vec({x})ᵀ",
            _ => $"∂f/∂{x}",
        };
    }
}
