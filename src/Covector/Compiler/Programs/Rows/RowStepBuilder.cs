namespace Covector.Compiler;

/// <summary>Collects steps over the same rows into a <see cref="RowStep"/>.</summary>
internal sealed class RowStepBuilder
{
    /// <summary>The rows that are worked on together take about this many bytes of cache.</summary>
    private const int BlockBytes = 192 << 10;

    /// <summary>The same with stacks that loops make, which do not fit into the nearest cache anyway.</summary>
    private const int BlockBytesOfLoops = 1 << 20;

    /// <summary>Stacks of the rows that must be worked on together, in the memory of each thread, take this many bytes at the most.</summary>
    private const long LargestStackBytes = 16 << 20;

    /// <summary>What all steps of a loop work on, the nearest cache has room for.</summary>
    private const int BytesOfCarries = 24 << 10;

    /// <summary>With fewer rows it takes more to go from step to step than the nearest cache saves.</summary>
    private const int FewestInNearestCache = 256;

    /// <summary>More blocks would not be shared more evenly.</summary>
    private const int MostBlocks = 32;

    /// <summary>Blocks of more rows than this are a multiple of it.</summary>
    private const int WholeBlock = 64;

    private readonly Dictionary<Variable, int> numbers = [];
    private readonly HashSet<Variable> defined = [];
    private readonly HashSet<Variable> folded = [];
    private readonly HashSet<Variable> carried = [];
    private readonly Dictionary<Variable, int> stacks = [];
    private nint largestUnit = 1;
    private nint largestRow = 1;
    private long stackedRow;

    public RowStepBuilder(int rows) => Rows = rows;

    public int Rows { get; }

    public List<ProgramStep> Steps { get; } = [];

    public List<Variable> Inputs { get; } = [];

    public List<Variable> Outputs { get; } = [];

    public List<RowOperation> Operations { get; } = [];

    public List<(RowFold Fold, int Partials, int Output)> Folds { get; } = [];

    public List<int> Scratch { get; } = [];

    /// <summary>The loops among the operations.</summary>
    public List<RowLoop> Loops { get; } = [];

    /// <summary>Stacks of rows, which loops make and read: their lengths.</summary>
    public Dictionary<int, int> StackLengths { get; } = [];

    /// <summary>The bytes of a row of each variable that has rows.</summary>
    public Dictionary<int, nint> RowBytes { get; } = [];

    /// <summary>The number of rows that are worked on together.</summary>
    public int BlockRows { get; private set; }

    public int VariableCount { get; private set; }

    public double Cost { get; private set; }

    /// <summary>The number of a variable among those of the step, −1 for another.</summary>
    public int NumberOf(Variable variable) => numbers.GetValueOrDefault(variable, -1);

    /// <summary>Takes note of an input that only holds the rows that are worked on.</summary>
    public void AddCarried(Variable variable) => carried.Add(variable);

    /// <summary>Whether a step of a loop's body can run for some rows at a time: at least <see cref="RowStep.LeastBlock"/>.</summary>
    public bool CanRun(ProgramStep step) => step switch
    {
        _ when ReadsFolded(step) => false,
        KernelStep kernel =>
            kernel.Domain.Rank > 0 && kernel.Domain[0] == Rows && StepRows.IsDivisible(kernel, Rows)
            && kernel.Views.All(v => !(defined.Contains(v.Root) || carried.Contains(v.Root)) || StaysInRow(v))
            && kernel.Stores.All(v => StaysInRow(v) || (kernel.Kernel.FoldsBlocks && kernel.FoldedOutputs.Contains(v.Root))),
        ReductionStep reduction =>
            StepRows.IsDivisible(reduction) && reduction.Source.Shape[0] == Rows && StaysInRow(reduction.Source),
        PlaceStep { Copied: { } source } =>
            source.Shape.Rank > 0 && source.Shape[0] == Rows && StaysInRow(source) && step.Outputs[0].Type.Shape[0] == Rows,
        _ => false,
    };

