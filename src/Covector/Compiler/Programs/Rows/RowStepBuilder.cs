namespace Covector.Compiler;

/// <summary>Collects steps over the same rows into a <see cref="RowStep"/>.</summary>
internal sealed class RowStepBuilder
{
    /// <summary>A block of rows for a reduction over all of them may take this many bytes at the most.</summary>
    private const int LargestUnitBytes = 256 << 10;

    /// <summary>The rows that are worked on together take about this many bytes of cache.</summary>
    private const int BlockBytes = 192 << 10;

    /// <summary>The same with stacks that loops make, which do not fit into the nearest cache anyway.</summary>
    private const int BlockBytesOfLoops = 1 << 20;

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

    /// <summary>The number of rows that a step works on one by one, or 0.</summary>
    public static int RowsOf(ProgramStep step) => step switch
    {
        // A kernel whose last vector overlaps others needs a vector of points, which a few rows may not have.
        KernelStep kernel when kernel.FillsOutputs && kernel.Domain.Rank > 0 && kernel.Domain[0] > 1
            && kernel.Kernel.Domain[kernel.Kernel.CountAxis] % kernel.Domain[0] == 0
            && !(kernel.Kernel is { CountsLanes: true, Tail: LoopTail.Overlapping })
            && (!kernel.Kernel.FoldsBlocks || TogetherBytes(kernel, kernel.Domain[0]) <= LargestUnitBytes) => kernel.Domain[0],
        ReductionStep reduction when IsRowReduction(reduction) => reduction.Source.Shape[0],
        LoopStep { Rows: { } body } => body.Rows,
        _ => 0,
    };

    /// <summary>The number of a variable among those of the step, −1 for another.</summary>
    public int NumberOf(Variable variable) => numbers.GetValueOrDefault(variable, -1);

    /// <summary>Takes note of an input that only holds the rows that are worked on.</summary>
    public void AddCarried(Variable variable) => carried.Add(variable);

