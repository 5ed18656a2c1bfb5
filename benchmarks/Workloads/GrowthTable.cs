using System.Globalization;
using Covector.Runtime;
using Spectre.Console;

namespace Covector.Benchmarks.Workloads;

/// <summary>How the time and the memory of a value with its gradient grow with the size of the input: slopes between logarithms, 1 for linear growth.</summary>
internal sealed class GrowthTable
{
    private readonly Table table;

    public GrowthTable(bool isMarkdown)
    {
        table = new Table { Border = isMarkdown ? TableBorder.Markdown : TableBorder.Rounded }.AddColumns("workload", "what grows");
        foreach (string column in (string[])["value, ms", "slope", "value + gradient, ms", "slope", "memory, MB", "slope"])
            table.AddColumn(new TableColumn(column) { Alignment = Justify.Right });
    }

    /// <summary>Times a workload at all of its sizes by turns and adds a row.</summary>
    public void Add(Workload workload, Race race)
    {
        var growth = workload.Growth!;
        double[] memory = new double[growth.Sizes.Length];
        var contestants = new Contestant[growth.Sizes.Length];
        for (int i = 0; i < contestants.Length; i++)
            memory[i] = MostMemory(() => contestants[i] = growth.At(growth.Sizes[i]).Prepare()[0], () => contestants[i].Gradient());
        var times = race.Run(contestants);
        double[] values = [.. contestants.Select((_, i) => times[2 * i].Median)], gradients = [.. contestants.Select((_, i) => times[2 * i + 1].Median)];
        table.AddRow(
            Markup.Escape($"{workload.Name}"), Markup.Escape($"{growth.Variable} = {string.Join(", ", growth.Sizes.Select(n => n.ToString("N0", CultureInfo.InvariantCulture)))}"),
            List(values), Slope(growth.Sizes, values), List(gradients), Slope(growth.Sizes, gradients), List(memory), Slope(growth.Sizes, memory));
    }

    public void Print(string machine)
    {
        AnsiConsole.Profile.Width = 1000;
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"{machine}. Times: medians. Memory: the most that inputs, results and everything between took while the gradient ran.");
    }

    /// <summary>The most native memory in use, in MB above what it was before, while the gradient runs; another thread looks again and again.</summary>
    private static double MostMemory(Action prepare, Action gradient)
    {
        Collect();
        long before = NativeMemoryPool.BytesInUse, most = 0;
        prepare();
        for (int i = 0; i < 3; i++)
            gradient();
        Collect();
        bool isDone = false;
        var watch = new Thread(() =>
        {
            while (!Volatile.Read(ref isDone))
                most = Math.Max(most, NativeMemoryPool.BytesInUse);
        });
        watch.Start();
        for (int i = 0; i < 5; i++)
            gradient();
        Volatile.Write(ref isDone, true);
        watch.Join();
        return Math.Max(most - before, 0) * 1e-6;
    }

    /// <summary>What is not used any more goes back to the pool.</summary>
    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    /// <summary>The slope of the line of least squares through (log size, log amount).</summary>
    private static string Slope(int[] sizes, double[] amounts)
    {
        double x = sizes.Average(n => Math.Log(n)), y = amounts.Average(Math.Log), covariance = 0, variance = 0;
        for (int i = 0; i < sizes.Length; i++)
        {
            double distance = Math.Log(sizes[i]) - x;
            covariance += distance * (Math.Log(amounts[i]) - y);
            variance += distance * distance;
        }

        return (covariance / variance).ToString("0.00", CultureInfo.InvariantCulture);
    }

    private static string List(double[] values) => string.Join(" / ", values.Select(v => v.ToString(v < 1 ? "0.000" : v < 100 ? "0.00" : "0", CultureInfo.InvariantCulture)));
}
