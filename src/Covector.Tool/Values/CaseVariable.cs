using System.Text.Json;

namespace Covector.Tool.Values;

/// <summary>A variable of a case in JSON as a declaration.</summary>
internal static class CaseVariable
{
    private const string Known = "known are symmetric, spd, invertible, orthogonal, diagonal, positive, simplex and signs";

    /// <summary>The declaration.</summary>
    /// <param name="variable">An object with a name, and dims or a type.</param>
    /// <param name="notes">Gets a sentence for each property that is passed over.</param>
    public static string Declaration(JsonElement variable, List<string> notes)
    {
        if (variable.ValueKind != JsonValueKind.Object
            || !variable.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String)
            throw new InputException("A variable is an object with the fields name, type, dims, properties.");
        string type = variable.TryGetProperty("dims", out var dims) && dims.ValueKind == JsonValueKind.Array ? Axes(dims)
            : variable.TryGetProperty("type", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString()!
            : throw new InputException($"The variable {name} has neither dims nor a type.");
        var properties = new HashSet<string>();
        foreach (string phrase in Phrases(variable, name.GetString()!))
        {
            string[] said = [.. Properties(phrase)];
            properties.UnionWith(said);
            if (said.Length == 0)
                notes.Add($"{name}: the property '{phrase}' is passed over; {Known}.");
        }

        return $"{name}: {string.Join(" ", properties.Prepend(type))}";
    }

    private static IEnumerable<string> Phrases(JsonElement variable, string name)
    {
        if (!variable.TryGetProperty("properties", out var list) || list.ValueKind == JsonValueKind.Null)
            return [];
        return list.ValueKind switch
        {
            JsonValueKind.Array => list.EnumerateArray().Select(p => p.ToString()),
            JsonValueKind.String => [list.GetString()!],
            _ => throw new InputException($"The properties of the variable {name} are a list of texts; {Known}."),
        };
    }

    private static string Axes(JsonElement dims) => dims.GetArrayLength() == 0 ? "scalar" : string.Join("×", dims.EnumerateArray());

    /// <summary>What a phrase says in the words of declarations; that entries are small, for one, is no fact for formulas.</summary>
    private static IEnumerable<string> Properties(string phrase)
    {
        string text = phrase.ToLowerInvariant();
        if (text.Contains("{-1", StringComparison.Ordinal) || text.Contains("±1", StringComparison.Ordinal) || text == "signs")
            yield return "signs";
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            switch (part)
            {
                case "spd" or "symmetric positive definite" or "positive definite" or "positive-definite":
                    yield return "spd";
                    break;
                case "symmetric" or "sym":
                    yield return "symmetric";
                    break;
                case "invertible" or "nonsingular" or "non-singular" or "regular":
                    yield return "invertible";
                    break;
                case "orthogonal" or "orthonormal":
                    yield return "orthogonal";
                    break;
                case "positive" or "positive entries" or "entries positive" or "> 0":
                    yield return "positive";
                    break;
                case "simplex" or "on the simplex" or "probability vector" or "probability simplex" or "sums to 1" or "entries sum to 1":
                    yield return "simplex";
                    break;
                case "diagonal":
                    yield return "diagonal";
                    break;
            }
        }
    }
}
