using System.Text;

namespace Covector;

/// <summary>How a compiled function runs: the graph as it was traced and simplified, the steps that it became, their loops.</summary>
/// <remarks>Made by <c>Jit(f).Explain(x)</c>; <see cref="ToString"/> shows everything.</remarks>
public sealed class CompilationReport
{
    private readonly Graph traced;
    private readonly StepProgram program;
    private readonly Dictionary<Variable, string> names = [];

    internal CompilationReport(Graph traced)
    {
        this.traced = traced;
        Graph = Pipeline.Simplify(traced);
        program = StepProgram.Of(Graph);
        var printed = GraphPrinter.Names(Graph);
        foreach (var variable in Graph.Inputs.Concat(Graph.Captures.Select(c => c.Variable)).Concat(Graph.Equations.SelectMany(e => e.Outputs)))
            names[variable] = printed[variable.Id];
        // What only the steps have: constants in memory, views as tensors of their own.
        foreach (var variable in program.Steps.SelectMany(s => s.Outputs))
            names.TryAdd(variable, $"t{names.Count - printed.Count}");
    }

    /// <summary>The graph after the passes over it.</summary>
    public Graph Graph { get; }

    /// <summary>The steps in order, one a line: <c>c = kernel[3]: 2 operations (a, b)</c> computes c of a and b, all names of <see cref="Graph"/>.</summary>
    public string Schedule => string.Join("\n", Steps);

    /// <summary>The bytes of the arena that holds all values between the steps.</summary>
    public long ArenaBytes => program.FrameBytes;

    private IEnumerable<string> Steps => program.Steps.Select(step =>
        $"{Named(step.Outputs)} = {step}{(step.Inputs.Length > 0 ? $" ({Named(step.Inputs)})" : "")}");

    /// <summary>The loops of all kernels as C# that computes the same, one point after another.</summary>
    public string ToCSharp() =>
        string.Join("\n", program.Kernels.Select((kernel, i) => LoopPrinter.Print(kernel, $"Kernel{i}", names.GetValueOrDefault)));

    /// <summary>The graph as traced and as simplified, the schedule, the memory, the kernels.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        string before = traced.ToString(), after = Graph.ToString();
        text.Append($"traced: {traced.Count} equations\n{before}\n\n");
        text.Append(before == after ? "simplified: the same\n" : $"simplified: {Graph.Count} equations\n{after}\n");
        text.Append("\nschedule: what each step computes (of what it reads)\n").AppendJoin("\n", Steps.Select(s => $"  {s}"));
        text.Append($"\n\narena: {ArenaBytes:N0} bytes for values between steps; about {program.Cost / 1000:0.0} µs on one thread\n\n");
        text.Append("kernels: loops as C#, b are buffers, v values, i places; comments name what is loaded and stored\n").Append(ToCSharp());
        return text.ToString();
    }

    private string Named(Variable[] variables) => string.Join(", ", variables.Select(v => names.GetValueOrDefault(v, v.ToString())));
}
