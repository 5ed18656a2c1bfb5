using System.Text;

namespace Covector;

/// <summary>How a compiled function runs: the graph as it was traced and simplified, the steps that it became, their loops.</summary>
/// <remarks>Made by <c>Jit(f).Explain(x)</c>; <see cref="ToString"/> shows everything.</remarks>
public sealed class CompilationReport
{
    private readonly Graph traced;
    private readonly StepProgram program;

    internal CompilationReport(Graph traced)
    {
        this.traced = traced;
        Graph = Pipeline.Simplify(traced);
        program = StepProgram.Of(Graph);
    }

    /// <summary>The graph after the passes over it.</summary>
    public Graph Graph { get; }

    /// <summary>The steps in order, one a line.</summary>
    public string Schedule => string.Join("\n", program.Steps.Select(s => s.ToString()));

    /// <summary>The bytes of the arena that holds all values between the steps.</summary>
    public long ArenaBytes => program.FrameBytes;

    /// <summary>The loops of all kernels as C# that computes the same, one point after another.</summary>
    public string ToCSharp() => string.Join("\n", program.Kernels.Select((kernel, i) => LoopPrinter.Print(kernel, $"Kernel{i}")));

    /// <summary>The graph as traced and as simplified, the schedule, the memory, the kernels.</summary>
    public override string ToString() => new StringBuilder()
        .Append($"traced: {traced.Count} equations\n{traced}\n\nsimplified: {Graph.Count} equations\n{Graph}\n\nschedule\n")
        .AppendJoin("\n", program.Steps.Select(s => $"  {s}"))
        .Append($"\n\narena: {ArenaBytes:N0} bytes; about {program.Cost / 1000:0.0} µs on one thread\n\nkernels\n").Append(ToCSharp())
        .ToString();
}
