using System.Diagnostics;
using System.Globalization;

namespace Covector.Benchmarks;

/// <summary>Runs the program once more in an environment that measures what is meant: so many threads, tiered compilation without delay, OpenBLAS with the kernels of this machine.</summary>
internal static class CleanProcess
{
    private const string Marker = "COVECTOR_BENCHMARKS_CLEAN";

    /// <summary>What the first process has changed in the environment, and what it could not; to be said beside the figures.</summary>
    public static string Remark => OpenBlas.CoreItShouldTake is { } core
        ? $"{Environment.GetEnvironmentVariable(Marker)} OpenBLAS runs kernels without AVX; start without OPENBLAS_CORETYPE to have it run those for {core}."
        : Environment.GetEnvironmentVariable(Marker) ?? "";

    /// <summary>Runs the command in a new process; its exit code, or null if this is that process.</summary>
    public static int? Run(string[] args, int? threads = null)
    {
        if (Environment.GetEnvironmentVariable(Marker) is not null)
            return null;
        using var process = Process.Start(Again(args, threads))!;
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>How to start this program again; with a number of threads it sees so many processors.</summary>
    public static ProcessStartInfo Again(string[] args, int? threads = null)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("The program has no file.");
        var start = new ProcessStartInfo(program, args);
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Insert(0, Environment.GetCommandLineArgs()[0]);

        // These make OpenBLAS run kernels for another machine.
        string[] dropped = [.. Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name is "OPENBLAS_CORETYPE" or "OPENBLAS_L2_SIZE")];
        foreach (string name in dropped)
            start.Environment.Remove(name);
        var remarks = new List<string>();
        if (dropped.Length > 0)
            remarks.Add($"{string.Join(" and ", dropped)} was set and has been left out.");
        if (OpenBlas.CoreItShouldTake is { } core)
        {
            start.Environment["OPENBLAS_CORETYPE"] = core;
            remarks.Add($"OpenBLAS does not know this processor and would run kernels without AVX: it was told to run those for {core}.");
        }

        start.Environment["OPENBLAS_NUM_THREADS"] = (threads ?? 1).ToString(CultureInfo.InvariantCulture);
        if (threads is { } count)
            start.Environment["DOTNET_PROCESSOR_COUNT"] = count.ToString(CultureInfo.InvariantCulture);

        // On one processor the runtime would wait ten times as long before it compiles hot code for good.
        start.Environment["DOTNET_TC_DelaySingleProcMultiplier"] = "1";
        start.Environment.TryAdd(Marker, string.Join(" ", remarks));
        return start;
    }
}
