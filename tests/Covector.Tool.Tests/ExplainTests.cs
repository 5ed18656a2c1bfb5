namespace Covector.Tool.Tests;

public sealed class ExplainTests
{
    /// <summary>The lines of the note, in its order.</summary>
    [Fact]
    public void TheNetworkOfTheNoteHasTheDerivationOfTheNote()
    {
        var run = ToolRun.Of("explain", "u'*tanh(W*x+b)", "--wrt", "W");
        Assert.Equal(ExitCode.Right, run.Code);
        string[] expected =
        [
            "Values",
            "z = W x + b",
            "h = tanh(z)",
            "s = uᵀ h",
            "Local derivatives",
            "∂s/∂h = uᵀ",
            "∂h/∂z = diag(",
            "∂z[i]/∂W[j,k] = I[i,j] x[k]",
            "Chain rule",
            "δ = ∂s/∂z = ∂s/∂h ∂h/∂z = uᵀ diag(",
            "δ[i] I[i,j] x[k] = δ[j] x[k]",
            "Result",
            "∂s/∂W = (u ⊙ (",
            "every derivative checked against difference quotients",
        ];
        int line = 0;
        foreach (string part in expected)
        {
            int found = Array.FindIndex(run.Lines, line, l => l.Contains(part, StringComparison.Ordinal));
            Assert.True(found >= line, $"'{part}' does not follow line {line} of\n{run.Output}");
            line = found + 1;
        }
    }

    [Fact]
    public void LevelsShowLessAndMore()
    {
        int Lines(string level) => ToolRun.Of("explain", "u'*tanh(W*x+b)", "--wrt", "W", "--level", level).Lines.Length;
        Assert.True(Lines("result") < Lines("textbook"));
        Assert.True(Lines("textbook") < Lines("every"));
    }

    [Fact]
    public void LatexIsAnEnvironment()
    {
        var run = ToolRun.Of("explain", "x'*A*x", "--wrt", "x", "--format", "latex");
        Assert.StartsWith("\\begin{aligned}", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("\\end{aligned}", run.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void MarkdownHasHeadingsAndFormulasBetweenDollars()
    {
        var run = ToolRun.Of("explain", "u'*tanh(W*x+b)", "--wrt", "W", "--format", "markdown");
        Assert.Contains("### Local derivatives", run.Output, StringComparison.Ordinal);
        Assert.Contains("- $z = W\\, x + b$", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, run.Output.Count(c => c == '$') % 2);
    }

    [Fact]
    public void JsonHasTheSteps()
    {
        var json = ToolRun.Of("explain", "u'*tanh(W*x+b)", "--wrt", "W", "--json").Json;
        var steps = json.GetProperty("steps").EnumerateArray().ToList();
        Assert.Equal("name", steps[0].GetProperty("kind").GetString());
        Assert.Equal("result", steps[^1].GetProperty("kind").GetString());
        var errors = steps.Select(step => step.GetProperty("error")).Where(error => error.ValueKind != System.Text.Json.JsonValueKind.Null).ToList();
        Assert.NotEmpty(errors);
        Assert.All(errors, error => Assert.True(error.GetDouble() < 1e-6));
        Assert.Equal("grad", json.GetProperty("kind").GetString());
    }

    [Fact]
    public void TheOnlyVariableNeedNotBeNamed()
    {
        Assert.Equal(ExitCode.Right, ToolRun.Of("explain", "x'*x").Code);
        var run = ToolRun.Of("explain", "u'*x");
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("u, x", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void ValuesSayWhatVariablesAre()
    {
        var run = ToolRun.Of("explain", "a*x", "--wrt", "x", "--set", "x=[1,2]", "--set", "a=3");
        Assert.Equal(ExitCode.Right, run.Code);
        Assert.Contains("a I", run.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, ToolRun.Of("explain", "a*x", "--wrt", "x", "--set", "y=3").Code);
    }

    [Fact]
    public void TheLinearMapIsCompared() =>
        Assert.Contains(
            "every derivative checked against difference quotients", ToolRun.Of("explain", "kron(A,B)*x", "--wrt", "A").Output,
            StringComparison.Ordinal);
}
