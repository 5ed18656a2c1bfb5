using Covector.Notation;

namespace Covector.Tests.Notation;

public sealed class ComparisonTests
{
    private const string Declarations = "A: n×n, B: n×n, x: n, y: n, a: scalar, c: scalar; ";

    [Theory]
    [InlineData("A*x+B*y", "B*y+A*x")]
    [InlineData("x.*y.*exp(x)", "exp(x).*(y.*x)")]
    [InlineData("a*A*x", "A*x*a")]
    [InlineData("(x'*y)*A", "A*(y'*x)")]
    [InlineData("x'*A*y*x", "(x'*A*y)*x")]
    [InlineData("2/(x'*x)*A*x", "2*A*x/(x'*x)")]
    [InlineData("-(2*x)", "-2*(x)")]
    [InlineData("(-A)*x", "-(A*x)")]
    [InlineData("x-y", "-y+x")]
    [InlineData("x/(a*c)", "x/(c*a)")]
    [InlineData("z=A*x; z'*z", "w=A*x; w'*w")]
    public void The_order_of_terms_and_commuting_factors_does_not_count(string a, string b) => Assert.True(Same(a, b));

    [Theory]
    [InlineData("A*B", "B*A")]
    [InlineData("A*x", "A'*x")]
    [InlineData("x-y", "y-x")]
    [InlineData("2*x", "3*x")]
    [InlineData("x*y'", "y*x'")]
    [InlineData("kron(A,B)", "kron(B,A)")]
    [InlineData("A*x+A*y", "A*(x+y)")]
    [InlineData("a/c*x", "c/a*x")]
    [InlineData("x./y", "y./x")]
    [InlineData("a^2", "a*a")]
    public void What_is_written_differently_is_not_the_same(string a, string b) => Assert.False(Same(a, b));

    [Theory]
    [InlineData("A*x", 3)]
    [InlineData("2*A'*(A*x-y)", 12)]
    [InlineData("x.^2 .*y", 5)]
    public void Tokens_are_counted(string text, int expected) =>
        Assert.Equal(expected, FormulaComparison.CountTokens(Parser.Parse(text).Formula));

    private static bool Same(string a, string b) => FormulaComparison.SameUpToOrder(
        ShapeInference.Infer(Parser.Parse(Declarations + a)), ShapeInference.Infer(Parser.Parse(Declarations + b)));
}
