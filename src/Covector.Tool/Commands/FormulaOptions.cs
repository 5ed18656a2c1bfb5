using System.CommandLine;
using Covector.Tool.Values;

namespace Covector.Tool.Commands;

/// <summary>What the commands have in common: the formula, what is declared of its variables, their values.</summary>
internal sealed class FormulaOptions
{
    private readonly Option<string[]> _declare = new("--declare", "-d")
    {
        Description = "What variables are: \"A: m×n, S: n×n spd, y: simplex\"; repeatable.",
        HelpName = "declarations",
    };

    private readonly Option<string[]> _set = new("--set", "-s")
    {
        Description = "A value: x=[1,2,3], c=0.5, A=file.npy, A=file.csv; repeatable.",
        HelpName = "name=value",
    };

    private readonly Option<FileInfo[]> _values = new("--values")
    {
        Description = "Values by name from a file: a JSON object of nested arrays, or .npz.",
        HelpName = "file",
    };

    private GivenValues? _given;

    public Argument<string> Expression { get; } = new("expression") { Description = "The formula, as u'*tanh(W*x+b)." };

    public Option<bool> Json { get; } = new("--json") { Description = "Print one JSON object; docs/tool.md lists its fields." };

    public Option<string> Form { get; } = FormOption();

    /// <summary>Adds the formula and the declarations, and what is asked for besides.</summary>
    public void AddTo(Command command, bool hasForm = false, bool hasValues = false)
    {
        command.Add(Expression);
        AddOptionsTo(command, hasForm, hasValues);
    }

    /// <summary>The same but for the formula.</summary>
    public void AddOptionsTo(Command command, bool hasForm, bool hasValues)
    {
        command.Add(_declare);
        if (hasForm)
            command.Add(Form);
        if (hasValues)
        {
            command.Add(_set);
            command.Add(_values);
        }

        command.Add(Json);
    }

    public MatrixFormula Formula(ParseResult parsed) => Parse(parsed, parsed.GetRequiredValue(Expression));

    /// <summary>Reads a formula; what is not declared is what its value is, if it has one.</summary>
    public MatrixFormula Parse(ParseResult parsed, string text) =>
        DeclaredByValues.Parse(text, string.Join('\n', parsed.GetValue(_declare) ?? []), Given(parsed).Types);

    public DerivativeForm FormOf(ParseResult parsed) => FormNames.Parse(parsed.GetValue(Form)!);

    /// <summary>The values that are given, or null where none are.</summary>
    public Dictionary<string, Tensor>? Values(ParseResult parsed, MatrixFormula formula) => Given(parsed).For(formula);

    /// <summary>Reads the values, once: the standard input has them only once.</summary>
    private GivenValues Given(ParseResult parsed)
    {
        if (_given is not null)
            return _given;
        _given = new GivenValues();
        // A command without values does not know these options.
        if (parsed.CommandResult.Command.Options.Contains(_set))
        {
            foreach (var file in parsed.GetValue(_values) ?? [])
                _given.AddFile(file.ToString());
            foreach (string assignment in parsed.GetValue(_set) ?? [])
                _given.AddAssignment(assignment);
        }

        return _given;
    }

    /// <summary>Lets an option have one of several values; of another one, the message says which there are.</summary>
    public static Option<string> Choice(Option<string> option, params string[] names)
    {
        option.CompletionSources.Add(names);
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var given }] && !names.Contains(given))
                result.AddError($"{option.Name} {given}: expected {string.Join(", ", names[..^1])} or {names[^1]}.");
        });
        return option;
    }

    private static Option<string> FormOption()
    {
        var form = new Option<string>("--form", "-f")
        {
            Description = "Which derivative: natural, scalar, gradient, row, jacobian, denominator, tensor, linear, kronecker, hessian, "
                + "hessian-tensor, hessian-kronecker, symmetric; or short: grad, jac, lin, kron, hess, hesst, hessk, symgrad.",
            HelpName = "form",
            DefaultValueFactory = _ => "natural",
        };
        form.CompletionSources.Add(FormNames.Accepted);
        return form;
    }
}
