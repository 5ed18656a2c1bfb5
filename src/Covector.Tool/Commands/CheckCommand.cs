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
                : result.GetResult(proposal) is not { Tokens.Count: > 0 } ? "The proposal is missing, the formula to compare with the derivative"
                : null;
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
            var verdict = derivative.Check(proposed);
            return verdict.Difference == FormulaDifference.Shape ? Misfit(formula, derivative, proposed, null) ?? verdict : verdict;
        }
        catch (FormulaException problem) when (problem.Position < 0 && Misfit(formula, derivative, proposed, problem) is { } misfit)
        {
            return misfit;
        }
    }

    /// <summary>What does not fit within a proposal, in the letters of the formula rather than the lengths of a sample.</summary>
    private static FormulaVerdict? Misfit(MatrixFormula formula, MatrixDerivative derivative, string proposed, FormulaException? raised)
    {
        const string Verdict = "The shapes of the proposal do not fit.";
        try
        {
            var read = MatrixFormula.Parse(proposed, string.Join(", ", formula.Variables));
            // What remains is an index that runs over axes of different lengths, or a name that the formula has not.
            string[] known = [.. formula.Variables.Select(v => v.Name), $"d{derivative.Variable}"];
            return raised is not null && read.Variables.All(v => known.Contains(v.Name))
                ? new FormulaVerdict(FormulaDifference.Shape, $"{Verdict} {raised.Message}") : null;
        }
        catch (FormulaException problem)
        {
            return new FormulaVerdict(FormulaDifference.Shape, $"{Verdict} {problem.Message}");
        }
    }

    private static void Print(Screen screen, MatrixDerivative derivative, FormulaVerdict verdict)
    {
        screen.Line((verdict.IsRight ? "right" : "wrong", verdict.IsRight ? "green" : "red"), ($": {verdict.Message}", ""));
        if (!verdict.IsRight)
            screen.Line(($"{DerivativeSymbol.Of(derivative)} = ", ""), (derivative.ToString(FormulaFormat.Unicode), "bold"));
    }
}
