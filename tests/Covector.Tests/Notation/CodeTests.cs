using Covector.Notation;

namespace Covector.Tests.Notation;

public sealed class CodeTests
{
    private const string Declarations = "A: n×n, B: n×n, K: n×n, X: m×n, x: n, y: n, b: n, c: scalar; ";

    [Theory]
    [InlineData("A*A*x", "A @ (A @ x)", "A * (A * x)", "Dot(A, Dot(A, x))")]
    [InlineData("x'*A*A", "x @ A @ A", "x' * A * A", "Dot(Dot(x, A), A)")]
    [InlineData("x'*A*y", "x @ A @ y", "x' * A * y", "Dot(Dot(x, A), y)")]
    [InlineData("inv(K)*b", "np.linalg.solve(K, b)", "K \\ b", "Dot(Inverse(K), b)")]
    [InlineData("b'*inv(K)", "np.linalg.solve(K.T, b)", "b' / K", "Dot(b, Inverse(K))")]
    [InlineData("inv(K)'*b", "np.linalg.solve(K.T, b)", "K' \\ b", "Dot(Inverse(K.T), b)")]
    [InlineData("diag(x)*A", "x[:, None] * A", "Diagonal(x) * A", "ExpandDims(x, 1) * A")]
    [InlineData("A*diag(x)", "A * x", "A * Diagonal(x)", "A * x")]
    [InlineData("diag(x)*y", "x * y", "Diagonal(x) * y", "x * y")]
    [InlineData("tr(A'*B)", "np.sum(A * B)", "dot(A, B)", "Sum(A * B)")]
    [InlineData("tr(A*B)", "np.sum(A.T * B)", "dot(A', B)", "Sum(A.T * B)")]
    [InlineData("sum(log(exp(x)+ones(n)))", "np.sum(np.logaddexp(0, x))", "sum(softplus.(x))", "Sum(Softplus(x))")]
    [InlineData("log(1+c)", "np.log1p(c)", "log1p(c)", "Log1p(c)")]
    [InlineData("logsumexp(x)", "np.logaddexp.reduce(x)", "logsumexp(x)", "LogSumExp(x)")]
    [InlineData("x*y'", "np.outer(x, y)", "x * y'", "Outer(x, y)")]
    [InlineData("1 ./ x", "1 / x", "1 ./ x", "1.0 / x")]
    [InlineData("x.^2+0.5*y", "x ** 2 + 0.5 * y", "x .^ 2 + 0.5 * y", "Square(x) + 0.5 * y")]
    [InlineData("1/2*x", "1 / 2 * x", "1 / 2 * x", "1.0 / 2.0 * x")]
    [InlineData("sum(X,2)", "np.sum(X, axis=1)", "vec(sum(X, dims=2))", "Sum(X, 1)")]
    public void Code_is_that_of_the_language(string text, string numPy, string julia, string cSharp)
    {
        var shaped = ShapeInference.Infer(Parser.Parse(Declarations + text));
        Assert.Contains($"    return {numPy}\n", NumPyPrinter.Print(shaped), StringComparison.Ordinal);
        Assert.Contains($"    return {julia}\n", JuliaPrinter.Print(shaped), StringComparison.Ordinal);
        Assert.Contains($"    return {cSharp};\n", CSharpPrinter.Print(shaped), StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_checks_its_shapes()
    {
        var shaped = ShapeInference.Infer(Parser.Parse("A: m×n, x: n, lambda: scalar; z=A*x; lambda*z/n"));
        Assert.Equal(
            """
            import numpy as np


            def gradient(A, x, lambda_):
                m = A.shape[0]
                n = A.shape[1]
                assert A.shape == (m, n)
                assert x.shape == (n,)
                z = A @ x
                return lambda_ * z / n

            """, NumPyPrinter.Print(shaped, "gradient"));
        Assert.Equal(
            """
            using LinearAlgebra

            function gradient(A, x, lambda)
                m = size(A, 1)
                n = size(A, 2)
                @assert size(A) == (m, n)
                @assert size(x) == (n,)
                z = A * x
                return lambda * z / n
            end

            """, JuliaPrinter.Print(shaped, "gradient"));
        Assert.Equal(
            """
            static Tensor Gradient(Tensor A, Tensor x, Tensor lambda)
            {
                int n = A.Shape[1];
                Tensor z = Dot(A, x);
                return lambda * z / n;
            }

            """, CSharpPrinter.Print(shaped, "Gradient"));
    }

    [Fact]
    public void Index_forms_are_Einstein_sums_or_loops()
    {
        var parsed = Parser.Parse("delta(i,k)*(A*x)[j]-2*A[j,i]*x[k]");
        var shaped = ShapeInference.Infer(parsed.Formula, [new Unknown("A", [new("m"), new("n")]), new Unknown("x", [new("n")])], parsed);
        string[] order = ["i", "j", "k"];
        Assert.Contains("""np.einsum("ik,j->ijk", np.eye(n), A @ x) - 2 * np.einsum("ji,k->ijk", A, x)""",
            NumPyPrinter.Print(shaped, order: order), StringComparison.Ordinal);
        Assert.Contains("[(i == k) * entries1[j] - 2 * A[j, i] * x[k] for i in 1:n, j in 1:m, k in 1:n]",
            JuliaPrinter.Print(shaped, order: order), StringComparison.Ordinal);
        Assert.Contains("""Einsum("ik,j->ijk", Tensor.Eye(n), Dot(A, x)) - 2.0 * Einsum("ji,k->ijk", A, x)""",
            CSharpPrinter.Print(shaped, order: order), StringComparison.Ordinal);
    }
}
