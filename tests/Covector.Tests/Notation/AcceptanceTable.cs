using System.Text.Json;
using Covector.Notation;

namespace Covector.Tests.Notation;

/// <summary>A line of the table of derivatives that came with the design.</summary>
internal sealed record AcceptanceCase(JsonElement Json)
{
    public string Id => Text("id");

    public string Kind => Text("kind");

    public string Expression => Text("expression");

    public string Wrt => Text("wrt");

    public string Derivative => Text("derivative");

    public IReadOnlyList<string>? IndexOrder =>
        Json.TryGetProperty("index_order", out var order) ? [.. order.EnumerateArray().Select(name => name.GetString()!)] : null;

    public int[] DerivativeShape => [.. Json.GetProperty("derivative_shape").EnumerateArray().Select(length => length.GetInt32())];

    public double[] DerivativeValue => Flatten(Json.GetProperty("derivative_value"));

    public double[] FunctionValue => Flatten(Json.GetProperty("function_value"));

    public int[] FunctionShape => [.. Json.GetProperty("function_shape").EnumerateArray().Select(length => length.GetInt32())];

    public IReadOnlyList<Unknown> Unknowns => [.. Json.GetProperty("variables").EnumerateArray().Select(variable => new Unknown(
        variable.GetProperty("name").GetString()!,
        [.. variable.GetProperty("dims").EnumerateArray().Select(length => new Dimension(length.GetString()!))]))];

    /// <summary>The variables with what the table says about their values.</summary>
    public IReadOnlyList<Unknown> DeclaredUnknowns => [.. Unknowns.Zip(
        Json.GetProperty("variables").EnumerateArray(),
        (unknown, variable) => unknown with { Properties = variable.GetProperty("properties").EnumerateArray().Aggregate(Properties.None, Joined) })];

    private static Properties Joined(Properties all, JsonElement property) => all | property.GetString() switch
    {
        "positive" => Properties.Positive,
        "invertible" or "invertible, det > 0" => Properties.Invertible,
        "symmetric positive definite" => Properties.PositiveDefinite,
        "symmetric" => Properties.Symmetric,
        "entries in {-1, +1}" => Properties.Signs,
        "orthogonal" => Properties.Orthogonal,
        "simplex" => Properties.Simplex,
        // What makes the numbers of one case benign: "small".
        _ => Properties.None,
    };

    /// <summary>The variables and the differential of the one that is varied.</summary>
    public IReadOnlyList<Unknown> UnknownsOfDerivative =>
        [.. Unknowns, new Unknown("d" + Wrt, Unknowns.Single(unknown => unknown.Name == Wrt).Axes)];

    public Dictionary<string, DenseMatrix> Inputs =>
        Json.GetProperty("inputs").EnumerateObject().ToDictionary(input => input.Name, input => Matrix(input.Value));

    public string Text(string property) => Json.GetProperty(property).GetString()!;

    public override string ToString() => Id;

    private static DenseMatrix Matrix(JsonElement value) =>
        value.ValueKind != JsonValueKind.Array ? DenseMatrix.Scalar(value.GetDouble())
        : value[0].ValueKind != JsonValueKind.Array ? DenseMatrix.Column(Flatten(value))
        : new DenseMatrix(value.GetArrayLength(), value[0].GetArrayLength(), Flatten(value));

    private static double[] Flatten(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().SelectMany(Flatten)] : [value.GetDouble()];
}

/// <summary>The table of derivatives that came with the design.</summary>
internal static class AcceptanceTable
{
    private static readonly JsonElement _root = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Notation", "Data", "matrix_calculus_cases.json"))).RootElement;

    public static IReadOnlyDictionary<string, int> Lengths { get; } =
        _root.GetProperty("dims").EnumerateObject().ToDictionary(length => length.Name, length => length.Value.GetInt32());

    public static IReadOnlyList<AcceptanceCase> Cases { get; } =
        [.. _root.GetProperty("cases").EnumerateArray().Select(json => new AcceptanceCase(json))];

    public static IEnumerable<TheoryDataRow<string>> Ids => Cases.Select(one => new TheoryDataRow<string>(one.Id));

    public static AcceptanceCase Case(string id) => Cases.Single(one => one.Id == id);

    /// <summary>The value of a derivative as the table stores it, by the kind of the derivative.</summary>
    public static double[] Evaluate(AcceptanceCase one, Formula derivative)
    {
        var inputs = one.Inputs;
        if (one.IndexOrder is { } order)
            return Evaluator.EvaluateIndexed(derivative, inputs, Lengths, order, one.DerivativeShape);
        if (one.Kind != "lin")
            return Evaluator.Evaluate(derivative, inputs, Lengths).Entries;
        // A linear map is applied to each unit matrix.
        var variable = inputs[one.Wrt];
        int size = variable.Entries.Length;
        double[] tensor = new double[one.FunctionValue.Length * size];
        for (int i = 0; i < size; i++)
        {
            var unit = new DenseMatrix(variable.Rows, variable.Columns);
            unit.Entries[i] = 1;
            inputs["d" + one.Wrt] = unit;
            double[] image = Evaluator.Evaluate(derivative, inputs, Lengths).Entries;
            for (int j = 0; j < image.Length; j++)
                tensor[j * size + i] = image[j];
        }

        return tensor;
    }

    public static void Close(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-9 * scale, $"Entry {i} is {actual[i]:R}, not {expected[i]:R}.");
    }
}
