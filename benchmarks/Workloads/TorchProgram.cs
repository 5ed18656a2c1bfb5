using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Covector.Benchmarks.Workloads;

/// <summary>
/// The opponent of benchmarks/torch/opponent.py: torch's operations in a Python process of their own, which says how long they took. None where
/// no Python has torch.
/// </summary>
internal sealed class TorchProgram
{
    /// <summary>Debian's torch belongs to the system's Python, which another may hide.</summary>
    private static readonly string[] Interpreters = ["python3", "/usr/bin/python3"];

    private static readonly Lazy<string?> Interpreter = new(FindInterpreter);

    private readonly Process process;
    private readonly string folder;

    private TorchProgram(string interpreter, string script, string function, int[] sizes, byte[][] inputs)
    {
        folder = Directory.CreateTempSubdirectory("covector-").FullName;
        for (int i = 0; i < inputs.Length; i++)
            File.WriteAllBytes(Path.Combine(folder, Text(i)), inputs[i]);
        var start = new ProcessStartInfo(interpreter, [script, function, Text(Environment.ProcessorCount), folder, .. sizes.Select(Text)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        // Its threads would spin for a while after their work, on the processors that the next contestant needs.
        start.Environment["OMP_WAIT_POLICY"] = "passive";
        process = Process.Start(start)!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => End();
        process.StandardOutput.ReadLine();
    }

    /// <summary>The contestant, or none; it starts when it is first asked, and reads all inputs from files.</summary>
    /// <param name="function">As the script calls it.</param>
    /// <param name="sizes">The sizes that the script asks for.</param>
    /// <param name="inputs">The inputs in the order of the script.</param>
    public static IEnumerable<Contestant> Contestants(string function, int[] sizes, params byte[][] inputs)
    {
        if (Interpreter.Value is not { } interpreter || Script() is not { } script)
            yield break;
        var program = new Lazy<TorchProgram>(() => new(interpreter, script, function, sizes, inputs));
        yield return new(
            Contestant.Torch, () => program.Value.Time(Quantity.Value, 1), () => program.Value.Time(Quantity.Gradient, 1), () => program.Value.Results())
        { Elsewhere = (quantity, calls) => program.Value.Time(quantity, calls) };
    }

    /// <summary>The bytes of numbers.</summary>
    public static byte[] Bytes<T>(ReadOnlySpan<T> numbers)
        where T : unmanaged => MemoryMarshal.AsBytes(numbers).ToArray();

    private double Time(Quantity quantity, int calls) =>
        double.Parse(Ask($"{(quantity == Quantity.Value ? "value" : "gradient")} {calls}"), CultureInfo.InvariantCulture);

    private double[][] Results()
    {
        int count = int.Parse(Ask("results"), CultureInfo.InvariantCulture);
        return [.. Enumerable.Range(0, count).Select(i => MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(Path.Combine(folder, $"r{i}"))).ToArray())];
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private string Ask(string command)
    {
        process.StandardInput.WriteLine(command);
        process.StandardInput.Flush();
        return process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The torch script ended at '{command}'.");
    }

    private void End()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static string? FindInterpreter()
    {
        foreach (string interpreter in Interpreters)
        {
            try
            {
                var start = new ProcessStartInfo(interpreter, ["-c", "import torch, numpy"]) { RedirectStandardError = true };
                using var process = Process.Start(start)!;
                process.StandardError.ReadToEnd();
                process.WaitForExit();
                if (process.ExitCode == 0)
                    return interpreter;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // No such program: the next may be there.
            }
        }

        return null;
    }

    private static string? Script()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "torch", "opponent.py") is var script && File.Exists(script))
                return script;
        return null;
    }
}