    /// <summary>Whether every step reads a variable in the same rows only.</summary>
    public bool StaysInRow(Variable variable) => Steps.All(step => step switch
    {
        KernelStep kernel => kernel.Views.All(v => v.Root != variable || StaysInRow(v)),
        ReductionStep reduction => reduction.Source.Root != variable || StaysInRow(reduction.Source),
        _ => true,
    });

    /// <summary>The rows that must be worked on together.</summary>
    public nint RowsTogether => largestUnit;

    /// <summary>Whether a variable is folded from all rows.</summary>
    public bool IsFolded(Variable variable) => folded.Contains(variable);

    /// <summary>Whether the step reads something that this one defines.</summary>
    public bool Feeds(ProgramStep step)
    {
        foreach (var input in step.Inputs)
            if (defined.Contains(input))
                return true;
        return false;
    }

    private bool ReadsFolded(ProgramStep step) => Array.Exists(step.Inputs, folded.Contains);

    /// <summary>
    /// The bytes of the longest row that a step makes or reduces. Of a stack that is one step of the loop: a block of its rows, however
    /// large, is sooner at hand than all of them.
    /// </summary>
    private nint LongestRow(ProgramStep step)
    {
        nint bytes = 0;
        if (step is LoopStep { Rows: { } body })
            return body.LongestRow;
        foreach (var variable in step is ReductionStep ? step.Inputs : step.Outputs)
            bytes = Math.Max(bytes, BytesOfRow(variable));
        return bytes;
    }

    /// <summary>The bytes of a row of all that a loop stacks, for all its steps.</summary>
    private static long StackedRow(ProgramStep step) => step is not LoopStep { Rows: { } body, Scan: var scan } ? 0
        : scan.Length * Enumerable.Range(scan.CarryCount, scan.StackedCount).Where(i => !body.IsFolded(i))
            .Sum(i => scan.Body.Outputs[i].Type.Shape.Size / body.Rows * scan.Body.Outputs[i].Type.DType.Size);

    /// <summary>Whether the step can run with the others, row by row.</summary>
    public bool Fits(ProgramStep step)
    {
        if (StepRows.Of(step) != Rows || ReadsFolded(step))
            return false;
        if (step is KernelStep kernel)
        {
            foreach (var view in kernel.Views)
                if (defined.Contains(view.Root) && !StaysInRow(view))
                    return false;
        }
        else if (step is ReductionStep reduction && defined.Contains(reduction.Source.Root) && !StaysInRow(reduction.Source))
        {
            return false;
        }
        else if (step is LoopStep loop && !Fits(loop))
        {
            return false;
        }

        if (step is not LoopStep && step.Inputs.Any(stacks.ContainsKey))
            return false;

        nint together = Math.Max(StepRows.TogetherIn(step, Rows), largestUnit);
        return together == 1 || (together * Math.Max(LongestRow(step), largestRow) <= StepRows.LargestUnitBytes
            && together * (stackedRow + StackedRow(step)) <= LargestStackBytes);
    }

    /// <summary>Whether all that the loop reads of the other steps is there when its rows come.</summary>
    private bool Fits(LoopStep loop)
    {
        for (int i = 0; i < loop.Operands.Length; i++)
        {
            var view = loop.Operands[i];
            if (!defined.Contains(view.Root))
                continue;
            bool isElement = i >= loop.Scan.CarryEnd;
            if (isElement != stacks.ContainsKey(view.Root) || !(isElement ? view.Equals(View.Of(view.Root)) : StaysInRow(view))
                || !loop.Rows!.StaysInRow(i))
                return false;
        }

        return true;
    }

    public void Add(ProgramStep step)
    {
        Steps.Add(step);
        defined.UnionWith(step.Outputs);

        largestUnit = Math.Max(largestUnit, StepRows.TogetherIn(step, Rows));
        largestRow = Math.Max(largestRow, LongestRow(step));
        stackedRow += StackedRow(step);
        foreach (var output in StepRows.FoldedBy(step))
            folded.Add(output);
        if (step is LoopStep loop)
            foreach (var stack in loop.Outputs.AsSpan(loop.Scan.CarryCount))
                if (!folded.Contains(stack))
                    stacks.Add(stack, loop.Scan.Length);
    }

