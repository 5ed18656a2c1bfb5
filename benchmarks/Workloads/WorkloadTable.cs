using System.Globalization;
using Spectre.Console;

namespace Covector.Benchmarks.Workloads;

/// <summary>The table: for every workload Covector and its opponents, their times, ratios and the bars.</summary>
internal sealed class WorkloadTable
{
    /// <summary>What a gradient with its value may cost, in values, on every row.</summary>
    private const double MostForGradient = 4;

    /// <summary>How much faster several threads must be than one, where one has more than a millisecond of work.</summary>
    private const double LeastSpeedUp = 1.6, WorthThreads = 1;

    private readonly Table table;
    private readonly bool isMarkdown;
    private readonly int threads;
    private int missed, failed;

    public WorkloadTable(bool isMarkdown, int threads)
    {
        this.isMarkdown = isMarkdown;
        this.threads = threads;
        table = new Table { Border = isMarkdown ? TableBorder.Markdown : TableBorder.Rounded }.AddColumns("workload", "size", "who");
        foreach (string column in (string[])["value, ms", "value + gradient, ms", "gradient/value", "value: ratio", "gradient: ratio"])
            table.AddColumn(new TableColumn(column) { Alignment = Justify.Right });
        table.AddColumn("bars");
    }

    /// <summary>Times a workload and adds its rows.</summary>
    public void Add(Workload workload, Race race)
    {
        var contestants = workload.Prepare();
        if (threads > 1)
            contestants = OnThreads(contestants);
        string[] problems = Disagreements(workload, contestants);
        var times = race.Run(contestants);
        for (int i = 0; i < contestants.Length; i++)
        {
            var (value, gradient) = (times[2 * i], times[2 * i + 1]);
            var bars = i > 0 ? [] : threads > 1 ? SpeedUps(contestants, times) : workload.Bars.Select(bar => Judge(bar, contestants, times));
            string notes = string.Join(isMarkdown ? "; " : "\n", bars.Append(problems[i]).Where(note => note.Length > 0));
            table.AddRow(
                i == 0 ? Markup.Escape(workload.Name) : "",
                i == 0 ? Markup.Escape(workload.Size) : "",
                contestants[i].Name,
                Show(value),
                Show(gradient),
                i == 0 && gradient.To(value) > MostForGradient ? $"[red]{Ratio(gradient.To(value))}[/]" : Ratio(gradient.To(value)),
                i == 0 ? "" : Ratio(times[0].To(value)),
                i == 0 ? "" : Ratio(times[1].To(gradient)),
                notes);
        }

        AddGap();
    }

    /// <summary>A workload that could not run.</summary>
    public void AddFailure(Workload workload, Exception exception)
    {
        failed++;
        string message = $"[red]{Markup.Escape(exception.Message)}[/]";
        table.AddRow(Markup.Escape(workload.Name), Markup.Escape(workload.Size), "", "", "", "", "", "", message);
        AddGap();
    }

    /// <summary>Prints all rows; returns the number of workloads that failed or disagreed.</summary>
    public int Print(string machine)
    {
        if (isMarkdown || Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = isMarkdown ? 1000 : 220;
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"{machine}. Times: median (minimum).");
        AnsiConsole.WriteLine("Ratios: Covector's time over the opponent's, median of neighbouring rounds.");
        AnsiConsole.WriteLine($"{missed} bars missed, {failed} workloads failed.");
        return failed;
    }

    private void AddGap()
    {
        if (!isMarkdown)
            table.AddEmptyRow();
    }

    private string Judge(Bar bar, Contestant[] contestants, Timing[] times)
    {
        int row = bar.Opponent is null ? 0 : Array.FindIndex(contestants, contestant => contestant.Name == bar.Opponent);
        if (row < 0)
            return $"[grey]{bar}: not on this machine[/]";
        double ratio = times[(int)bar.Quantity].To(times[2 * row + (bar.Opponent is null ? 0 : (int)bar.Quantity)]);
        bool isMet = ratio <= bar.Limit;
        missed += isMet ? 0 : 1;
        return $"{bar}: [{(isMet ? "green" : "red")}]{Ratio(ratio)} {(isMet ? "met" : "missed")}[/]";
    }

    /// <summary>
    /// Covector on threads, then on one; of the opponents those that compute on threads, too, loops in C# on one as well: what they gain
    /// shows what the memory of the machine allows.
    /// </summary>
    private static Contestant[] OnThreads(Contestant[] contestants)
    {
        List<Contestant> result = [contestants[0], contestants[0].OnOneThread()];
        foreach (var contestant in contestants)
        {
            if (contestant.OnThreads is { } shared)
                result.AddRange([shared, contestant with { Name = $"{contestant.Name}, {Contestant.OneThread}" }]);
            if (contestant.Elsewhere is not null)
                result.Add(contestant);
        }

        return [.. result];
    }

    /// <summary>How much faster than on one thread.</summary>
    private IEnumerable<string> SpeedUps(Contestant[] contestants, Timing[] times)
    {
        int hand = Array.FindIndex(contestants, contestant => contestant.Name == Contestant.Hand);
        foreach (var quantity in Enum.GetValues<Quantity>())
        {
            if (times[2 + (int)quantity].Median <= WorthThreads)
                continue;
            double speedUp = Gain(0, quantity);
            bool isMet = speedUp >= LeastSpeedUp;
            missed += isMet ? 0 : 1;
            string ofHand = hand < 0 ? "" : $" ({Contestant.Hand}: {Ratio(Gain(hand, quantity))})";
            yield return FormattableString.Invariant(
                $"{quantity.ToString().ToLowerInvariant()} ≥ {LeastSpeedUp} × as fast as one thread: [{(isMet ? "green" : "red")}]{Ratio(speedUp)} {(isMet ? "met" : "missed")}[/]{ofHand}");
        }

        // The same on one thread is in the next row.
        double Gain(int row, Quantity quantity) => times[2 * (row + 1) + (int)quantity].To(times[2 * row + (int)quantity]);
    }

    /// <summary>Where a contestant's results differ from Covector's, by contestant.</summary>
    private string[] Disagreements(Workload workload, Contestant[] contestants)
    {
        foreach (var contestant in contestants)
            contestant.Gradient();
        var expected = contestants[0].Results();
        var problems = Array.ConvertAll(contestants, contestant =>
        {
            double worst = contestant.Results().Zip(expected, Distance).Max();
            return worst <= workload.Tolerance ? "" : FormattableString.Invariant($"[red]differs from Covector by {worst:0.0e+00}[/]");
        });
        failed += problems.Any(problem => problem.Length > 0) ? 1 : 0;
        return problems;
    }

    /// <summary>|a − b|/|b| in the 2-norm.</summary>
    private static double Distance(double[] a, double[] b)
    {
        double difference = a.Length == b.Length ? 0 : double.PositiveInfinity, norm = 0;
        for (int i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            difference += (a[i] - b[i]) * (a[i] - b[i]);
            norm += b[i] * b[i];
        }

        return difference == 0 ? 0 : double.IsNaN(difference) ? double.PositiveInfinity : Math.Sqrt(difference / norm);
    }

    private static string Show(Timing time) => $"{Digits(time.Median)} ({Digits(time.Minimum)})";

    private static string Digits(double value)
    {
        string format = value < 0.1 ? "0.0000" : value < 10 ? "0.000" : value < 100 ? "0.00" : "0.0";
        return value.ToString(format, CultureInfo.InvariantCulture);
    }

    private static string Ratio(double ratio) => ratio.ToString(ratio < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture);
}
