namespace Covector;

/// <summary>Which derivative of a formula, and in which form it is written.</summary>
public enum DerivativeForm
{
    /// <summary>
    /// The form that readers expect: the gradient of a scalar, the Jacobian of a vector by a vector, entries of a vector by a matrix, the
    /// linear map of a matrix by a matrix.
    /// </summary>
    Natural,

    /// <summary>df/dx of a scalar by a scalar.</summary>
    Scalar,

    /// <summary>The gradient of a scalar in the shape of the variable: df = ⟨G, dX⟩.</summary>
    Gradient,

    /// <summary>The derivative of a scalar by a vector as a row, 1×n: df = ∂f/∂x dx.</summary>
    Row,

    /// <summary>The Jacobian matrix: rows of the value, columns of the variable.</summary>
    Jacobian,

    /// <summary>The transposed Jacobian: rows of the variable, columns of the value.</summary>
    Denominator,

    /// <summary>All entries ∂F[i,…]/∂X[k,…], axes of the value first.</summary>
    Tensor,

    /// <summary>dF, linear in dX.</summary>
    LinearMap,

    /// <summary>∂vec(F)/∂vec(X)ᵀ with stacked columns.</summary>
    Kronecker,

    /// <summary>The matrix of the second derivatives of a scalar by a vector.</summary>
    Hessian,

    /// <summary>All entries of the second derivative of a scalar by a matrix.</summary>
    HessianTensor,

    /// <summary>∂²f/∂vec(X)∂vec(X)ᵀ with stacked columns.</summary>
    HessianKronecker,

    /// <summary>The gradient of a scalar among symmetric matrices: (G + Gᵀ)/2; by a diagonal matrix that among diagonal ones, diag(diag(G)).</summary>
    SymmetricGradient,
}