    /// <summary>Which steps have to do with the first one: by variables that they share, or through others.</summary>
    public bool[] Related()
    {
        var related = new bool[Steps.Count];
        var variables = new HashSet<Variable>();
        for (bool grows = true; grows;)
        {
            grows = false;
            for (int i = 0; i < related.Length; i++)
                if (!related[i] && (i == 0 || variables.Overlaps(Steps[i].Inputs) || variables.Overlaps(Steps[i].Outputs)))
                {
                    related[i] = grows = true;
                    variables.UnionWith(Steps[i].Inputs);
                    variables.UnionWith(Steps[i].Outputs);
                }
        }

        return related;
    }

    /// <summary>The step; <paramref name="isRead"/> says which results others read.</summary>
    public RowStep Build(Func<Variable, bool> isRead)
    {
        Arrange(isRead, hasRoom: false);
        return RowStep.Of(this);
    }

    /// <summary>Numbers the variables and makes the operations.</summary>
    /// <param name="isRead">Which results others read.</param>
    /// <param name="hasRoom">Whether there is room for whole vectors behind the rows of the results.</param>
    public void Arrange(Func<Variable, bool> isRead, bool hasRoom)
    {
        foreach (var step in Steps)
            foreach (var input in step.Inputs)
                if (!defined.Contains(input) && numbers.TryAdd(input, numbers.Count))
                    Inputs.Add(input);
        foreach (var step in Steps)
            foreach (var output in step.Outputs)
                if ((isRead(output) || folded.Contains(output)) && numbers.TryAdd(output, numbers.Count))
                    Outputs.Add(output);
        VariableCount = numbers.Count;
        foreach (var step in Steps)
            foreach (var output in step.Outputs)
                if (!numbers.ContainsKey(output))
                    AddScratch(output);
        foreach (var (variable, number) in numbers)
            if (!folded.Contains(variable) && HasRows(variable))
                RowBytes[number] = BytesOfRow(variable);
        foreach (var (variable, length) in stacks)
        {
            StackLengths[numbers[variable]] = length;
            RowBytes[numbers[variable]] = BytesOfRow(variable) / length;
        }

        BlockRows = RowsOfBlock();
        foreach (var step in Steps)
            switch (step)
            {
                case KernelStep kernel:
                    AddKernel(kernel, hasRoom);
                    break;
                case LoopStep loop:
                    AddLoop(loop);
                    break;
                case PlaceStep copy:
                    Operations.Add(new RowCopy(numbers[copy.Inputs[0]], numbers[copy.Outputs[0]], BytesOfRow(copy.Outputs[0])));
                    break;
                default:
                    AddReduction((ReductionStep)step);
                    break;
            }
    }

    /// <summary>As many rows as the second-level cache has room for beside other things, or as must be worked on together.</summary>
    private int RowsOfBlock()
    {
        nint rowBytes = 1;
        foreach (var (variable, bytes) in RowBytes)
            rowBytes += bytes * (Scratch.Contains(variable) ? StackLengths.GetValueOrDefault(variable, 1) : 1);
        bool hasLoops = Steps.Exists(s => s is LoopStep);
        nint fitting = Math.Max(1, (hasLoops ? BlockBytesOfLoops : BlockBytes) / rowBytes);
        if (hasLoops)
            fitting = Math.Max(2, fitting / RowStep.LeastBlock) * RowStep.LeastBlock;
        if (RowsInNearestCache() is >= FewestInNearestCache and var near)
            fitting = Math.Min(fitting, near);
        // Enough blocks to share them between threads, where there is enough to do.
        nint blocks = (nint)Math.Clamp(Steps.Sum(s => s.Cost) / ParallelCost.PartAwake, 1, MostBlocks);
        nint unit = Rows >= 4 * WholeBlock ? WholeBlock : hasLoops ? RowStep.LeastBlock : WholeBlock / 8;
        fitting = Math.Min(fitting, ((Rows + blocks - 1) / blocks + unit - 1) / unit * unit);
        int result = (int)Math.Min(Rows, Math.Max(largestUnit, fitting / largestUnit * largestUnit));
        return result < Rows && largestUnit == 1 && result > WholeBlock ? result / WholeBlock * WholeBlock : result;
    }

