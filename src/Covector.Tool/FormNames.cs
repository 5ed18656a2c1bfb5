namespace Covector.Tool;

/// <summary>The names of the forms of derivatives on the command line and in JSON, and what each one means.</summary>
internal static class FormNames
{
    private static readonly (DerivativeForm Form, string Long, string Short, string Layout)[] _all =
    [
        (DerivativeForm.Natural, "natural", "natural", "the form that readers expect"),
        (DerivativeForm.Scalar, "scalar", "scalar", "scalar derivative"),
        (DerivativeForm.Gradient, "gradient", "grad", "gradient: in the shape of the variable; df = <G, dX> = sum(G .* dX)"),
        (DerivativeForm.Row, "row", "row", "row vector 1 x n, numerator layout: df = J*dx"),
        (DerivativeForm.Jacobian, "jacobian", "jac", "Jacobian, numerator layout (out x in): dF = J*dx"),
        (DerivativeForm.Denominator, "denominator", "denominator", "transposed Jacobian, denominator layout (in x out): dF = J'*dx"),
        (DerivativeForm.Tensor, "tensor", "tensor", "tensor, axes of the value first: T[i..,k..] = dF[i..]/dX[k..]"),
        (DerivativeForm.LinearMap, "linear", "lin", "linear map dX -> dF (its value is the tensor, axes of the value first)"),
        (DerivativeForm.Kronecker, "kronecker", "kron", "d vec(F) / d vec(X)', vec stacks columns"),
        (DerivativeForm.Hessian, "hessian", "hess", "Hessian n x n"),
        (DerivativeForm.HessianTensor, "hessian-tensor", "hesst", "Hessian tensor: T[i,j,k,l] = d2f/dX[i,j]dX[k,l]"),
        (DerivativeForm.HessianKronecker, "hessian-kronecker", "hessk", "d2f / d vec(X) d vec(X)', vec stacks columns"),
        (DerivativeForm.SymmetricGradient, "symmetric", "symgrad", "gradient among symmetric matrices: (G+G')/2"),
    ];

    /// <summary>Every name that <see cref="Parse"/> reads.</summary>
    public static string[] Accepted => [.. _all.Select(f => f.Long), .. _all.Where(f => f.Short != f.Long).Select(f => f.Short)];

    /// <summary>The form of a long or a short name.</summary>
    public static DerivativeForm Parse(string name)
    {
        foreach (var (form, longName, shortName, _) in _all)
        {
            if (name == longName || name == shortName)
                return form;
        }

        string names = string.Join(", ", _all.Select(f => f.Long == f.Short ? f.Long : $"{f.Long} ({f.Short})"));
        throw new InputException($"'{name}' is no form of a derivative; there are {names}.");
    }

    /// <summary>The short name, as in JSON.</summary>
    public static string Short(DerivativeForm form) => _all.Single(f => f.Form == form).Short;

    /// <summary>What the entries of the derivative mean.</summary>
    public static string Layout(MatrixFormula formula, MatrixDerivative derivative)
    {
        bool isDiagonal = derivative.Form == DerivativeForm.SymmetricGradient
            && formula.Variables.Any(v => v.Name == derivative.Variable && v.Properties.Contains("diagonal"));
        return isDiagonal ? "gradient among diagonal matrices: the diagonal of G" : _all.Single(f => f.Form == derivative.Form).Layout;
    }
}
