using System.Globalization;
using System.Runtime.CompilerServices;

namespace Covector.Tests.Scalars;

/// <summary>The high-precision values that eng/reference_values.py prints.</summary>
internal static class ReferenceTable
{
    /// <summary>A point: arguments and the exact value as a sum of two doubles.</summary>
    public readonly record struct Point(double X, double? Y, double High, double Low);

    private static readonly Lazy<Dictionary<(string, DType), Point[]>> s_points = new(() => Read());

    public static Point[] Of(string function, DType type) => s_points.Value[(function, type)];

    public static IEnumerable<string> Functions => s_points.Value.Keys.Select(key => key.Item1).Distinct();

    private static Dictionary<(string, DType), Point[]> Read([CallerFilePath] string source = "")
    {
        var path = Environment.GetEnvironmentVariable("COVECTOR_REFERENCE_VALUES")
            ?? Path.Combine(Path.GetDirectoryName(source)!, "reference_values.csv");
        return File.ReadLines(path)
            .Select(line => line.Split(','))
            .GroupBy(fields => (fields[0], Enum.Parse<DType>(fields[1])))
            .ToDictionary(group => group.Key, group => group.Select(Parse).ToArray());
    }

    private static Point Parse(string[] fields) =>
        new(Number(fields[2]), fields[3].Length == 0 ? null : Number(fields[3]), Number(fields[4]), Number(fields[5]));

    private static double Number(string bits) => BitConverter.Int64BitsToDouble(long.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
}
