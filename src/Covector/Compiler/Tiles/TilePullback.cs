namespace Covector.Compiler;

/// <summary>The pullback of an elementwise primitive as a tile program.</summary>
internal sealed class TilePullback : IPullback
{
    private readonly TileProgram? program;
    private readonly int arity;
    private readonly int[] inputSlots;
    private readonly int[] outputSlots;

    /// <summary>For each operand where among the values its contribution is; −1 for zero.</summary>
    private readonly int[] contributionSlots;

    private TilePullback(PullbackGraph pullback, Graph graph, List<Equation> equations, Equation?[] constants, int arity)
    {
        this.arity = arity;
        var inputs = Array.FindAll(graph.Inputs, v => equations.Exists(e => e.Inputs.Contains(v)));
        var outputs = graph.Outputs.Distinct().Except(graph.Inputs).ToArray();
        inputSlots = Array.ConvertAll(inputs, v => Array.IndexOf(graph.Inputs, v));
        outputSlots = [.. Enumerable.Range(graph.Inputs.Length, outputs.Length)];
        contributionSlots = new int[arity];
        Array.Fill(contributionSlots, -1);
        for (int i = 0; i < pullback.Operands.Length; i++)
        {
            int input = Array.IndexOf(graph.Inputs, graph.Outputs[i]);
            contributionSlots[pullback.Operands[i]] = input >= 0 ? input : outputSlots[Array.IndexOf(outputs, graph.Outputs[i])];
        }

        foreach (int slot in inputSlots.Concat(contributionSlots))
            if (slot >= 0 && slot <= arity)
                Reads |= 1 << slot;
        IsZero = pullback.Operands.Length == 0;
        if (equations.Count > 0)
            program = new TileProgram(equations, inputs, constants, outputs);
    }

    public int Reads { get; }

    public bool IsZero { get; }

    /// <summary>Traces and compiles the rule; null if it is not made of elementwise operations alone, or needs too many values.</summary>
    public static IPullback? Compile(Elementwise primitive, ReadOnlySpan<TensorType> operands, int active)
    {
        var pullback = PullbackGraph.Of(primitive, operands, active);
        var graph = Pipeline.Simplify(pullback.Graph);
        var equations = new List<Equation>();
        var constants = new Equation?[graph.VariableCount];
        foreach (var equation in graph.Equations)
        {
            if (equation.Primitive is Fill)
                constants[equation.Output.Id] = equation;
            else if (TileGroup.Accepts(equation))
                equations.Add(equation);
            else
                return null;
        }

        bool fits = graph.Captures.Length == 0 && graph.Inputs.Length + graph.Outputs.Length <= ValueRoom.Most
            && !Array.Exists(graph.Outputs, v => constants[v.Id] is not null);
        return fits ? new TilePullback(pullback, graph, equations, constants, operands.Length) : null;
    }

    public void Run(ReadOnlySpan<Tensor?> values, Tensor cotangent, Span<Tensor?> contributions)
    {
        var room = default(ValueRoom);
        Span<Tensor?> all = room;
        values.CopyTo(all);
        all[arity + 1] = cotangent;
        program?.Run(all, inputSlots, outputSlots, cotangent.Shape);
        for (int i = 0; i < contributions.Length; i++)
            contributions[i] = contributionSlots[i] < 0 ? null : all[contributionSlots[i]];
    }

    /// <summary>The operands, the output, its cotangent, and the contributions.</summary>
    [InlineArray(Most)]
    private struct ValueRoom
    {
        public const int Most = 8;

        private Tensor? first;
    }
}
