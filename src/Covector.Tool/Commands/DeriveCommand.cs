using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Covector.Tool.Output;
using Covector.Tool.Values;

namespace Covector.Tool.Commands;

/// <summary><c>covector derive</c>: derivatives as formulas.</summary>
internal static class DeriveCommand
{
    private const string Unicode = "unicode";

    public static Command Build()
    {
        var options = new FormulaOptions();
        options.Expression.Arity = ArgumentArity.ZeroOrOne;
        var wrt = Variables.AllOption();
        var format = FormulaOptions.Choice(new Option<string>("--format")
        {
            Description = "How a derivative is written: plain (what is read), unicode, latex, or a function in csharp, numpy, julia.",
            HelpName = "format",
            DefaultValueFactory = _ => Unicode,
        }, "plain", Unicode, "latex", "csharp", "numpy", "julia");
        var single = new Option<string>("--case")
        {
            Description = "A JSON file with the fields expression, variables, wrt, kind, inputs; - is the standard input.",
            HelpName = "file",
        };
        var batch = new Option<string>("--batch")
        {
            Description = "A JSON file with an array of cases; prints an array of answers.",
            HelpName = "file",
        };
        var command = new ExampleCommand(
            "derive", "Prints derivatives as formulas.",
            "derive \"x'*A*x\" --wrt x",
            "derive \"W*x+b\" --wrt W --form kronecker",
            "derive \"0.5*norm2(A*x-b)^2\" --declare \"b: m\" --wrt x --format numpy",
            "derive \"a'*S*b\" --declare \"S: n×n symmetric\" --declare \"a, b: n\" --wrt S --json",
            "derive \"u'*x\" --wrt x --set u=[1,2] --set x=[3,4] --json",
            "derive --batch cases.json") { wrt, format, single, batch };
        options.AddTo(command, hasForm: true, hasValues: true);
        command.Validators.Add(result =>
        {
            bool hasFormula = result.GetResult(options.Expression) is { Tokens.Count: > 0 };
            bool[] sources = [hasFormula, result.GetResult(single) is not null, result.GetResult(batch) is not null];
            if (sources.Count(isGiven => isGiven) != 1)
                result.AddError("Expected either a formula, as \"x'*A*x\", or --case or --batch with a file.");
        });
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(batch) is { } cases)
            {
                using var document = JsonFile.Read(cases);
                output.WriteLine(DerivativeJson.Text(new JsonArray([.. CasesOf(document.RootElement, cases).Select(Case.Answer)])));
                return ExitCode.Right;
            }

            if (parsed.GetValue(single) is { } path)
            {
                using var document = JsonFile.Read(path);
                output.WriteLine(DerivativeJson.Text(new Case(document.RootElement).Answer()));
                return ExitCode.Right;
            }

            var formula = options.Formula(parsed);
            var derivatives = Variables.All(formula, parsed.GetValue(wrt))
                .Select(v => formula.Derivative(v, options.FormOf(parsed))).ToList();
            var values = options.Values(parsed, formula);
            if (parsed.GetValue(options.Json))
                output.WriteLine(DerivativeJson.Text(DerivativeJson.Of(formula, derivatives, values)));
            else
                Print(new Screen(output), formula, derivatives, FormatOf(parsed.GetValue(format)!), values);
            return ExitCode.Right;
        });
        return command;
    }

    private static JsonElement.ArrayEnumerator CasesOf(JsonElement root, string path)
    {
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("cases", out var cases))
            root = cases;
        return root.ValueKind == JsonValueKind.Array ? root.EnumerateArray()
            : throw new InputException($"{path}: expected an array of cases, or an object with the field cases.");
    }

    private static void Print(
        Screen screen, MatrixFormula formula, List<MatrixDerivative> derivatives, FormulaFormat format, Dictionary<string, Tensor>? values)
    {
        foreach (var derivative in derivatives)
        {
            if (format != FormulaFormat.Unicode)
            {
                // Nothing but the formula, for other programs to read; code says of itself what it is.
                if (derivatives.Count > 1 && format is FormulaFormat.Plain or FormulaFormat.Latex)
                    screen.Line(($"{derivative.Variable}: ", "grey"), (derivative.ToString(format), ""));
                else
                    screen.Line(derivative.ToString(format));
                continue;
            }

            string shape = derivative.Shape.Count == 0 ? "" : $"{string.Join("×", derivative.Shape)}, ";
            screen.Line((DerivativeSymbol.Of(derivative), "bold"), (" = ", ""), (derivative.ToString(FormulaFormat.Unicode), "green"));
            screen.Line(($"    {shape}{FormNames.Layout(formula, derivative)}", "grey"));
            if (values is null)
                continue;
            foreach (string line in DerivativeValue.Of(formula, derivative, values).ToString().Split('\n'))
                screen.Line($"    {line}");
        }
    }

    private static FormulaFormat FormatOf(string name) => name switch
    {
        "plain" => FormulaFormat.Plain,
        "latex" => FormulaFormat.Latex,
        "csharp" => FormulaFormat.CSharp,
        "numpy" => FormulaFormat.NumPy,
        "julia" => FormulaFormat.Julia,
        _ => FormulaFormat.Unicode,
    };
}
