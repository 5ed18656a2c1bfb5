using System.Text.Json;
using System.Text.Json.Nodes;
using Covector.Tool.Commands;
using Covector.Tool.Output;

namespace Covector.Tool.Values;

/// <summary>A derivative that is asked for by a JSON document.</summary>
internal sealed class Case
{
    private readonly JsonElement _json;
    private readonly List<string> _notes = [];

    public Case(JsonElement json) => _json = json.ValueKind == JsonValueKind.Object ? json
        : throw new InputException("A case is an object with the fields expression, variables, wrt, kind, inputs.");

    /// <summary>The derivative; where something is wrong, an object with the field <c>error</c>.</summary>
    public static JsonObject Answer(JsonElement json)
    {
        JsonObject answer;
        try
        {
            answer = new Case(json).Answer();
        }
        catch (Exception problem) when (CovectorCommand.IsBadInput(problem))
        {
            answer = new JsonObject { ["error"] = problem.Message };
        }
        catch (Exception defect)
        {
            // The other cases are answered all the same.
            answer = new JsonObject { ["error"] = $"covector failed, which it should not: {defect.GetType().Name}: {defect.Message}" };
        }

        if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("id", out var id))
            answer.Insert(0, "id", JsonNode.Parse(id.GetRawText()));
        return answer;
    }

    /// <summary>The derivative, or each of them where the case names no variable.</summary>
    public JsonObject Answer()
    {
        string expression = Text("expression") ?? throw new InputException("The case has no field expression.");
        var formula = MatrixFormula.Parse(expression, Declarations());
        var form = Text("kind") is { } kind ? FormNames.Parse(kind) : DerivativeForm.Natural;
        var values = new GivenValues();
        if (_json.TryGetProperty("inputs", out var inputs))
            values.AddObject(inputs, "inputs");
        var fitted = values.For(formula, isStrict: false);
        var variables = Variables.All(formula, Text("wrt") is { } wrt ? [wrt] : null);
        var answer = DerivativeJson.Of(formula, [.. variables.Select(v => formula.Derivative(v, form))], fitted);
        if (_notes.Count > 0)
            answer["notes"] = DerivativeJson.Strings(_notes);
        return answer;
    }

    private string? Declarations()
    {
        if (!_json.TryGetProperty("variables", out var variables))
            return null;
        if (variables.ValueKind == JsonValueKind.String)
            return variables.GetString();
        if (variables.ValueKind != JsonValueKind.Array)
            throw new InputException("The field variables is a list of objects with the fields name, type, dims, properties.");
        return string.Join("; ", variables.EnumerateArray().Select(v => CaseVariable.Declaration(v, _notes)));
    }

    private string? Text(string field)
    {
        if (!_json.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : throw new InputException($"The field {field} of the case is a text.");
    }
}
