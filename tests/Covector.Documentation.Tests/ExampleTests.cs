namespace Covector.Documentation.Tests;

/// <summary>The examples of each page compile, run, and print what the comments behind them say.</summary>
public sealed class ExampleTests
{
    public static TheoryData<string> Pages => [.. Page.Names.Where(name => Page.Read(name).Examples.Any())];

    [Theory, MemberData(nameof(Pages))]
    public void ExamplesPrintWhatThePageSays(string name)
    {
        var program = new ExampleProgram(Page.Read(name));
        // The page about the inside of the library shows it.
        string output = Compiler.Run(program.Text, name == "ARCHITECTURE.md" ? "Covector.Documentation" : "Example");
        string[] lines = output.Length == 0 ? [] : output.TrimEnd('\n').Split('\n');
        int next = 0;
        foreach (var promise in program.Promises)
        {
            Assert.True(promise.Output.Length > 0, $"{name}:{promise.Line}: no comment says what this prints.");
            string promised = string.Join('\n', promise.Output);
            string printed = string.Join('\n', lines.Skip(next).Take(promise.Output.Length).Select(line => line.TrimEnd()));
            Assert.True(promised == printed, $"{name}:{promise.Line} promises\n{promised}\nbut it prints\n{printed}");
            next += promise.Output.Length;
        }

        Assert.True(next == lines.Length, $"{name} prints more than it says:\n{string.Join('\n', lines.Skip(next))}");
    }

    /// <summary>The newcomer's page has examples at all, and the harness finds what they promise.</summary>
    [Fact]
    public void TheReadmeHasExamples() => Assert.True(new ExampleProgram(Page.Read("README.md")).Promises.Count >= 10);
}
