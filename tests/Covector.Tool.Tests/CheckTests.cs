using System.Text.Json;

namespace Covector.Tool.Tests;

public sealed class CheckTests
{
    [Theory]
    [InlineData("x'*A*x", "x", "(A+A')*x")]
    [InlineData("x'*A*x", "x", "A*x + A'*x")]
    [InlineData("tr(A*X)", "X", "A'")]
    public void EquivalentFormulasAreRight(string expression, string wrt, string proposal)
    {
        var run = ToolRun.Of("check", expression, "--wrt", wrt, proposal);
        Assert.Equal(ExitCode.Right, run.Code);
        Assert.StartsWith("right", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tr(A*X)", "X", "A", "transposed")]
    [InlineData("norm2(A*x-y)^2", "x", "A'*(A*x-y)", "factor")]
    [InlineData("x'*A*x+u'*x", "x", "(A+A')*x", "missingterm")]
    public void OfAWrongOneItSaysWhatDiffers(string expression, string wrt, string proposal, string difference)
    {
        var run = ToolRun.Of("check", expression, "--wrt", wrt, proposal, "--json");
        Assert.Equal(ExitCode.Wrong, run.Code);
        var json = JsonDocument.Parse(run.Output).RootElement;
        Assert.False(json.GetProperty("right").GetBoolean());
        Assert.Equal(difference, json.GetProperty("difference").GetString());
    }

    [Fact]
    public void AFactorIsGiven()
    {
        var json = JsonDocument.Parse(ToolRun.Of("check", "norm2(A*x-y)^2", "--wrt", "x", "A'*(A*x-y)", "--json").Output).RootElement;
        Assert.Equal(0.5, json.GetProperty("factor").GetDouble(), 6);
    }

    /// <summary>The example of the newcomer's page.</summary>
    [Fact]
    public void AProposalWhoseShapesDoNotFitIsWrong()
    {
        var run = ToolRun.Of("check", "0.5*norm2(A*x-y)^2", "--wrt", "x", "A*(A*x-y)", "--json");
        Assert.Equal(ExitCode.Wrong, run.Code);
        var json = JsonDocument.Parse(run.Output).RootElement;
        Assert.False(json.GetProperty("right").GetBoolean());
        Assert.Equal("shape", json.GetProperty("difference").GetString());
    }

    [Fact]
    public void AnIndexOverAnotherAxisIsAShape()
    {
        var run = ToolRun.Of("check", "W*x+b", "--wrt", "W", "delta(i,j)*b[k]", "--json");
        Assert.Equal(ExitCode.Wrong, run.Code);
        Assert.Equal("shape", JsonDocument.Parse(run.Output).RootElement.GetProperty("difference").GetString());
    }

    [Theory]
    [InlineData("2*z"), InlineData("2*x+")]
    public void AProposalThatMeansNothingIsBadInput(string proposal) =>
        Assert.Equal(ExitCode.BadInput, ToolRun.Of("check", "x'*x", proposal).Code);

    [Theory]
    [InlineData("The proposal is missing", "x'*x")]
    [InlineData("The formula and the proposal are missing")]
    public void WhatIsMissingIsNamed(string message, params string[] given)
    {
        var run = ToolRun.Of(["check", .. given]);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.StartsWith(message, run.Errors, StringComparison.Ordinal);
        Assert.Contains("covector check \"x'*A*x\" --wrt x", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void AProposalThatIsNoFormulaIsBadInput()
    {
        var run = ToolRun.Of("check", "x'*A*x", "--wrt", "x", "2*A*(");
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("^", run.Errors, StringComparison.Ordinal);
    }

    /// <summary>The label of the derivative, the check and the page say the same of diagonal matrices.</summary>
    [Fact]
    public void ByADiagonalMatrix()
    {
        string[] formula = ["x'*A*y", "--wrt", "A", "--declare", "A: 3x3 diagonal"];
        Assert.Contains("gradient among diagonal matrices", ToolRun.Of(["derive", .. formula]).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Right, ToolRun.Of(["check", .. formula, "diag(x.*y)"]).Code);
        var run = ToolRun.Of(["check", .. formula, "x*y'"]);
        Assert.Equal(ExitCode.Wrong, run.Code);
        Assert.Contains("gradient among all matrices", run.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Right, ToolRun.Of(["check", .. formula, "x*y'", "--form", "gradient"]).Code);
    }

    [Theory]
    [InlineData("x=[1e400,1]"), InlineData("c=1e400"), InlineData("c=-1e400")]
    public void ANumberThatIsTooLargeIsBadInput(string assignment)
    {
        string[] others = assignment[0] == 'x' ? ["--set", "c=1"] : ["--set", "x=[1,1]"];
        var run = ToolRun.Of(["eval", "c*sum(x)", "--set", assignment, .. others]);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("too large", run.Errors, StringComparison.Ordinal);
    }
}
