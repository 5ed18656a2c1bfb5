using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Covector.Tool.Values;

namespace Covector.Tool.Output;

/// <summary>Formulas and their derivatives as JSON; docs/tool.md describes each field.</summary>
internal static class DerivativeJson
{
    private static readonly JsonSerializerOptions _indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Text(JsonNode node) => node.ToJsonString(_indented);

    public static JsonObject Of(MatrixFormula formula) => new()
    {
        ["expression"] = formula.ToString(),
        ["expression_unicode"] = formula.ToString(FormulaFormat.Unicode),
        ["expression_latex"] = formula.ToString(FormulaFormat.Latex),
        ["variables"] = new JsonArray([.. formula.Variables.Select(Of)]),
    };

    /// <summary>All about one derivative.</summary>
    /// <param name="formula">The formula.</param>
    /// <param name="derivative">Its derivative.</param>
    /// <param name="values">Values of the variables; without them, no values are among the fields.</param>
    public static JsonObject Of(MatrixFormula formula, MatrixDerivative derivative, IReadOnlyDictionary<string, Tensor>? values)
    {
        var json = Of(formula);
        json["wrt"] = derivative.Variable;
        json["kind"] = FormNames.Short(derivative.Form);
        json["layout"] = FormNames.Layout(formula, derivative);
        json["derivative"] = derivative.ToString();
        json["derivative_unicode"] = derivative.ToString(FormulaFormat.Unicode);
        json["derivative_latex"] = derivative.ToString(FormulaFormat.Latex);
        if (derivative.Indices.Count > 0)
            json["index_order"] = Strings(derivative.Indices);
        json["shape"] = Strings(derivative.Shape);
        if (values is not null)
        {
            Add(json, "function", formula.Evaluate(values));
            Add(json, "derivative", DerivativeValue.Of(formula, derivative, values));
        }

        return json;
    }

    /// <summary>One derivative, or the list of several.</summary>
    public static JsonObject Of(
        MatrixFormula formula, IReadOnlyList<MatrixDerivative> derivatives, IReadOnlyDictionary<string, Tensor>? values)
    {
        if (derivatives is [var only])
            return Of(formula, only, values);
        var json = Of(formula);
        json["derivatives"] = new JsonArray([.. derivatives.Select(derivative => Of(formula, derivative, values))]);
        return json;
    }

    /// <summary>A value and its shape.</summary>
    public static void Add(JsonObject json, string name, Tensor value)
    {
        json[$"{name}_value"] = NestedArray.FromTensor(value);
        json[$"{name}_shape"] = new JsonArray([.. value.Shape.ToArray().Select(length => (JsonNode)length)]);
    }

    public static JsonArray Strings(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    private static JsonObject Of(FormulaVariable variable) => new()
    {
        ["name"] = variable.Name,
        ["type"] = variable.Axes.Count switch { 0 => "scalar", 1 => "vector", _ => "matrix" },
        ["dims"] = Strings(variable.Axes),
        ["properties"] = Strings(variable.Properties),
    };
}
