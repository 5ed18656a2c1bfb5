using System.Collections;
using System.Diagnostics;

namespace Covector.Benchmarks;

/// <summary>Runs the program once more in an environment that measures what is meant: one thread, tiered compilation without delay, OpenBLAS as it comes.</summary>
internal static class CleanProcess
{
    private const string Marker = "COVECTOR_BENCHMARKS_CLEAN";

    /// <summary>What the first process has left out of the environment; to be said beside the figures.</summary>
    public static string Remark => Environment.GetEnvironmentVariable(Marker) ?? "";

    /// <summary>Runs the command in a new process; its exit code, or null if this is that process.</summary>
    public static int? Run(string[] args)
    {
        if (Environment.GetEnvironmentVariable(Marker) is not null)
            return null;
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("The program has no file.");
        var start = new ProcessStartInfo(program, args);
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Insert(0, Environment.GetCommandLineArgs()[0]);

        // These make OpenBLAS run kernels for another machine.
        string[] dropped = [.. Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name => name is "OPENBLAS_CORETYPE" or "OPENBLAS_L2_SIZE")];
        foreach (string name in dropped)
            start.Environment.Remove(name);
        start.Environment["OPENBLAS_NUM_THREADS"] = "1";

        // On one processor the runtime would wait ten times as long before it compiles hot code for good.
        start.Environment["DOTNET_TC_DelaySingleProcMultiplier"] = "1";
        start.Environment[Marker] = dropped.Length == 0 ? "" : $"{string.Join(" and ", dropped)} was set and has been left out.";
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
