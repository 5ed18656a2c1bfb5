using System.CommandLine;
using System.Text.Json.Nodes;
using Covector.Tool.Output;

namespace Covector.Tool.Commands;

/// <summary><c>covector explain</c>: how a derivative comes about.</summary>
internal static class ExplainCommand
{
    public static Command Build()
    {
        var options = new FormulaOptions();
        var wrt = Variables.SingleOption();
        var level = FormulaOptions.Choice(new Option<string>("--level", "-l")
        {
            Description = "How much is shown: result, textbook, or every rewriting.",
            HelpName = "result|textbook|every",
            DefaultValueFactory = _ => "textbook",
        }, "result", "textbook", "every");
        var format = FormulaOptions.Choice(new Option<string>("--format")
        {
            Description = "unicode for reading here, latex (an aligned environment), or markdown with formulas between dollars.",
            HelpName = "unicode|latex|markdown",
            DefaultValueFactory = _ => "unicode",
        }, "unicode", "latex", "markdown");
        var command = new ExampleCommand(
            "explain", "Prints the derivation of a derivative, as one would write it by hand; every derivative is checked numerically.",
            "explain \"u'*tanh(W*x+b)\" --wrt W",
            "explain \"0.5*norm2(A*x-b)^2\" --declare \"b: m\" --wrt x --level every",
            "explain \"x'*S*x\" --declare \"S: n×n spd\" --wrt x --form hessian --format latex") { wrt, level, format };
        options.AddTo(command, hasForm: true, hasValues: true);
        command.SetAction(parsed =>
        {
            var formula = options.Formula(parsed);
            // Of values only the shapes matter, and that there are such variables.
            options.Values(parsed, formula);
            var derivation = formula.Explain(Variables.Single(formula, parsed.GetValue(wrt)), options.FormOf(parsed));
            var shown = parsed.GetValue(level) switch
            {
                "result" => DerivationLevel.Result,
                "every" => DerivationLevel.EveryRewrite,
                _ => DerivationLevel.Textbook,
            };
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(options.Json))
                output.WriteLine(DerivativeJson.Text(Json(formula, derivation, shown)));
            else if (parsed.GetValue(format) == "latex")
                output.WriteLine(derivation.ToLatex(shown));
            else if (parsed.GetValue(format) == "markdown")
                output.Write(DerivationMarkdown.Text(formula, derivation, shown));
            else
                Print(new Screen(output), derivation.ToString(shown));
            return ExitCode.Right;
        });
        return command;
    }

    private static void Print(Screen screen, string text)
    {
        foreach (string line in text.TrimEnd('\n').Split('\n'))
            screen.Line((line, line.StartsWith(' ') ? "" : "bold"));
    }

    private static JsonObject Json(MatrixFormula formula, Derivation derivation, DerivationLevel level)
    {
        var json = derivation.Derivative is { } derivative ? DerivativeJson.Of(formula, derivative, null) : DerivativeJson.Of(formula);
        json["steps"] = new JsonArray([.. DerivationMarkdown.Steps(derivation, level).Select(step => new JsonObject
        {
            ["kind"] = step.Kind.ToString().ToLowerInvariant(),
            ["unicode"] = step.Unicode,
            ["latex"] = step.Latex,
            ["reason"] = step.Reason,
            ["shape"] = DerivativeJson.Strings(step.Shape),
            ["error"] = step.Error is { } error ? JsonValue.Create(error) : null,
        })]);
        return json;
    }
}
