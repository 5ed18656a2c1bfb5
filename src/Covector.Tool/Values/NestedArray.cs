using System.Text.Json;
using System.Text.Json.Nodes;

namespace Covector.Tool.Values;

/// <summary>Tensors as nested arrays of JSON.</summary>
internal static class NestedArray
{
    private const int MostAxes = 8;

    public static Tensor ToTensor(string name, JsonElement value)
    {
        var shape = new List<int>();
        for (var first = value; first.ValueKind == JsonValueKind.Array; first = first[0])
        {
            shape.Add(first.GetArrayLength());
            if (shape[^1] == 0 || shape.Count > MostAxes)
                break;
        }

        var entries = new List<double>();
        Read(name, value, shape, 0, entries);
        return shape.Count == 0 ? entries[0] : Tensor.From<double>(entries.ToArray(), [.. shape]);
    }

    /// <summary>What JSON has no number for is a string: "NaN", "Infinity", "-Infinity".</summary>
    public static JsonNode FromTensor(Tensor value)
    {
        double[] entries = value.AsType(DType.Float64).ToArray<double>();
        int position = 0;
        return Write(0);

        JsonNode Write(int axis)
        {
            if (axis == value.Rank)
            {
                double entry = entries[position++];
                return double.IsFinite(entry) ? JsonValue.Create(entry)
                    : JsonValue.Create(double.IsNaN(entry) ? "NaN" : entry > 0 ? "Infinity" : "-Infinity");
            }

            var array = new JsonArray();
            for (int i = 0; i < value.Shape[axis]; i++)
                array.Add(Write(axis + 1));
            return array;
        }
    }

    private static void Read(string name, JsonElement value, List<int> shape, int axis, List<double> entries)
    {
        if (axis == shape.Count)
        {
            double number =
                Number(value) ?? throw new InputException($"The value of {name} has {Described(value)} where a number is expected.");
            if (double.IsInfinity(number) && value.ValueKind == JsonValueKind.Number)
                throw new InputException($"The value of {name} has {Described(value)}, which is too large for a number of 64 bits.");
            entries.Add(number);
            return;
        }

        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() != shape[axis])
            throw new InputException(
                $"The value of {name} is no box of numbers: {Described(value)} stands where an array of {shape[axis]} is expected.");
        foreach (var item in value.EnumerateArray())
            Read(name, item, shape, axis + 1, entries);
    }

    /// <summary>A number, or one of the strings that <see cref="FromTensor"/> writes.</summary>
    private static double? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String => value.GetString() switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => null,
        },
        _ => null,
    };

    private static string Described(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => $"an array of {value.GetArrayLength()}",
        JsonValueKind.Object => "an object",
        JsonValueKind.Null or JsonValueKind.Undefined => "nothing",
        _ => value.GetRawText(),
    };
}
