using System.CommandLine;
using Covector.Tool.Output;

namespace Covector.Tool.Commands;

/// <summary><c>covector check</c>: is a proposed formula the derivative?</summary>
internal static class CheckCommand
{
    public static Command Build()
    {
        var options = new FormulaOptions();
        var wrt = Variables.SingleOption();
        var proposal = new Argument<string>("proposal") { Description = "The formula to compare with the derivative." };
        var command = new ExampleCommand(
            "check", "Compares a formula with the true derivative: any equivalent form is right; of a wrong one it says what differs.",
            "check \"x'*A*x\" --wrt x \"(A+A')*x\"",
            "check \"x'*A*x\" --wrt x \"x'*(A'+A)\" --form row",
            "check \"norm2(A*x-b)^2\" --declare \"b: m\" --wrt x \"A'*(A*x-b)\"") { wrt };
        command.Add(options.Expression);
        command.Add(proposal);
        options.AddOptionsTo(command, hasForm: true, hasValues: false);
        command.SetAction(parsed =>
        {
            var formula = options.Formula(parsed);
            var derivative = formula.Derivative(Variables.Single(formula, parsed.GetValue(wrt)), options.FormOf(parsed));
            string proposed = parsed.GetRequiredValue(proposal);
            var verdict = derivative.Check(proposed);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(options.Json))
            {
                var json = DerivativeJson.Of(formula, derivative, null);
                json["proposal"] = proposed;
                json["right"] = verdict.IsRight;
                json["difference"] = verdict.Difference.ToString().ToLowerInvariant();
                json["message"] = verdict.Message;
                json["factor"] = verdict.Factor;
                json["term"] = verdict.Term;
                output.WriteLine(DerivativeJson.Text(json));
            }
            else
                Print(new Screen(output), derivative, verdict);
            return verdict.IsRight ? ExitCode.Right : ExitCode.Wrong;
        });
        return command;
    }

    private static void Print(Screen screen, MatrixDerivative derivative, FormulaVerdict verdict)
    {
        screen.Line((verdict.IsRight ? "right" : "wrong", verdict.IsRight ? "green" : "red"), ($": {verdict.Message}", ""));
        if (!verdict.IsRight)
            screen.Line(($"{DerivativeSymbol.Of(derivative)} = ", ""), (derivative.ToString(FormulaFormat.Unicode), "bold"));
    }
}
