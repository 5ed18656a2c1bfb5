namespace Covector.Tests.Notation;

/// <summary>Proposals that are right on one side only, or nearly, are wrong; right ones in other forms are right.</summary>
public sealed class ProposalTests
{
    [Theory]
    [InlineData("sum(abs(x))", "ones(n)", "x: n")]
    [InlineData("norm1(x)", "ones(n)", "x: n")]
    [InlineData("abs(x)", "eye(n)", "x: n")]
    [InlineData("sum(relu(x))", "ones(n)", "x: n")]
    [InlineData("sum(x.^3)", "3*x.*abs(x)", "x: n")]
    [InlineData("x*abs(x)", "2*x")]
    [InlineData("sqrt(x^2)", "1")]
    [InlineData("c*abs(x)", "c")]
    [InlineData("abs(c)*x", "c")]
    [InlineData("relu(x-3)", "0")]
    [InlineData("relu(2*x-3)", "0")]
    [InlineData("relu(x-1000)", "0")]
    [InlineData("relu(x-3)*relu(3.1-x)", "0")]
    [InlineData("max(x,5)", "0")]
    [InlineData("max(x,5)", "1")]
    [InlineData("step(x-2)*x", "0")]
    [InlineData("tanh(50*x)", "0")]
    [InlineData("tanh(50000*x)", "0")]
    [InlineData("arcsin(sin(x))", "1")]
    [InlineData("exp(-x^2*1000)", "0*x")]
    [InlineData("exp(x)", "exp(x)+1e-9")]
    [InlineData("exp(x)", "(1+1e-9)*exp(x)")]
    [InlineData("log(abs(x))", "1/exp(log(x))")]
    [InlineData("x^2", "2*sqrt(x^2)")]
    [InlineData("max(tanh(x))", "2*(ones(n)-step(max(tanh(x))*ones(n)-tanh(x))).*(ones(n)-tanh(x).^2)", "x: n")]
    [InlineData("max(A*x)", "1.001*A'*(ones(n)-step(max(A*x)*ones(n)-A*x))", "x: n; A: n×n")]
    [InlineData("max(x+y)", "0*x", "x, y: n")]
    public void Wrong(string formula, string proposal, string declarations = "x, c: scalar")
    {
        var verdict = MatrixFormula.Parse(formula, declarations).Derivative("x").Check(proposal);
        Assert.False(verdict.IsRight, $"{proposal}: {verdict}");
    }

    [Theory]
    [InlineData("max(x,5)", "step(x-5)")]
    [InlineData("tanh(50*x)", "50/cosh(50*x)^2")]
    [InlineData("tanh(50*x)", "50*(1-tanh(50*x))*(1+tanh(50*x))")]
    [InlineData("sigmoid(x)", "exp(x)/(1+exp(x))^2")]
    [InlineData("sigmoid(x)", "exp(-x)/(1+exp(-x))^2")]
    [InlineData("log(x)", "1/x")]
    [InlineData("sqrt(x^2)", "x/abs(x)")]
    [InlineData("sqrt(x^2)", "x/sqrt(x^2)")]
    [InlineData("sin(x)^2", "sin(2*x)")]
    [InlineData("exp(x+c)", "exp(x)*exp(c)")]
    [InlineData("(x-c)^3", "3*x^2-6*x*c+3*c^2")]
    [InlineData("x^2", "2*sqrt(x^2)", "x: scalar positive")]
    [InlineData("1/(1+1e6*x^2)", "-2e6*x/(1+1e6*x^2)^2")]
    [InlineData("sqrt(c^2*x)", "abs(c)/(2*sqrt(x))")]
    [InlineData("logsumexp(x)", "exp(x)/sum(exp(x))", "x: n")]
    [InlineData("norm2(x)^3", "3*sqrt(x'*x)*x", "x: n")]
    [InlineData("logdet(x)", "inv(x')", "x: n×n")]
    [InlineData("log(x'*A*x)", "2*A*x/(x'*A*x)", "A: n×n spd, x: n")]
    public void Right(string formula, string proposal, string declarations = "x, c: scalar")
    {
        var verdict = MatrixFormula.Parse(formula, declarations).Derivative("x").Check(proposal);
        Assert.True(verdict.IsRight, $"{proposal}: {verdict}");
    }

    [Fact]
    public void A_factor_is_given_with_its_digits()
    {
        var verdict = MatrixFormula.Parse("x^2", "x: scalar").Derivative("x").Check("2.0000001*x");
        Assert.Equal(FormulaDifference.Factor, verdict.Difference);
        Assert.Equal("The proposal is 1.00000005 times the derivative.", verdict.Message);
        Assert.Equal(1.00000005, verdict.Factor!.Value, 10);
        Assert.Equal(
            "The proposal is 0.333333 times the derivative.",
            MatrixFormula.Parse("x^3", "x: scalar").Derivative("x").Check("x^2").Message);
    }

    [Fact]
    public void Another_difference_is_shown_at_a_point()
    {
        var verdict = MatrixFormula.Parse("x*abs(x)", "x: scalar").Derivative("x").Check("2*x");
        Assert.Equal(FormulaDifference.Other, verdict.Difference);
        Assert.Matches("At x = −([0-9.]+), the derivative is [0-9.]+, the proposal −[0-9.]+\\.$", verdict.Message);
    }

    /// <summary>By a diagonal matrix the natural form is the diagonal of the gradient; the gradient itself is another form.</summary>
    [Theory]
    [InlineData("diagonal"), InlineData("symmetric")]
    public void Among_the_matrices_that_are_declared(string property)
    {
        var formula = MatrixFormula.Parse("x'*A*y", $"A: n×n {property}");
        string expected = property == "diagonal" ? "diag(x.*y)" : "(x*y'+y*x')/2";
        Assert.True(formula.Derivative("A").Check(expected).IsRight);
        var verdict = formula.Derivative("A").Check("x*y'");
        Assert.False(verdict.IsRight);
        Assert.Contains($"among {property} ones", verdict.Message, StringComparison.Ordinal);
        Assert.True(formula.Derivative("A", DerivativeForm.Gradient).Check("x*y'").IsRight);
    }

    [Fact]
    public void An_axis_of_length_one_is_none() =>
        Assert.Equal(6, MatrixFormula.Parse("x^2", "x: 1").Derivative("x").Evaluate(
            new Dictionary<string, Tensor> { ["x"] = new[] { 3.0 } }).ToArray<double>()[0]);
}
