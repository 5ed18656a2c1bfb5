namespace Covector.Tool.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("explain"), InlineData("derive"), InlineData("eval"), InlineData("grad"), InlineData("check"), InlineData("plot")]
    public void EachCommandHasHelpWithExamples(string command)
    {
        var run = ToolRun.Of(command, "--help");
        Assert.Equal(ExitCode.Right, run.Code);
        Assert.Contains($"\n  covector {command} \"", run.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("Exit codes: 0", run.Output, StringComparison.Ordinal);
        Assert.Empty(run.Errors);
    }

    /// <summary>The caret stands below what is meant: the factor A*x, whose shapes do not fit.</summary>
    [Fact]
    public void AShapeErrorShowsThePlaceAndBothShapes()
    {
        var run = ToolRun.Of("derive", "A*x+y", "--declare", "A: m×n, x: p", "--wrt", "x");
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Equal("A*x: A is m×n, x has length p; n ≠ p.\n  A*x+y\n  ^^^\n", run.Errors.ReplaceLineEndings("\n"));
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("derive", "A*x+(", "--wrt", "x")]
    [InlineData("derive", "x'*x", "--wrt", "y")]
    [InlineData("derive", "x'*x", "--form", "sideways")]
    [InlineData("derive", "x'*x", "--format", "cobol")]
    [InlineData("derive", "A*x", "--wrt", "x", "--form", "gradient")]
    [InlineData("derive", "--case", "nowhere.json")]
    [InlineData("derive", "x'*x", "--batch", "nowhere.json")]
    [InlineData("explain", "x'*x", "--declare", "x n")]
    [InlineData("integrate", "x'*x")]
    [InlineData("check", "x'*x")]
    [InlineData("derive")]
    public void BadInputIsRefusedWithoutATrace(params string[] args)
    {
        var run = ToolRun.Of(args);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.NotEmpty(run.Errors);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public void AnUnknownValueOfAnOptionIsNamedWithThePossibleOnes()
    {
        var run = ToolRun.Of("explain", "x'*x", "--level", "x");
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.StartsWith("--level x: expected result, textbook or every.", run.Errors, StringComparison.Ordinal);
    }

    /// <summary>Text that would cost memory or time is refused at once.</summary>
    [Fact]
    public void HostileTextIsRefused()
    {
        Assert.Equal(ExitCode.BadInput, ToolRun.Of("derive", new string('(', 100_000) + "x", "--wrt", "x").Code);
        Assert.Equal(ExitCode.BadInput, ToolRun.Of("eval", "x'*x", "--set", "x=" + new string('[', 100_000)).Code);
    }

    [Fact]
    public void WhereThereIsNoTerminalThereAreNoEscapes()
    {
        string[][] runs = [["explain", "x'*x"], ["derive", "x'*x"], ["check", "x'*x", "2*x"], ["grad", "x'*u", "--set", "x=[1]", "--set", "u=[2]"]];
        foreach (string[] args in runs)
            Assert.DoesNotContain('\e', ToolRun.Of(args).Output);
    }

    /// <summary>The examples of the help texts do what they should; those that read files are left out.</summary>
    [Theory]
    [InlineData("explain"), InlineData("derive"), InlineData("eval"), InlineData("grad"), InlineData("check"), InlineData("plot")]
    public void TheExamplesRun(string command)
    {
        using var scratch = new Scratch();
        var examples = ToolRun.Of(command, "--help").Lines.SkipWhile(l => l != "Examples:")
            .Where(l => l.StartsWith("  covector ", StringComparison.Ordinal)).Select(l => ToolRun.Words(l.Trim()["covector ".Length..]))
            .Where(words => !words.Any(w => w.EndsWith(".json", StringComparison.Ordinal) || w.EndsWith(".npy", StringComparison.Ordinal))).ToList();
        Assert.NotEmpty(examples);
        foreach (var words in examples)
        {
            // Pictures are not drawn into the folder that the tests run in.
            string[] args = command == "plot" ? [.. words.TakeWhile(w => w != "--out"), "--out", scratch.PathOf("example.png")] : [.. words];
            var run = ToolRun.Of(args);
            int expected = words.Contains("A'*(A*x-b)") ? ExitCode.Wrong : ExitCode.Right;
            Assert.True(run.Code == expected, $"{string.Join(' ', words)}\n{run.Errors}");
        }
    }
}