    /// <summary>The rows for which the loops would stay there; 0 if there are none, or each step has rows of its own.</summary>
    private nint RowsInNearestCache()
    {
        nint rowBytes = 0;
        foreach (var step in Steps)
            if (step is LoopStep { Rows: { } body })
            {
                if (body.BytesOfAllSteps == 0)
                    return 0;
                rowBytes = Math.Max(rowBytes, body.BytesOfAllSteps);
            }

        return rowBytes == 0 ? 0 : BytesOfCarries / rowBytes;
    }

    private void AddScratch(Variable variable)
    {
        numbers.Add(variable, VariableCount);
        Scratch.Add(VariableCount++);
    }

    private void AddLoop(LoopStep loop)
    {
        var operands = Array.ConvertAll(loop.Operands, o => numbers[o.Root]);
        var row = new RowLoop(
            loop, operands, Array.ConvertAll(loop.Outputs, v => numbers[v]), VariableCount++, VariableCount++,
            v => StackLengths.ContainsKey(v) && Scratch.Contains(v));
        Loops.Add(row);
        Operations.Add(row);
        Cost += loop.Cost;
    }

    private void AddKernel(KernelStep kernel, bool hasRoom)
    {
        int points = kernel.Kernel.Domain[kernel.Kernel.CountAxis] / Rows;
        var own = kernel.Inputs.Concat(kernel.Outputs).Select(v => numbers[v]).ToArray();
        // A kernel that writes whole vectors runs beyond the end of its rows: not into the next rows, which may be another thread's.
        bool overruns = !hasRoom && kernel.Kernel.Tail == LoopTail.Padded && BlockRows < Rows
            && BlockRows * points % kernel.Kernel.Lanes != 0;
        var copies = new List<RowCopy>();
        for (int i = 0; i < kernel.Outputs.Length; i++)
        {
            var output = kernel.Outputs[i];
            int number = numbers[output];
            if (kernel.Kernel.FoldsBlocks && Array.IndexOf(kernel.FoldedOutputs, output) is >= 0 and var f)
            {
                Folds.Add((kernel.FoldOf(f, points), VariableCount, number));
                own[kernel.Inputs.Length + i] = VariableCount++;
                continue;
            }

            if (!overruns || !Outputs.Contains(output))
                continue;
            int staged = VariableCount++;
            Scratch.Add(staged);
            RowBytes[staged] = BytesOfRow(output);
            copies.Add(new RowCopy(staged, number, BytesOfRow(output)));
            own[kernel.Inputs.Length + i] = staged;
        }

        Operations.Add(new RowKernel(kernel, points, own));
        Operations.AddRange(copies);
        Cost += kernel.Cost;
    }

    private void AddReduction(ReductionStep step)
    {
        var (x, y) = (numbers[step.Inputs[0]], numbers[step.Outputs[0]]);
        Cost += step.Cost;
        if (step.First > 0)
        {
            Operations.Add(new RowReduction(step.Reduction, step.DType, x, y, step.Outer / Rows, step.Length, step.Inner));
            return;
        }

        var fold = StepRows.FoldOf(step, x, VariableCount);
        Folds.Add((fold, VariableCount++, y));
        Operations.Add(fold);
    }

    private bool HasRows(Variable variable)
    {
        foreach (var step in Steps)
        {
            if (step is KernelStep kernel)
            {
                if (Array.IndexOf(kernel.Outputs, variable) >= 0)
                    return true;
                foreach (var view in kernel.Views)
                    if (view.Root == variable && StaysInRow(view))
                        return true;
            }
            else if (step is LoopStep loop)
            {
                if (Array.IndexOf(loop.Outputs, variable) >= 0
                    || loop.Operands.AsSpan(0, loop.Scan.CarryEnd).ToArray().Any(v => v.Root == variable && StaysInRow(v)))
                    return true;
            }
            else if (step.Inputs[0] == variable || step.Outputs[0] == variable)
            {
                return true;
            }
        }

        return false;
    }

    private nint BytesOfRow(Variable variable) => (nint)(variable.Type.Shape.Size / Rows) * variable.Type.DType.Size;

    private bool StaysInRow(View view) => StepRows.StaysInRow(view, Rows);
}
