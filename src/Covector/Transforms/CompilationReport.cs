using System.Text;

namespace Covector;

/// <summary>How a compiled function runs: the graph as it was traced and simplified, the steps that it became, their loops.</summary>
/// <remarks>Made by <c>Jit(f).Explain(x)</c>; <see cref="ToString"/> shows everything.</remarks>
public sealed class CompilationReport
{
    private readonly Graph traced;
    private readonly StepProgram program;
    private readonly Dictionary<Variable, string> names = [];
    private readonly Dictionary<Variable, string> definitions = [];

    internal CompilationReport(Graph traced)
    {
        this.traced = traced;
        Graph = Pipeline.Simplify(traced);
        program = StepProgram.Of(Graph);
        var printed = GraphPrinter.Names(Graph);
        foreach (var variable in Graph.Inputs.Concat(Graph.Captures.Select(c => c.Variable)))
            names[variable] = printed[variable.Id];
        foreach (var equation in Graph.Equations)
        {
            foreach (var output in equation.Outputs)
                names[output] = printed[output.Id];
            string operands = string.Join(' ', equation.Inputs.Select(v => names[v]));
            definitions[equation.Output] = $"{names[equation.Output]} = {equation.Primitive} {operands}";
        }

        // What only the steps have: constants in memory, views as tensors of their own.
        foreach (var variable in program.Steps.SelectMany(s => s.Outputs))
            names.TryAdd(variable, $"t{names.Count - printed.Count}");
    }

    /// <summary>The graph after the passes over it.</summary>
    public Graph Graph { get; }

    /// <summary>The steps in order, one a line, with the names of the graph: <c>c = kernel[3]: 2 operations (a, b)</c>.</summary>
    public string Schedule => string.Join("\n", Steps);

    /// <summary>The bytes of the arena that holds all values between the steps.</summary>
    public long ArenaBytes => program.FrameBytes;

    private IEnumerable<string> Steps => program.Steps.Select(step =>
        $"{Named(step.Outputs)} = {step}{(step.Inputs.Length > 0 ? $" ({Named(step.Inputs)})" : "")}{InPlace(step)}"
            + (step is KernelStep { Streamed: not null } ? ", past the caches" : "") + (program.IsConstant(step) ? ", once" : ""));

    /// <summary>Which results are written over which values.</summary>
    private string InPlace(ProgramStep step)
    {
        var pairs = step.Outputs.Where(v => program.Under(v) is not null).Select(v => $"{Named([v])} over {Named([program.Under(v)!])}");
        string all = string.Join(", ", pairs);
        return all.Length > 0 ? $", {all}" : "";
    }

    /// <summary>The loops of all kernels as C# that computes the same, one point after another.</summary>
    public string ToCSharp() => string.Join("\n", program.Kernels.Select(
        (kernel, i) => LoopPrinter.Print(kernel, $"Kernel{i}", names.GetValueOrDefault, definitions.GetValueOrDefault)));

    /// <summary>The graph as traced and as simplified, the schedule, the memory, the kernels and their vectors.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        string before = traced.ToString(), after = Graph.ToString();
        text.Append($"traced: {Error.Count(traced.Count, "equation")}\n{before}\n\n");
        text.Append(before == after ? "simplified: the same\n" : $"simplified: {Error.Count(Graph.Count, "equation")}\n{after}\n");
        text.Append("\nschedule: what each step computes (of what it reads)\n").AppendJoin("\n", Steps.Select(s => $"  {s}"));
        text.Append($"\n\narena: {ArenaBytes:N0} bytes for values between steps; about {program.Cost / 1000:0.0} µs on one thread\n\n");
        text.Append("kernels: loops as C#, b are buffers, v values, i places; comments are the names and equations of the graph\n");
        text.Append(ToCSharp());
        text.Append("\nvectors: the points that a turn of each innermost loop takes on this machine\n");
        return text.AppendJoin("\n", program.Kernels.Select((kernel, i) => $"  Kernel{i}: {Turn(kernel)}")).ToString();
    }

    /// <summary>How a kernel goes through its points.</summary>
    private static string Turn(LoopKernel kernel)
    {
        if (!kernel.IsVectorizable || kernel.Points == 1)
            return "1, without vectors";
        return kernel.WideVectors > 0 && StreamedKernel.Of(kernel) is null
            ? $"{kernel.Turn} in {Error.Count(kernel.WideVectors, "vector")} of 512 bits, what may be left in vectors of 256 bits"
            : $"{kernel.Lanes * kernel.Interleave} in {Error.Count(kernel.Interleave, "vector")} of 256 bits";
    }

    private string Named(Variable[] variables) => string.Join(", ", variables.Select(v => names.GetValueOrDefault(v, v.ToString())));
}
