namespace Covector.Compiler;

/// <summary>
/// The body of a loop over tensors that have the same rows, none of which reads another row: it can run for some rows at a time. What is
/// folded from all rows is stacked only.
/// </summary>
internal sealed class RowBody
{
    private readonly Variable[] inputs;
    private readonly Variable[] outputs;
    private readonly RowStepBuilder builder;

    private RowBody(Variable[] inputs, Variable[] outputs, RowStepBuilder builder)
    {
        this.inputs = inputs;
        this.outputs = outputs;
        this.builder = builder;
        builder.Arrange(v => Array.IndexOf(outputs, v) >= 0, hasRoom: true);
    }

    public int Rows => builder.Rows;

    /// <summary>The kernels of the steps.</summary>
    public IEnumerable<LoopKernel> Kernels => builder.Steps.SelectMany(s => s.Kernels);

    /// <summary>The rows that must be worked on together.</summary>
    public nint RowsTogether => builder.RowsTogether;

    /// <summary>A multiple of this many rows is whole vectors for all kernels; none can run with fewer rows.</summary>
    public int Lanes => Kernels.Select(k => k.Lanes).DefaultIfEmpty(1).Max();

    /// <summary>Emits the code of the steps.</summary>
    public void Prepare() => builder.Steps.ForEach(s => s.Prepare());

    public IReadOnlyList<RowOperation> Operations => builder.Operations;

    /// <summary>About how long a step takes on one thread, in nanoseconds.</summary>
    public double Cost => builder.Cost;

    public int VariableCount => builder.VariableCount;

    /// <summary>The numbers of variables between steps.</summary>
    public IReadOnlyList<int> Scratch => builder.Scratch;

    /// <summary>
    /// The bytes of a row of what the steps of the loop work on, if it is the same for all: 0 where each has rows of its own.
    /// </summary>
    public nint BytesOfAllSteps { get; private init; }

    /// <summary>The bytes of the longest row that a step works on.</summary>
    public nint LongestRow => builder.RowBytes.Values.DefaultIfEmpty(0).Max();

    /// <summary>The bytes of a row of a variable.</summary>
    public nint RowBytes(int variable) => builder.RowBytes[variable];

    public override string ToString() => string.Join(" | ", builder.Steps);

    /// <summary>The number of an input of the body; −1 if it is not read.</summary>
    public int Input(int i) => builder.NumberOf(inputs[i]);

    /// <summary>The number of an output of the body.</summary>
    public int Output(int i) => builder.NumberOf(outputs[i]);

    /// <summary>Whether an output of the body is folded from all rows.</summary>
    public bool IsFolded(int output) => builder.IsFolded(outputs[output]);

    /// <summary>The stacks of the loop that this is the body of whose elements are folded from all rows.</summary>
    public Variable[] FoldedStacks(LoopStep loop) => [.. loop.Outputs.Where((_, i) => IsFolded(i))];

    /// <summary>The folds over all rows, each with the number of its memory and the output that it makes.</summary>
    public IEnumerable<(RowFold Fold, int Partials, int Output)> Folds =>
        builder.Folds.Select(f => (f.Fold, f.Partials, Array.FindIndex(outputs, v => builder.NumberOf(v) == f.Output)));

    /// <summary>Whether rows of an input are read by the same rows alone.</summary>
    public bool StaysInRow(int input) => builder.StaysInRow(inputs[input]);

    /// <summary>The body of a loop, if all that it carries and makes has rows.</summary>
    public static RowBody? Of(Scan scan)
    {
        if (scan.Length == 0 || scan.Body.Outputs is not [{ Type.Shape: { Rank: > 0 } shape }, ..] || shape[0] < 2)
            return null;
        int rows = shape[0];
        if (!Array.TrueForAll(scan.Body.Outputs[..scan.CarryCount], HasRows))
            return null;
        var graph = ShiftFusion.Apply(Pipeline.Simplify(scan.Body));
        var (outputs, steps) = ProgramScheduler.Steps(graph);
        var builder = new RowStepBuilder(rows);
        for (int i = scan.ConstantCount; i < scan.CarryEnd; i++)
            builder.AddCarried(graph.Inputs[i]);
        foreach (var step in steps)
        {
            if (!builder.CanRun(step))
                return null;
            builder.Add(step);
        }

        for (int i = 0; i < outputs.Length; i++)
            if (builder.IsFolded(outputs[i]) ? i < scan.CarryCount : !HasRows(outputs[i]))
                return null;
        bool hasStacks = graph.Inputs[scan.CarryEnd..].Any(HasRows) || outputs[scan.CarryCount..].Any(v => !builder.IsFolded(v));
        var body = new RowBody(graph.Inputs, outputs, builder)
        {
            BytesOfAllSteps = hasStacks ? 0 : builder.RowBytes.Values.Sum(b => (int)b),
        };
        double foldBytes = scan.Length * body.Folds.Sum(f => (double)f.Fold.PartialBytes(rows));
        // With fewer rows there is nothing to divide.
        return rows < 2 * body.Lanes || foldBytes > StackedFolds.MostBytes ? null : body;

        bool HasRows(Variable variable) => variable.Type.Shape is { Rank: > 0 } shape && shape[0] == rows;
    }
}
