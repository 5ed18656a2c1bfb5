using System.Globalization;

namespace Covector.Tool.Plots;

/// <summary>The range of a variable in a plot.</summary>
internal readonly record struct PlotRange(double From, double To)
{
    public static readonly PlotRange Default = new(-3, 3);

    /// <summary>Reads <c>-3:3</c> for every variable and <c>x=-3:3</c> for one.</summary>
    public static (string? Name, PlotRange Range) Parse(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string? name = equals < 0 ? null : text[..equals].Trim();
        string[] ends = text[(equals + 1)..].Split(':');
        if (ends.Length == 2 && TryRead(ends[0], out double from) && TryRead(ends[1], out double to) && from < to
            && double.IsFinite(to - from))
            return (name, new PlotRange(from, to));
        throw new InputException($"--range {text}: expected two numbers, the smaller one first, as in -3:3 or x=0:10.");
    }

    /// <summary>Evenly spaced points from end to end.</summary>
    public double[] Points(int count)
    {
        var (from, to) = this;
        return [.. Enumerable.Range(0, count).Select(i => from + (to - from) * i / (count - 1))];
    }

    private static bool TryRead(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}
