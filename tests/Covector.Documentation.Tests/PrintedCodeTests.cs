using System.Text;
using Covector.Notation;
using Covector.Tests.Notation;

namespace Covector.Documentation.Tests;

/// <summary>The C# code of formulas, compiled and run on the functions and derivatives of the table.</summary>
public sealed class PrintedCodeTests
{
    [Fact]
    public void Every_function_and_derivative_has_its_value()
    {
        var cases = CodeCase.All().ToList();
        var program = new StringBuilder("using Covector;\nusing static Covector.Functions;\n\n");
        foreach (var one in cases)
        {
            var arguments = one.Arguments.Select(value => value.IsScalar ? CodeCase.Numbers(value)
                : $"Tensor.From(new double[] {{ {CodeCase.Numbers(value)} }})"
                + (value.Columns > 1 ? $".Reshape({value.Rows}, {value.Columns})" : ""));
            program.Append($"Console.WriteLine(string.Join(',', {one.Name}({string.Join(", ", arguments)}).ToArray<double>()));\n");
        }

        foreach (var one in cases)
            program.Append('\n').Append(CSharpPrinter.Print(one.Shaped, one.Name, one.Order));
        string[] lines = Compiler.Run(program.ToString(), "Example").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(cases.Count, lines.Length);
        for (int i = 0; i < lines.Length; i++)
            AcceptanceTable.Close(cases[i].Expected, CodeCase.Parse(lines[i]));
    }
}
