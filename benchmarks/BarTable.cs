using System.Globalization;
using System.Runtime.InteropServices;
using Covector.Benchmarks.Workloads;
using Spectre.Console;

namespace Covector.Benchmarks;

/// <summary>Measurements beside the bars they should meet, printed as Markdown.</summary>
internal sealed class BarTable
{
    private readonly Table table = new Table { Border = TableBorder.Markdown }.AddColumns("what", "time", "against", "ratio", "bar", "");
    private int met;
    private int missed;

    /// <summary>A time that should be at most the bar, in milliseconds.</summary>
    public void Time(string name, double milliseconds, double bar) =>
        Add(name, Duration(milliseconds), "", "", $"≤ {Duration(bar)}", milliseconds <= bar);

    /// <summary>A time without a bar.</summary>
    public void Time(string name, double milliseconds) => Add(name, Duration(milliseconds), "", "", "", null);

    /// <summary>A speed that should be at least a part of a peer's.</summary>
    public void Speed(string name, double operations, Timing timing, string peer, Timing peerTiming, double bar)
    {
        double ratio = peerTiming.To(timing);
        Add(
            name, Rate(operations, timing), $"{peer}: {Rate(operations, peerTiming)}", Number(ratio, "F2"), $"≥ {Number(bar, "")}", ratio >= bar);
    }

    /// <summary>A time that should be at most a multiple of another; without a bar it is only reported.</summary>
    public void Ratio(string name, Timing timing, string peer, Timing peerTiming, double? bar)
    {
        double ratio = timing.To(peerTiming);
        Add(
            name, Duration(timing.Median), $"{peer}: {Duration(peerTiming.Median)}", Number(ratio, "F2"),
            bar is { } limit ? $"≤ {Number(limit, "")}" : "", bar is null ? null : ratio <= bar);
    }

    /// <summary>Something that could not be measured here.</summary>
    public void Missing(string name, string reason, string bar) => Add(name, reason, "", "", bar, null);

    /// <summary>Prints all rows and what they mean.</summary>
    public void Print(string remark, string? clock = null)
    {
        AnsiConsole.Profile.Width = 1000;
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine(
            $"{met} bars met, {missed} missed. {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} processors.");
        AnsiConsole.WriteLine($"Times: medians of {clock ?? ThreadClock.Name}, collections included. Ratios: medians over neighbouring rounds.");
        if (remark.Length > 0)
            AnsiConsole.WriteLine(remark);
    }

    /// <summary>A time with three digits in a unit that suits it.</summary>
    private static string Duration(double milliseconds)
    {
        (double value, string unit) = milliseconds switch
        {
            < 0.9995e-3 => (milliseconds * 1e6, "ns"),
            < 0.9995 => (milliseconds * 1e3, "µs"),
            < 999.5 => (milliseconds, "ms"),
            _ => (milliseconds * 1e-3, "s"),
        };
        return $"{Number(value, value < 9.995 ? "0.##" : value < 99.95 ? "0.#" : "0")} {unit}";
    }

    private static string Rate(double operations, Timing timing) => $"{Number(operations / timing.Median * 1e-6, "0.0")} GFLOP/s";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private void Add(string name, string measured, string against, string ratio, string bar, bool? isMet)
    {
        string verdict = isMet is null ? "" : isMet.Value ? "met" : "missed";
        table.AddRow(new[] { name, measured, against, ratio, bar, verdict }.Select(Markup.Escape).ToArray());
        met += isMet is true ? 1 : 0;
        missed += isMet is false ? 1 : 0;
        // A run takes minutes: show where it is.
        Console.Error.WriteLine($"{name}: {measured} {against} {ratio}");
    }
}
