using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Covector.Documentation.Tests;

/// <summary>What a page promises that one of its statements prints.</summary>
/// <param name="Line">The line of the statement on the page.</param>
/// <param name="Output">The printed lines.</param>
internal sealed record Promise(int Line, string[] Output);

/// <summary>
/// The examples of a page as one program. A statement that prints is followed by a comment with what it prints: behind it, or on the lines
/// below it. A statement with a comment such as <c>// ShapeMismatchException: …</c> throws that exception with that message.
/// </summary>
internal sealed class ExampleProgram
{
    private readonly List<string> statements = [];
    private readonly List<string> types = [];
    private readonly SortedSet<string> usings = new(StringComparer.Ordinal);
    private readonly List<Promise> promises = [];
    private readonly string page;

    public ExampleProgram(Page page)
    {
        this.page = page.Name;
        foreach (var block in page.Examples)
            Add(block);
    }

    public IReadOnlyList<Promise> Promises => promises;

    /// <summary>The program as C# text; messages of the compiler name the lines of the page.</summary>
    public string Text => string.Join('\n', usings.Concat(statements).Concat(types));

    private void Add(Block block)
    {
        var root = CSharpSyntaxTree.ParseText(block.Text, Compiler.Options).GetCompilationUnitRoot(TestContext.Current.CancellationToken);
        foreach (var directive in root.Usings)
            usings.Add(directive.ToString());
        foreach (var member in root.Members)
        {
            int line = member.GetLocation().GetLineSpan().StartLinePosition.Line;
            (member is GlobalStatementSyntax ? statements : types).Add($"#line {block.FirstLine + line} \"{page}\"\n{Executed(member, block)}\n#line default");
        }
    }

    /// <summary>The text of a statement; one that is to throw prints what it throws.</summary>
    private string Executed(MemberDeclarationSyntax member, Block block)
    {
        if (member is not GlobalStatementSyntax { Statement: ExpressionStatementSyntax statement })
            return member.ToString();
        string[] comment = CommentOf(member, block);
        bool prints = statement.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax call } && call.ToString() == "Console.WriteLine";
        bool throws = !prints && comment is [{ } first, ..] && first.Split(':')[0].EndsWith("Exception", StringComparison.Ordinal);
        if (prints || throws)
            promises.Add(new Promise(block.FirstLine + member.GetLocation().GetLineSpan().StartLinePosition.Line, comment));
        return throws ? $"try {{ {member} }} catch (Exception caught) {{ Console.WriteLine($\"{{caught.GetType().Name}}: {{caught.Message}}\"); }}" : member.ToString();
    }

    /// <summary>The comment behind a statement; without one, the lines of comment directly below it.</summary>
    private static string[] CommentOf(SyntaxNode statement, Block block)
    {
        var behind = statement.GetTrailingTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia));
        if (behind != default)
            return [Content(behind.ToString())];
        int below = statement.GetLocation().GetLineSpan().EndLinePosition.Line + 1;
        return [.. block.Lines.Skip(below).TakeWhile(line => line.StartsWith("//", StringComparison.Ordinal)).Select(Content)];
    }

    private static string Content(string comment) => comment.StartsWith("// ", StringComparison.Ordinal) ? comment[3..].TrimEnd() : comment[2..].TrimEnd();
}
