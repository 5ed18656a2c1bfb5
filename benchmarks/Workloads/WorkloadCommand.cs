using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Covector.Benchmarks.Workloads;

/// <summary>The commands "workloads" and "gradbench", which print a table of whole programs.</summary>
internal static class WorkloadCommand
{
    private static readonly Argument<string[]> Filter = new("filter")
    {
        Description = "Parts of names: only workloads whose name or size contains one of them.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<int> Threads = new("--threads")
    {
        Description = "How many threads compute.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<bool> Quick = new("--quick") { Description = "Few rounds, and not the largest sizes." };

    private static readonly Option<bool> Markdown = new("--markdown") { Description = "Print the table as Markdown." };

    /// <summary>Runs the command in <paramref name="args"/>; returns the exit code.</summary>
    public static int Run(string[] args) => new RootCommand("Covector against functions and gradients written by hand.")
    {
        Build("workloads", "All workloads.", _ => true),
        Build("gradbench", "The functions of the public benchmark for differentiation.", workload => workload.Part == "gradbench"),
    }.Parse(args).Invoke();

    private static Command Build(string name, string description, Func<Workload, bool> part)
    {
        var command = new Command(name, description) { Filter, Threads, Quick, Markdown };
        command.SetAction(parsed =>
        {
            int threads = parsed.GetValue(Threads);
            if (threads != Environment.ProcessorCount && Environment.GetEnvironmentVariable("DOTNET_PROCESSOR_COUNT") is null)
                return Restart(threads);
            string[] filter = parsed.GetValue(Filter) ?? [];
            var workloads = Workload.All.Where(workload => part(workload) && IsNamed(workload, filter));
            return Print(workloads, threads, parsed.GetValue(Quick), new WorkloadTable(parsed.GetValue(Markdown)));
        });
        return command;
    }

    private static bool IsNamed(Workload workload, string[] filter) =>
        filter.Length == 0 || filter.Any(text => $"{workload.Name} {workload.Size}".Contains(text, StringComparison.OrdinalIgnoreCase));

    private static int Print(IEnumerable<Workload> workloads, int threads, bool isQuick, WorkloadTable table)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var race = new Race(threads == 1, TimeSpan.FromSeconds(isQuick ? 0.5 : 6), isQuick ? 3 : 9);
        foreach (var workload in workloads.Where(workload => !(isQuick && workload.IsLarge)))
        {
            Console.Error.WriteLine($"{workload.Name}, {workload.Size}");
            try
            {
                table.Add(workload, race);
            }
            catch (CovectorException exception)
            {
                table.AddFailure(workload, exception);
            }

            GC.Collect();
        }

        string clock = threads == 1 ? "1 thread, its processor time" : $"{threads} threads, wall clock";
        return table.Print($"{Processor()}, .NET {Environment.Version}, {DateTime.UtcNow:yyyy-MM-dd}; {clock}");
    }

    private static string Processor()
    {
        const string Key = "model name";
        string[] lines = File.Exists("/proc/cpuinfo") ? File.ReadAllLines("/proc/cpuinfo") : [];
        string? line = Array.Find(lines, line => line.StartsWith(Key, StringComparison.Ordinal));
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    /// <summary>The same in a process that sees as many processors; set with it: optimized code comes as early as with several.</summary>
    private static int Restart(int threads)
    {
        string[] line = Environment.GetCommandLineArgs();
        string program = Environment.ProcessPath!;
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        var start = new ProcessStartInfo(program, isHost ? line : line[1..]);
        start.Environment["DOTNET_PROCESSOR_COUNT"] = threads.ToString(CultureInfo.InvariantCulture);
        start.Environment["DOTNET_TC_DelaySingleProcMultiplier"] = "1";
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
