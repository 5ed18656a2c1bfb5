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
        // Both may be missing for the parser: the message below says it better.
        options.Expression.Arity = ArgumentArity.ZeroOrOne;
        var proposal = new Argument<string>("proposal")
        {
            Description = "The formula to compare with the derivative.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new ExampleCommand(
            "check", "Compares a formula with the true derivative: any equivalent form is right; of a wrong one it says what differs.",
            "check \"x'*A*x\" --wrt x \"(A+A')*x\"",
            "check \"x'*A*x\" --wrt x \"x'*(A'+A)\" --form row",
            "check \"norm2(A*x-b)^2\" --declare \"b: m\" --wrt x \"A'*(A*x-b)\"") { wrt };
        command.Add(options.Expression);
        command.Add(proposal);
        options.AddOptionsTo(command, hasForm: true, hasValues: true);
        command.Validators.Add(result =>
        {
            string? missing = result.GetResult(options.Expression) is not { Tokens.Count: > 0 } ? "The formula and the proposal are missing"
                : result.GetResult(proposal) is not { Tokens.Count: > 0 } ? "The proposal is missing, the formula to compare with the derivative" : null;
            if (missing is not null)
                result.AddError($"{missing}. Expected both, as in: covector check \"x'*A*x\" --wrt x \"(A+A')*x\"");
        });
        command.SetAction(parsed =>
        {
            var formula = options.Formula(parsed);
            var derivative = formula.Derivative(Variables.Single(formula, parsed.GetValue(wrt)), options.FormOf(parsed));
            string proposed = parsed.GetRequiredValue(proposal);
            // Of values only the shapes matter, and that there are such variables.
            options.Values(parsed, formula);
            var verdict = Compared(formula, derivative, proposed);
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

    /// <summary>The verdict; a proposal whose shapes do not fit together is wrong, not unreadable.</summary>
    private static FormulaVerdict Compared(MatrixFormula formula, MatrixDerivative derivative, string proposed)
    {
        try
        {
            return derivative.Check(proposed);
        }
        catch (FormulaException problem) when (problem.Position < 0)
        {
            try
            {
                // With the letters of the formula the message is about what was written, not about a sample.
                MatrixFormula.Parse(proposed, string.Join(", ", formula.Variables));
            }
            catch (FormulaException misfit)
            {
                return new FormulaVerdict(FormulaDifference.Shape, $"The shapes of the proposal do not fit. {misfit.Message}");
            }

            throw;
        }
    }

    private static void Print(Screen screen, MatrixDerivative derivative, FormulaVerdict verdict)
    {
        screen.Line((verdict.IsRight ? "right" : "wrong", verdict.IsRight ? "green" : "red"), ($": {verdict.Message}", ""));
        if (!verdict.IsRight)
            screen.Line(($"{DerivativeSymbol.Of(derivative)} = ", ""), (derivative.ToString(FormulaFormat.Unicode), "bold"));
    }
}
