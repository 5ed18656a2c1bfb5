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

    public MatrixFormula Parse(ParseResult parsed, string text)
    {
        string[] declarations = parsed.GetValue(_declare) ?? [];
        return MatrixFormula.Parse(text, declarations.Length == 0 ? null : string.Join('\n', declarations));
    }

    public DerivativeForm FormOf(ParseResult parsed) => FormNames.Parse(parsed.GetValue(Form)!);

    /// <summary>The values that are given, or null where none are.</summary>
    public Dictionary<string, Tensor>? Values(ParseResult parsed, MatrixFormula formula)
    {
        var values = new GivenValues();
        foreach (var file in parsed.GetValue(_values) ?? [])
            values.AddFile(file.ToString());
        foreach (string assignment in parsed.GetValue(_set) ?? [])
            values.AddAssignment(assignment);
        return values.For(formula);
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
