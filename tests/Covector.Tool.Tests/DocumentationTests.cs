namespace Covector.Tool.Tests;

/// <summary>The command lines of the documentation do what stands below them.</summary>
public sealed class DocumentationTests
{
    [Fact]
    public void TheNewcomersPageShowsWhatIsPrinted()
    {
        const string Prompt = "$ dotnet run --project src/Covector.Tool -- ";
        string[] lines = File.ReadAllLines(PathOf("README.md"));
        int commands = 0;
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith(Prompt, StringComparison.Ordinal))
                continue;
            commands++;
            string[] shown = [.. lines.Skip(i + 1).TakeWhile(l => l != "```" && !l.StartsWith(Prompt, StringComparison.Ordinal))];
            string[] args = ToolRun.Words(lines[i][Prompt.Length..]);
            var run = ToolRun.Of(args);
            Assert.Equal(shown, run.Lines.Select(l => l.TrimEnd()));
            Assert.Equal(args[0] == "check" ? ExitCode.Wrong : ExitCode.Right, run.Code);
        }

        Assert.Equal(2, commands);
    }

    [Fact]
    public void TheDeclarationsOfTheToolsPageAreRead()
    {
        string[] lines = [.. File.ReadAllLines(PathOf("docs/tool.md")).Where(l => l.StartsWith("covector ", StringComparison.Ordinal))];
        Assert.InRange(lines.Length, 3, 20);
        foreach (string line in lines)
            Assert.True(ToolRun.Of(ToolRun.Words(line["covector ".Length..])).Code == ExitCode.Right, line);
    }

    /// <summary>Each function that the page and the help text name is one, and both name the same ones.</summary>
    [Fact]
    public void TheFunctionsOfThePageAreThoseOfTheHelpText()
    {
        string help = ToolRun.Of("eval", "--help").Output;
        string[] ofHelp = Names(help[help.IndexOf("exp log", StringComparison.Ordinal)..help.IndexOf(";  Unicode", StringComparison.Ordinal)]);
        string page = File.ReadAllText(PathOf("docs/tool.md"));
        string rows = page[page.IndexOf("| Functions", StringComparison.Ordinal)..page.IndexOf("`ln`", StringComparison.Ordinal)];
        string[] ofPage = Names(string.Join(' ', rows.Split('`').Where((_, i) => i % 2 == 1)));
        Assert.Empty(ofHelp.Except(ofPage));
        foreach (string name in ofHelp)
        {
            string arguments = name switch { "kron" => "A,B", "ones" or "zeros" or "eye" => "n", "softmax" => "x", _ => "X" };
            Assert.NotNull(MatrixFormula.Parse($"{name}({arguments})"));
        }
    }

    private static string[] Names(string text) =>
        [.. text.Split([' ', '\n', '\r', '(', ')', ','], StringSplitOptions.RemoveEmptyEntries).Distinct()];

    private static string PathOf(string relative)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Covector.slnx")))
            directory = directory.Parent ?? throw new DirectoryNotFoundException("The tests run outside of the repository.");
        return Path.Combine(directory.FullName, relative);
    }
}
