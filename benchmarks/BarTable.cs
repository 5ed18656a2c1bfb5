using System.Globalization;
using System.Runtime.InteropServices;

namespace Covector.Benchmarks;

/// <summary>Measurements beside the bars they should meet, printed as Markdown.</summary>
internal sealed class BarTable
{
    private readonly List<string[]> rows = [["what", "measured", "against", "ratio", "bar", ""]];
    private int met;
    private int missed;

    /// <summary>A time that should be at most the bar.</summary>
    public void Time(string name, double nanoseconds, double bar) =>
        Add(name, Duration(nanoseconds), "", $"{(nanoseconds / bar).ToString("F2", CultureInfo.InvariantCulture)} of the bar", $"≤ {Duration(bar)}", nanoseconds <= bar);

    /// <summary>A time that should be at most a multiple of another; without a bar it is only reported.</summary>
    public void Ratio(string name, double nanoseconds, string peer, double peerNanoseconds, double? bar)
    {
        double ratio = nanoseconds / peerNanoseconds;
        Add(
            name, Duration(nanoseconds), $"{peer}: {Duration(peerNanoseconds)}", ratio.ToString("F2", CultureInfo.InvariantCulture),
            bar is { } limit ? $"≤ {limit.ToString(CultureInfo.InvariantCulture)}" : "", bar is null ? null : ratio <= bar);
    }

    /// <summary>Something that could not be measured here.</summary>
    public void Missing(string name, string reason, string bar) => Add(name, reason, "", "", bar, null);

    public void Print()
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            Console.WriteLine($"| {string.Join(" | ", row.Select((cell, column) => cell.PadRight(widths[column])))} |");
            if (ReferenceEquals(row, rows[0]))
                Console.WriteLine($"|{string.Join("|", widths.Select(width => new string('-', width + 2)))}|");
        }

        Console.WriteLine();
        Console.WriteLine($"{met} bars met, {missed} missed. Medians of {ThreadClock.Name}; {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}.");
    }

    /// <summary>A time with three digits in a unit that suits it.</summary>
    public static string Duration(double nanoseconds)
    {
        (double value, string unit) = nanoseconds switch
        {
            < 1e3 => (nanoseconds, "ns"),
            < 1e6 => (nanoseconds / 1e3, "µs"),
            < 1e9 => (nanoseconds / 1e6, "ms"),
            _ => (nanoseconds / 1e9, "s"),
        };
        return $"{value.ToString(value < 9.995 ? "0.##" : value < 99.95 ? "0.#" : "0", CultureInfo.InvariantCulture)} {unit}";
    }

    private void Add(string name, string measured, string against, string ratio, string bar, bool? isMet)
    {
        rows.Add([name, measured, against, ratio, bar, isMet is null ? "" : isMet.Value ? "met" : "MISSED"]);
        if (isMet is true)
            met++;
        if (isMet is false)
            missed++;
        // A run takes minutes: show where it is.
        Console.Error.WriteLine($"{name}: {measured} {against} {ratio}");
    }
}
