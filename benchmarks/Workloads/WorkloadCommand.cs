using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Covector.Benchmarks.Workloads;

/// <summary>The commands that print tables of whole programs and of what they are made of.</summary>
internal static class WorkloadCommand
{
    private const string Products = "products", Compiling = "compiling";

    private static readonly Argument<string[]> Filter = new("filter")
    {
        Description = "Parts of names: only rows whose name or size contains one of them.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<int> Threads = new("--threads")
    {
        Description = "How many threads compute; with several, how much faster they are than one.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<bool> Quick = new("--quick") { Description = "Few rounds, and not the largest sizes." };

    private static readonly Option<bool> Markdown = new("--markdown") { Description = "Print the table as Markdown." };

    /// <summary>Runs the command in <paramref name="args"/>; returns the exit code.</summary>
    public static int Run(string[] args) => new RootCommand("Covector against functions and gradients written by hand.")
    {
        Build("workloads", $"All workloads; without a filter also {Products} and {Compiling}.", args, settings =>
        {
            int failed = PrintWorkloads(settings, _ => true);
            if (settings.Filter.Length == 0)
                PrintBars(settings, isAll: true);
            return failed;
        }),
        Build("gradbench", "The functions of the public benchmark for differentiation.", args, settings => PrintWorkloads(settings, w => w.Part == "gradbench")),
        Build(Products, "Matrix products against OpenBLAS.", args, settings => PrintBars(settings, isAll: false, Products)),
        Build(Compiling, "Calls of compiled functions, and what compiling costs.", args, settings => PrintBars(settings, isAll: false, Compiling)),
        Build("growth", "How time and memory grow with the size of the input.", args, PrintGrowth),
    }.Parse(args).Invoke();

    private static Command Build(string name, string description, string[] args, Func<Settings, int> run)
    {
        var command = new Command(name, description) { Filter, Threads, Quick, Markdown };
        command.SetAction(parsed =>
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            var settings = new Settings(
                parsed.GetValue(Filter) ?? [], parsed.GetValue(Threads), parsed.GetValue(Quick), parsed.GetValue(Markdown));
            return CleanProcess.Run(args, settings.Threads) ?? run(settings);
        });
        return command;
    }

    private static int PrintWorkloads(Settings settings, Func<Workload, bool> part)
    {
        var table = new WorkloadTable(settings.IsMarkdown, settings.Threads);
        foreach (var workload in Chosen(settings, part))
        {
            try
            {
                table.Add(workload, settings.Race);
            }
            catch (CovectorException exception)
            {
                table.AddFailure(workload, exception);
            }

            GC.Collect();
        }

        return table.Print(settings.Machine);
    }

    private static int PrintGrowth(Settings settings)
    {
        var table = new GrowthTable(settings.IsMarkdown);
        foreach (var workload in Chosen(settings, workload => workload.Growth is not null).DistinctBy(workload => workload.Name))
            table.Add(workload, settings.Race);
        table.Print(settings.Machine);
        return 0;
    }

    private static int PrintBars(Settings settings, bool isAll, string part = "")
    {
        var table = new BarTable();
        if (isAll || part == Products)
            ProductTable.AddTo(table, settings.Race, settings.Threads, settings.IsNamed);
        if ((isAll && settings.Threads == 1) || part == Compiling)
            CompileTable.AddTo(table, settings.IsNamed);
        table.Print(CleanProcess.Remark, settings.Threads == 1 ? null : "wall-clock time");
        return 0;
    }

    private static IEnumerable<Workload> Chosen(Settings settings, Func<Workload, bool> part)
    {
        foreach (var workload in Workload.All.Where(part))
        {
            if (!settings.IsNamed($"{workload.Name} {workload.Size}") || (settings.IsQuick && workload.IsLarge))
                continue;
            // A run takes minutes: show where it is.
            Console.Error.WriteLine($"{workload.Name}, {workload.Size}");
            yield return workload;
        }
    }

    private static string Processor()
    {
        const string Key = "model name";
        string[] lines = File.Exists("/proc/cpuinfo") ? File.ReadAllLines("/proc/cpuinfo") : [];
        string? line = Array.Find(lines, line => line.StartsWith(Key, StringComparison.Ordinal));
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private sealed record Settings(string[] Filter, int Threads, bool IsQuick, bool IsMarkdown)
    {
        public Race Race { get; } = new(Threads, TimeSpan.FromSeconds(IsQuick ? 0.5 : 6), IsQuick ? 3 : 9);

        public string Machine =>
            $"{Processor()}, .NET {Environment.Version}, {DateTime.UtcNow:yyyy-MM-dd}; {(Threads == 1 ? "1 thread, its processor time" : $"{Threads} threads, wall clock; {Race.Remark}")}";

        public bool IsNamed(string name) => Filter.Length == 0 || Filter.Any(text => name.Contains(text, StringComparison.OrdinalIgnoreCase));
    }
}
