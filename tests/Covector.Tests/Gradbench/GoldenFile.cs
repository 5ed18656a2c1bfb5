using System.IO.Compression;
using System.Text.Json;
using static Covector.Transforms;

namespace Covector.Tests.Gradbench;

/// <summary>Known inputs and outputs of a function.</summary>
internal sealed class GoldenFile
{
    private readonly JsonElement root;

    private GoldenFile(JsonElement root) => this.root = root;

    public static GoldenFile Read(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Gradbench", "data", name + ".json");
        bool isPlain = File.Exists(path);
        using var file = File.OpenRead(isPlain ? path : path + ".gz");
        using Stream stream = isPlain ? file : new GZipStream(file, CompressionMode.Decompress);
        using var document = JsonDocument.Parse(stream);
        return new(document.RootElement.Clone());
    }

    /// <summary>A number, by its path as "input.n".</summary>
    public double Number(string path) => At(path).GetDouble();

    /// <inheritdoc cref="Number"/>
    public int Count(string path) => At(path).GetInt32();

    /// <summary>An array of any rank in Float64, by its path as "input.x".</summary>
    public Tensor Array(string path) => Tensor.From(Flat(path), Lengths(At(path)));

    /// <summary>An array of indices.</summary>
    public Tensor Indices(string path) => Array(path).AsType(DType.Int64);

    public double[] Flat(string path)
    {
        List<double> values = [];
        Append(At(path), values);
        return [.. values];
    }

    private static void Append(JsonElement element, List<double> values)
    {
        if (element.ValueKind != JsonValueKind.Array)
            values.Add(element.GetDouble());
        else
            foreach (var item in element.EnumerateArray())
                Append(item, values);
    }

    private static int[] Lengths(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? [element.GetArrayLength(), .. Lengths(element[0])] : [];

    private JsonElement At(string path)
    {
        var element = root;
        foreach (string name in path.Split('.'))
            element = element.GetProperty(name);
        return element;
    }
}

/// <summary>How close results must be to known ones.</summary>
internal static class Golden
{
    /// <summary>Calls a function operation by operation and compiled, and hands both results to a check.</summary>
    public static void EagerlyAndCompiled<X, Y>(Func<X, Y> f, X x, Action<Y> check)
    {
        check(f(x));
        check(Jit(f)(x));
    }

    public static void Close(double expected, Tensor actual)
    {
        Assert.Equal(0, actual.Rank);
        double value = (double)actual;
        Assert.True(Math.Abs(value - expected) <= 1e-11 * Math.Abs(expected), $"{value:R} is not {expected:R}");
    }

    public static void Close(double[] expected, Tensor actual)
    {
        var values = actual.ToArray<double>();
        Assert.Equal(expected.Length, values.Length);
        double difference = 0, norm = 0;
        for (int i = 0; i < values.Length; i++)
        {
            difference += (values[i] - expected[i]) * (values[i] - expected[i]);
            norm += expected[i] * expected[i];
        }

        Assert.True(Math.Sqrt(difference) <= 1e-10 * Math.Sqrt(norm), $"The distance is {Math.Sqrt(difference / norm)} of the norm.");
    }
}
