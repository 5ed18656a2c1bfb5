using Covector.Notation;

namespace Covector.Tests.Notation;

public sealed class EvaluatorTests
{
    private static readonly Dictionary<string, int> _lengths = new() { ["n"] = 3, ["m"] = 2 };

    private static readonly Dictionary<string, DenseMatrix> _values = new()
    {
        ["a"] = DenseMatrix.Scalar(2),
        ["x"] = DenseMatrix.Column(1, -2, 4),
        ["y"] = DenseMatrix.Column(3, 5),
        ["A"] = new DenseMatrix(3, 3, [2, 1, 0, 1, 3, 1, 0, 1, 4]),
        ["B"] = new DenseMatrix(2, 3, [1, 2, 3, 4, 5, 6]),
    };

    [Theory]
    [InlineData("x'*x", 21.0)]
    [InlineData("det(A)", 18.0)]
    [InlineData("logdet(A)-log(18)", 0.0)]
    [InlineData("tr(A)", 9.0)]
    [InlineData("norm1(x)", 7.0)]
    [InlineData("norm2(B)^2", 91.0)]
    [InlineData("mean(B)", 3.5)]
    [InlineData("max(x)+min(x)", 2.0)]
    [InlineData("x'*B'*y", 117.0)]
    [InlineData("n*m", 6.0)]
    [InlineData("2^-1", 0.5)]
    [InlineData("-a^2", -4.0)]
    [InlineData("a/a*a", 2.0)]
    [InlineData("det(A-2*eye(n))", -2.0)]
    [InlineData("logsumexp(1000*x)", 4000.0)]
    [InlineData("sum(softmax(1000*x))", 1.0)]
    [InlineData("softplus(-1000)+softplus(1000)", 1000.0)]
    [InlineData("sigmoid(-1000)", 0.0)]
    [InlineData("log1p(1e-20)/expm1(1e-20)", 1.0)]
    [InlineData("arctan(1)*4-3.141592653589793", 0.0)]
    [InlineData("norm2(comm(m,n)*vec(B)-vec(B'))", 0.0)]
    [InlineData("norm2(A^-2-inv(A)*inv(A))", 0.0)]
    [InlineData("norm2(A^3-A*A*A)", 0.0)]
    [InlineData("norm2(A^0-eye(n))", 0.0)]
    [InlineData("norm2(vec(B*A*B')-kron(B,B)*vec(A))", 0.0)]
    [InlineData("norm2(diag(diag(A))-A.*eye(n))", 0.0)]
    public void Scalars(string text, double expected) => Assert.Equal(expected, Assert.Single(Value(text).Entries), 1e-12);

    [Theory]
    [InlineData("B*x", 2, 1, new[] { 9.0, 18 })]
    [InlineData("x'", 1, 3, new[] { 1.0, -2, 4 })]
    [InlineData("sum(B,1)", 1, 3, new[] { 5.0, 7, 9 })]
    [InlineData("sum(B,2)", 2, 1, new[] { 6.0, 15 })]
    [InlineData("mean(B,2)", 2, 1, new[] { 2.0, 5 })]
    [InlineData("vec(B)", 6, 1, new[] { 1.0, 4, 2, 5, 3, 6 })]
    [InlineData("kron(y',eye(m))", 2, 4, new[] { 3.0, 0, 5, 0, 0, 3, 0, 5 })]
    [InlineData("relu(x)+step(x)+sign(x)", 3, 1, new[] { 3.0, -1, 6 })]
    [InlineData("max(x,0)", 3, 1, new[] { 1.0, 0, 4 })]
    [InlineData("2.^x", 3, 1, new[] { 2.0, 0.25, 16 })]
    [InlineData("1./x", 3, 1, new[] { 1.0, -0.5, 0.25 })]
    [InlineData("z=2*x; z-ones(n)", 3, 1, new[] { 1.0, -5, 7 })]
    [InlineData("x*y'", 3, 2, new[] { 3.0, 5, -6, -10, 12, 20 })]
    [InlineData("zeros(m,n)", 2, 3, new[] { 0.0, 0, 0, 0, 0, 0 })]
    public void Vectors_and_matrices(string text, int rows, int columns, double[] expected)
    {
        var value = Value(text);
        Assert.Equal((rows, columns), (value.Rows, value.Columns));
        Assert.Equal(expected, value.Entries);
    }

    [Theory]
    [InlineData("delta(i,j)", new[] { 1.0, 0, 0, 0, 1, 0, 0, 0, 1 })]
    [InlineData("A[j,i]-A[i,j]", new[] { 0.0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData("-2*x[i]*x[j]/a", new[] { -1.0, 2, -4, 2, -4, 8, -4, 8, -16 })]
    [InlineData("delta(i,j)*(x'*x)", new[] { 21.0, 0, 0, 0, 21, 0, 0, 0, 21 })]
    [InlineData("A[i,k]*delta(k,j)", new[] { 2.0, 1, 0, 1, 3, 1, 0, 1, 4 })]
    [InlineData("A[i,k]*A[k,j]-(A*A)[i,j]", new[] { 0.0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData("x[i]", new[] { 1.0, 1, 1, -2, -2, -2, 4, 4, 4 })]
    public void Index_forms(string text, double[] expected) =>
        Assert.Equal(expected, Evaluator.EvaluateIndexed(Parser.Parse(text).Formula, _values, _lengths, ["i", "j"], [3, 3]));

    [Fact]
    public void What_cannot_be_evaluated_says_why()
    {
        Assert.Contains("No value is given for q", Assert.Throws<FormulaException>(() => Value("q+1")).Message, StringComparison.Ordinal);
        Assert.Contains("2×3 and 2×1", Assert.Throws<FormulaException>(() => Value("B*y")).Message, StringComparison.Ordinal);
        Assert.Contains("2×3", Assert.Throws<FormulaException>(() => Value("det(B)")).Message, StringComparison.Ordinal);
        Assert.Contains("order of the indices", Assert.Throws<FormulaException>(() => Value("x[i]")).Message, StringComparison.Ordinal);
        Assert.True(double.IsNaN(Value("logdet(-A)").Entries[0]));
    }

    private static DenseMatrix Value(string text) => Evaluator.Evaluate(Parser.Parse(text).Formula, _values, _lengths);
}
