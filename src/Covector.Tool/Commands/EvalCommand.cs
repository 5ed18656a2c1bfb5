using System.CommandLine;
using Covector.Tool.Output;

namespace Covector.Tool.Commands;

/// <summary><c>covector eval</c>: the value of a formula.</summary>
internal static class EvalCommand
{
    public static Command Build()
    {
        var options = new FormulaOptions();
        var command = new ExampleCommand(
            "eval", "Prints the value of a formula.",
            "eval \"u'*v\" --set u=[1,2,3] --set v=[0.5,0,-1]",
            "eval \"inv(A)*b\" --set A=matrix.npy --set b=right-side.csv --declare \"b: n\"",
            "eval \"logsumexp(x)\" --values values.json --json");
        options.AddTo(command, hasValues: true);
        command.SetAction(parsed =>
        {
            var formula = options.Formula(parsed);
            var value = formula.Evaluate(options.Values(parsed, formula) ?? []);
            var output = parsed.InvocationConfiguration.Output;
            if (!parsed.GetValue(options.Json))
            {
                output.WriteLine(value.ToString());
                return ExitCode.Right;
            }

            var json = DerivativeJson.Of(formula);
            DerivativeJson.Add(json, "function", value);
            output.WriteLine(DerivativeJson.Text(json));
            return ExitCode.Right;
        });
        return command;
    }
}