    /// <summary>Whether a step of a loop's body can run for some rows at a time: at least <see cref="RowStep.LeastBlock"/>.</summary>
    public bool CanRun(ProgramStep step) => step switch
    {
        KernelStep { Kernel.FoldsBlocks: false } kernel =>
            kernel.Domain.Rank > 0 && kernel.Domain[0] == Rows && kernel.Kernel.Domain[kernel.Kernel.CountAxis] % Rows == 0
            && kernel.Views.All(v => !(defined.Contains(v.Root) || carried.Contains(v.Root)) || StaysInRow(v))
            && kernel.Stores.All(StaysInRow),
        ReductionStep { First: > 0 } reduction =>
            IsRowReduction(reduction) && reduction.Source.Shape[0] == Rows && StaysInRow(reduction.Source),
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
    /// <summary>The elements of all rows of a step that <see cref="RowsOf"/> has rows for.</summary>
    public static long SizeOf(ProgramStep step) =>
        step is KernelStep kernel ? kernel.Domain.Size : step is ReductionStep reduction ? reduction.Source.Shape.Size : long.MaxValue;

    /// <summary>Whether the step reads something that this one defines.</summary>
    public bool Feeds(ProgramStep step)
    {
        foreach (var input in step.Inputs)
            if (defined.Contains(input))
                return true;
        return false;
    }

    /// <summary>Whether the step can run with the others, row by row.</summary>
    public bool Fits(ProgramStep step)
    {
        if (RowsOf(step) != Rows)
            return false;
        foreach (var input in step.Inputs)
            if (folded.Contains(input))
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

        var (unit, bytes) = UnitOf(step);
        return Math.Max(unit, largestUnit) == 1 || Math.Max(unit, largestUnit) * Math.Max(bytes, largestRow) <= LargestUnitBytes;
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

    /// <summary>The bytes of the rows that a kernel which folds blocks must take together.</summary>
    private static nint TogetherBytes(KernelStep kernel, int rows)
    {
        int points = kernel.Kernel.Domain[0] / rows;
        return kernel.FoldOf(0, points).RowsTogether * points * sizeof(double);
    }

    /// <summary>The rows that must be worked on together, and the bytes of the longest row.</summary>
    private (nint Unit, nint RowBytes) UnitOf(ProgramStep step)
    {
        nint bytes = 0;
        foreach (var output in step is ReductionStep ? step.Inputs : step.Outputs)
            bytes = Math.Max(bytes, BytesOfRow(output));
        if (step is KernelStep { Kernel.FoldsBlocks: true } kernel)
            return (kernel.FoldOf(0, kernel.Kernel.Domain[0] / Rows).RowsTogether, bytes);
        return (step is ReductionStep { First: 0 } reduction ? FoldOf(reduction, 0, 0).RowsTogether : 1, bytes);
    }

    public void Add(ProgramStep step)
    {
        Steps.Add(step);
        defined.UnionWith(step.Outputs);

        var (unit, bytes) = UnitOf(step);
        (largestUnit, largestRow) = (Math.Max(largestUnit, unit), Math.Max(largestRow, bytes));
        if (step is ReductionStep { First: 0 })
            folded.Add(step.Outputs[0]);
        else if (step is KernelStep { Kernel.FoldsBlocks: true } kernel)
            folded.UnionWith(kernel.FoldedOutputs);
        if (step is LoopStep loop)
            foreach (var stack in loop.Outputs.AsSpan(loop.Scan.CarryCount))
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

    /// <summary>As many rows as the second-level cache has room for beside other things.</summary>
    private int RowsOfBlock()
    {
        nint rowBytes = 1;
        foreach (var (variable, bytes) in RowBytes)
            rowBytes += bytes * (Scratch.Contains(variable) ? StackLengths.GetValueOrDefault(variable, 1) : 1);
        bool hasLoops = Steps.Exists(s => s is LoopStep);
        nint fitting = Math.Max(1, (hasLoops ? BlockBytesOfLoops : BlockBytes) / rowBytes);
        if (hasLoops)
            fitting = Math.Max(2, fitting / RowStep.LeastBlock) * RowStep.LeastBlock;
        // Enough blocks to share them between threads, where there is enough to do.
        nint blocks = (nint)Math.Clamp(Steps.Sum(s => s.Cost) / ParallelCost.PartAwake, 1, MostBlocks);
        nint unit = Rows >= 4 * WholeBlock ? WholeBlock : hasLoops ? RowStep.LeastBlock : WholeBlock / 8;
        fitting = Math.Min(fitting, ((Rows + blocks - 1) / blocks + unit - 1) / unit * unit);
        int result = (int)Math.Min(Rows, Math.Max(largestUnit, fitting / largestUnit * largestUnit));
        return result < Rows && largestUnit == 1 && result > WholeBlock ? result / WholeBlock * WholeBlock : result;
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
            loop, operands, Array.ConvertAll(loop.Outputs, v => numbers[v]), VariableCount++,
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
        var shape = step.Source.Shape;
        Cost += step.Cost;
        if (step.First > 0)
        {
            nint outer = Product(shape, 1, step.First), n = Product(shape, step.First, step.Last + 1);
            nint inner = Product(shape, step.Last + 1, shape.Rank);
            Operations.Add(new RowReduction(step.Reduction, step.DType, x, y, outer, n, inner));
            return;
        }

        var fold = FoldOf(step, x, VariableCount);
        Folds.Add((fold, VariableCount++, y));
        Operations.Add(fold);
    }

    private static RowFold FoldOf(ReductionStep step, int source, int partials)
    {
        var shape = step.Source.Shape;
        nint width = Product(shape, step.Last + 1, shape.Rank);
        return new RowFold(step.Reduction.Kind!.Value, step.DType, source, partials, (nint)(shape.Size / shape[0]), width);
    }

    /// <summary>Whether the rows of the operand are not reduced, or reduced in a way that can be done in parts.</summary>
    private static bool IsRowReduction(ReductionStep step)
    {
        var shape = step.Source.Shape;
        if (step.Reduction.Kind is null || step.DType == DType.Bool || step.Source.Offset != 0 || shape.Size == 0 || shape[0] < 2)
            return false;
        return step.First > 0 || FoldOf(step, 0, 0).RowsTogether * (nint)(shape.Size / shape[0]) * step.DType.Size <= LargestUnitBytes;
    }

    private static nint Product(Shape shape, int start, int end)
    {
        nint product = 1;
        for (int i = start; i < end; i++)
            product *= shape[i];
        return product;
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

    private bool StaysInRow(View view) => StaysInRow(view, Rows);

    /// <summary>Whether the part of the view in row i, of so many, lies in row i of its root.</summary>
    public static bool StaysInRow(View view, int rows)
    {
        var root = view.Root.Type.Shape;
        if (root.Size % rows != 0 || view.Shape.Rank == 0)
            return false;
        nint row = (nint)(root.Size / rows);
        if (view.Strides[0] != row)
            return false;
        long lowest = view.Offset, highest = view.Offset;
        for (int i = 1; i < view.Shape.Rank; i++)
        {
            long reach = view.Strides[i] * (view.Shape[i] - 1L);
            (lowest, highest) = (lowest + Math.Min(0, reach), highest + Math.Max(0, reach));
        }

        return lowest >= 0 && highest < row;
    }
}
