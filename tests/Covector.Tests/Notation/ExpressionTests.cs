namespace Covector.Tests.Notation;

/// <summary>Formulas of all kinds, in Data/expressions.txt, each in every form that it has, against differences of its values.</summary>
public sealed class ExpressionTests
{
    public static IEnumerable<TheoryDataRow<string>> Lines =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Notation", "Data", "expressions.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => new TheoryDataRow<string>(line));

    internal static (MatrixFormula Formula, string Variable) Read(string line)
    {
        string[] parts = [.. line.Split('|').Select(part => part.Trim())];
        return (MatrixFormula.Parse(parts[0], parts[2].Length > 0 ? parts[2] : null), parts[1]);
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void Every_form_of_a_derivative_is_that_of_difference_quotients(string line)
    {
        var (formula, variable) = Read(line);
        var differences = new CentralDifferences(formula, variable);
        bool isStacked = line.Contains("vec(", StringComparison.Ordinal) || line.Contains("kron(", StringComparison.Ordinal);
        foreach (var form in differences.Forms)
        {
            try
            {
                var derivative = formula.Derivative(variable, form);
                Assert.True(differences.Deviation(derivative) < 1e-6, $"{form}: {derivative}");
            }
            catch (FormulaException refused) when (isStacked && form is not (DerivativeForm.Natural or DerivativeForm.LinearMap))
            {
                Assert.Contains("ask for the linear map", refused.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("a^b*log(a)", "a", "log(a)*b*a^(b-1)+a^(b-1)")]
    [InlineData("max(x,y)", "x", "diag(step(x-y))")]
    [InlineData("min(A*x,y)", "x", "diag(step(y-A*x))*A")]
    [InlineData("max(x,zeros(n))", "x", "diag(step(x))")]
    [InlineData("mean(X,1)", "X", "delta(i,k)/m")]
    [InlineData("x'*kron(A,B)*y", "x", "kron(A,B)*y")]
    [InlineData("norm2(kron(A,X))^2", "X", "2*norm2(A)^2*X")]
    [InlineData("vec(X)'*vec(B)", "X", "B")]
    [InlineData("tr(kron(X,A))", "X", "tr(A)*eye(n)")]
    public void A_derivative_is_written_as_expected(string expression, string variable, string expected)
    {
        var derivative = MatrixFormula.Parse(expression, expression == "mean(X,1)" ? "X: m×n" : expression.Contains("tr(", StringComparison.Ordinal) ? "X: n×n, A: m×m" : null).Derivative(variable);
        Assert.True(derivative.Check(expected).IsRight, $"{derivative} is not {expected}.");
    }

    [Theory]
    [InlineData("a'*vec(X)", "X", "a'")]
    [InlineData("vec(A*X*B)", "X", "kron(B',A)")]
    [InlineData("kron(A,B)*vec(X)", "X", "kron(A,B)")]
    [InlineData("comm(m,n)*vec(X)", "X", "comm(m,n)")]
    [InlineData("tr(A*X)", "X", "vec(A')'")]
    public void A_Kronecker_form_is_written_as_expected(string expression, string variable, string expected)
    {
        var derivative = MatrixFormula.Parse(expression, expression.Contains("comm", StringComparison.Ordinal) ? "X: m×n" : null)
            .Derivative(variable, DerivativeForm.Kronecker);
        Assert.Equal(expected, derivative.ToString());
    }
}
