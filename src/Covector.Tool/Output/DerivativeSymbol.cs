namespace Covector.Tool.Output;

/// <summary>What stands to the left of a derivative: ∇f, ∂f/∂x, df.</summary>
internal static class DerivativeSymbol
{
    public static string Of(MatrixDerivative derivative)
    {
        string x = derivative.Variable;
        string symbol = derivative.Form switch
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
        return derivative.Indices.Count == 0 ? symbol : $"({symbol})[{string.Join(",", derivative.Indices)}]";
    }
}
