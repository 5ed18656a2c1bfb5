using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Covector.Documentation.Tests;

/// <summary>The table of names of the newcomer's page: the code in its last column compiles.</summary>
public sealed class NameTableTests
{
    private const string Context = """
        using Covector;
        using static Covector.Functions;
        using static Covector.Transforms;

        Tensor x = [[1.0, 2.0], [3.0, 4.0]], y = 2.0;
        double[] v = [1, 2, 3, 4, 5, 6];
        Func<Tensor, Tensor> f = Sum;
        Func<Tensor, Tensor, Tensor> g = (a, b) => Sum(a * b);
        var tensors = new Dictionary<string, Tensor> { ["x"] = x };
        (Tensor W, Tensor B) layer = (x, y);

        """;

    [Fact]
    public void TheCodeOfTheTableCompiles()
    {
        string[] rows = [.. Page.Read("README.md").Lines.Where(line => line.StartsWith("| `", StringComparison.Ordinal))];
        Assert.InRange(rows.Length, 10, 20);
        string[] statements = [.. rows.SelectMany(row => Code(row.Split(" | ")[^1])).Select(Statement)];
        Assert.InRange(statements.Length, 20, 60);
        Compiler.Compile(Context + string.Join('\n', statements), "Names");
    }

    /// <summary>What stands between backquotes.</summary>
    private static IEnumerable<string> Code(string cell) => cell.Split('`').Where((_, i) => i % 2 == 1);

    private static string Statement(string code)
    {
        var expression = SyntaxFactory.ParseExpression(code, options: Compiler.Options);
        return expression is InvocationExpressionSyntax or AssignmentExpressionSyntax ? $"{code};" : $"_ = {code};";
    }
}
