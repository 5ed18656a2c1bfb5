using System.CommandLine;
using Covector.Tool.Output;
using Covector.Tool.Values;

namespace Covector.Tool.Commands;

/// <summary><c>covector grad</c>: the value of derivatives.</summary>
internal static class GradCommand
{
    public static Command Build()
    {
        var options = new FormulaOptions();
        var wrt = Variables.AllOption();
        var command = new ExampleCommand(
            "grad", "Prints derivatives at given values.",
            "grad \"tanh(x)\" --declare \"x: scalar\" --set x=2",
            "grad \"u'*tanh(W*x+b)\" --wrt W --values values.json",
            "grad \"sin(x)\" --wrt x --form jacobian --set x=[0,1,2] --json") { wrt };
        options.AddTo(command, hasForm: true, hasValues: true);
        command.SetAction(parsed =>
        {
            var formula = options.Formula(parsed);
            var values = options.Values(parsed, formula) ?? [];
            var derivatives = Variables.All(formula, parsed.GetValue(wrt))
                .Select(v => formula.Derivative(v, options.FormOf(parsed))).ToList();
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(options.Json))
            {
                output.WriteLine(DerivativeJson.Text(DerivativeJson.Of(formula, derivatives, values)));
                return ExitCode.Right;
            }

            var screen = new Screen(output);
            foreach (var derivative in derivatives)
            {
                if (derivatives.Count > 1)
                    screen.Line(($"{DerivativeSymbol.Of(derivative)} =", "bold"));
                screen.Line(DerivativeValue.Of(formula, derivative, values).ToString());
            }

            return ExitCode.Right;
        });
        return command;
    }
}
