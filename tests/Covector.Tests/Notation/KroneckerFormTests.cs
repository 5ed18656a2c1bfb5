using Covector.Notation;

namespace Covector.Tests.Notation;

/// <summary>Derivatives of stacked matrices and Kronecker products, and Kronecker forms of derivatives: matrices, and right.</summary>
public sealed class KroneckerFormTests
{
    [Theory]
    [InlineData("A: m×n, X: p×q; kron(A,X)", "X")]
    [InlineData("A: m×n, X: p×q; kron(X,A)", "X")]
    [InlineData("A: m×n; kron(A,A)", "A")]
    [InlineData("x: n, A: m×p; kron(x,A)", "x")]
    [InlineData("x: n, A: m×p; kron(x,A)", "A")]
    [InlineData("x: n, A: m×p; kron(A,x)", "x")]
    [InlineData("x: n, A: m×p; kron(A,x')", "x")]
    [InlineData("x: n, y: m; kron(x,y)", "x")]
    [InlineData("A: m×n; kron(ones(3),A)", "A")]
    [InlineData("A: m×n; kron(A,ones(3)')", "A")]
    [InlineData("X: m×n, b: n; vec(X*diag(b))", "b")]
    [InlineData("X: m×n, A: p×m, B: n×q; kron(B',A)*vec(X)", "X")]
    [InlineData("X: m×n; X-ones(m)*mean(X,1)", "X")]
    [InlineData("X: m×n; sum(X,1)", "X")]
    [InlineData("X: m×n, a: m; X'*a", "X")]
    [InlineData("W2: p×m, W: m×n, X: n×q; W2*tanh(W*X)", "W")]
    [InlineData("W2: p×m, W: m×n, X: n×q; W2*tanh(W*X)", "X")]
    [InlineData("W2: p×m, W: m×n, X: n×q, v: q; W2*tanh(W*X)*v", "W")]
    [InlineData("W: m×n, X: n×q, V: p×m; tanh(V*tanh(W*X))", "W")]
    [InlineData("X: n×n, A: n×n; A.*X'", "X")]
    [InlineData("X: m×n; (X*X').*(X*X')", "X")]
    [InlineData("X: m×n; X.*(sum(X,2)*ones(n)')", "X")]
    [InlineData("X: m×n, Y: m×n, z: n; X.*(Y*diag(z))+diag(X*z)*Y", "X")]
    [InlineData("x: n, A: n×n; diag(x)*A*diag(x)", "x")]
    [InlineData("x: n; diag(x)", "x")]
    [InlineData("x: n; x*x'", "x")]
    [InlineData("X: n×n invertible; det(X)*inv(X)", "X")]
    [InlineData("X: n×n invertible; logdet(X'*X)*X", "X")]
    [InlineData("X: n×n; X'*X*X'", "X")]
    public void It_is_a_matrix_and_agrees_with_differences(string text, string variable)
    {
        var formula = MatrixFormula.Parse(text);
        var differences = new CentralDifferences(formula, variable);
        foreach (var form in (DerivativeForm[])[DerivativeForm.Kronecker, DerivativeForm.LinearMap])
        {
            var derivative = formula.Derivative(variable, form);
            Assert.Empty(derivative.Indices);
            Assert.True(differences.Deviation(derivative) < 1e-5, $"{form}: {derivative}");
        }
    }

    [Theory]
    [InlineData("A: m×n, X: p×q; tr(kron(A,X)*kron(A,X)')", "X", "2*norm2(A)^2*X")]
    [InlineData("A: m×m, X: n×n invertible; logdet(kron(A,X))", "X", "m*inv(X)'")]
    [InlineData("A: m×m, X: n×n invertible; det(kron(A,X))", "X", "m*det(A)^n*det(X)^m*inv(X)'")]
    [InlineData("A: m×m invertible, X: n×n invertible; tr(inv(kron(A,X)))", "X", "-tr(inv(A))*inv(X)'*inv(X)'")]
    [InlineData("A: m×n, X: n×p, B: p×q; norm2(vec(A*X*B))^2", "X", "2*A'*A*X*B*B'")]
    [InlineData("X: m×n, B: m×n; vec(X)'*vec(B)", "X", "B")]
    [InlineData("A: m×n; sum(kron(ones(p),A).^2)", "A", "2*p*A")]
    public void Gradients_through_Kronecker_products(string text, string variable, string expected)
    {
        var derivative = MatrixFormula.Parse(text).Derivative(variable, DerivativeForm.Gradient);
        if (!text.Contains("ones", StringComparison.Ordinal))
            Assert.True(derivative.Check(expected).IsRight, derivative.ToString());
        Assert.True(FormulaComparison.CountTokens(derivative.Derived.Formula) <= FormulaComparison.CountTokens(Parser.Parse(expected).Formula), derivative.ToString());
    }

    [Fact]
    public void Hessians_have_Kronecker_forms()
    {
        foreach (string text in (string[])["X: n×n invertible; det(X)", "X: m×n; norm2(X)", "X: n×n, A: n×n; tr(X*A*X)", "X: m×n, A: m×n; sum(tanh(A.*X))"])
        {
            var formula = MatrixFormula.Parse(text);
            var derivative = formula.Derivative("X", DerivativeForm.HessianKronecker);
            Assert.Empty(derivative.Indices);
            Assert.True(new CentralDifferences(formula, "X").Deviation(derivative) < 1e-5, derivative.ToString());
        }
    }

    [Theory]
    [InlineData("x: n; (x-mean(x)*ones(n))/norm2(x-mean(x)*ones(n))", "r=x-mean(x)*ones(n); (eye(n)-ones(n)*ones(n)'/n-r*r'/norm2(r)^2)/norm2(r)")]
    [InlineData(
        "x: n, c: scalar positive; (x-mean(x)*ones(n))/sqrt(norm2(x-mean(x)*ones(n))^2/n+c)",
        "r=x-mean(x)*ones(n); e=norm2(r)^2/n+c; (eye(n)-ones(n)*ones(n)'/n-r*r'/(n*e))/sqrt(e)")]
    public void A_normalization_is_divided_once(string text, string expected) =>
        Assert.Equal(expected, MatrixFormula.Parse(text).Derivative("x", DerivativeForm.Jacobian).ToString());
}
