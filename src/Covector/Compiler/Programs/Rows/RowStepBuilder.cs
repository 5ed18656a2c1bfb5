namespace Covector.Compiler;

/// <summary>Collects steps over the same rows into a <see cref="RowStep"/>.</summary>
internal sealed class RowStepBuilder
{
    /// <summary>A block of rows for a reduction over all of them may take this many bytes at the most.</summary>
    private const int LargestUnitBytes = 256 << 10;

    private readonly Dictionary<Variable, int> numbers = [];
    private readonly HashSet<Variable> defined = [];
    private readonly HashSet<Variable> folded = [];
    private readonly HashSet<Variable> known = [];
    private nint largestUnit = 1;
    private nint largestRow = 1;

    public RowStepBuilder(int rows, ProgramStep first)
    {
        Rows = rows;
        Add(first);
    }

    public int Rows { get; }

    public List<ProgramStep> Steps { get; } = [];

    public List<Variable> Inputs { get; } = [];

    public List<Variable> Outputs { get; } = [];

    public List<RowOperation> Operations { get; } = [];

    public List<(RowFold Fold, int Partials, int Output)> Folds { get; } = [];

    public List<int> Scratch { get; } = [];

    /// <summary>The bytes of a row of each variable that has rows.</summary>
    public Dictionary<int, nint> RowBytes { get; } = [];

    public int VariableCount { get; private set; }

    public double Cost { get; private set; }

    /// <summary>The number of rows that a step works on one by one, or 0.</summary>
    public static int RowsOf(ProgramStep step) => step switch
    {
        // A kernel whose last vector overlaps others needs a vector of points, which a few rows may not have.
        KernelStep kernel when kernel.Domain.Rank > 0 && kernel.Domain[0] > 1 && kernel.Kernel.Domain[kernel.Kernel.CountAxis] % kernel.Domain[0] == 0
            && !(kernel.Kernel is { CountsLanes: true, Tail: LoopTail.Overlapping }) => kernel.Domain[0],
        ReductionStep reduction when IsRowReduction(reduction) => reduction.Source.Shape[0],
        _ => 0,
    };

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
        bool shares = false;
        foreach (var input in step.Inputs)
        {
            if (folded.Contains(input))
                return false;
            shares |= known.Contains(input);
        }

        if (!shares)
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

        var (unit, bytes) = UnitOf(step);
        return Math.Max(unit, largestUnit) == 1 || Math.Max(unit, largestUnit) * Math.Max(bytes, largestRow) <= LargestUnitBytes;
    }

    /// <summary>The rows that must be worked on together, and the bytes of the longest row.</summary>
    private (nint Unit, nint RowBytes) UnitOf(ProgramStep step)
    {
        nint bytes = 0;
        foreach (var output in step is ReductionStep ? step.Inputs : step.Outputs)
            bytes = Math.Max(bytes, BytesOfRow(output));
        return (step is ReductionStep { First: 0 } reduction ? FoldOf(reduction, 0, 0).RowUnit : 1, bytes);
    }

    public void Add(ProgramStep step)
    {
        Steps.Add(step);
        foreach (var input in step.Inputs)
            known.Add(input);
        foreach (var output in step.Outputs)
        {
            known.Add(output);
            defined.Add(output);
        }

        var (unit, bytes) = UnitOf(step);
        (largestUnit, largestRow) = (Math.Max(largestUnit, unit), Math.Max(largestRow, bytes));
        if (step is ReductionStep { First: 0 })
            folded.Add(step.Outputs[0]);
    }

    /// <summary>The step; <paramref name="isRead"/> says which results others read.</summary>
    public RowStep Build(Func<Variable, bool> isRead)
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
        foreach (var step in Steps)
            if (step is KernelStep kernel)
                AddKernel(kernel);
            else
                AddReduction((ReductionStep)step);
        return RowStep.Of(this);
    }

    private void AddScratch(Variable variable)
    {
        numbers.Add(variable, VariableCount);
        Scratch.Add(VariableCount++);
    }

    private void AddKernel(KernelStep kernel)
    {
        int points = kernel.Kernel.Domain[kernel.Kernel.CountAxis] / Rows;
        var own = kernel.Inputs.Concat(kernel.Outputs).Select(v => numbers[v]).ToArray();
        // A kernel that writes whole vectors runs beyond the end of its rows: not into the next rows, which may be another thread's.
        bool overruns = kernel.Kernel.Tail == LoopTail.Padded && points % kernel.Kernel.Lanes != 0;
        var copies = new List<RowCopy>();
        for (int i = 0; i < kernel.Outputs.Length; i++)
        {
            var output = kernel.Outputs[i];
            int number = numbers[output];
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
            nint outer = Product(shape, 1, step.First), n = Product(shape, step.First, step.Last + 1), inner = Product(shape, step.Last + 1, shape.Rank);
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
        return step.First > 0 || FoldOf(step, 0, 0).RowUnit * (nint)(shape.Size / shape[0]) * step.DType.Size <= LargestUnitBytes;
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
            else if (step.Inputs[0] == variable || step.Outputs[0] == variable)
            {
                return true;
            }
        }

        return false;
    }

    private nint BytesOfRow(Variable variable) => (nint)(variable.Type.Shape.Size / Rows) * variable.Type.DType.Size;

    /// <summary>Whether the part of the view in row i lies in row i of its root.</summary>
    private bool StaysInRow(View view)
    {
        var root = view.Root.Type.Shape;
        if (root.Size % Rows != 0)
            return false;
        nint row = (nint)(root.Size / Rows);
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
