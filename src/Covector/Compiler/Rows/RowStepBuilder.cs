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

    public RowStepBuilder(int rows, Step first)
    {
        Rows = rows;
        Add(first);
    }

    public int Rows { get; }

    public List<Step> Steps { get; } = [];

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
    public static int RowsOf(Step step) => step switch
    {
        KernelStep kernel when kernel.Domain.Rank > 0 && kernel.Domain[0] > 1 && kernel.Kernel.Domain[0] % kernel.Domain[0] == 0
            && (kernel.Kernel.Domain.Length > 1 || kernel.Kernel.Tail == LoopTail.Padded) => kernel.Domain[0],
        EquationStep { Equation: var equation } when IsRowReduction(equation) => equation.Inputs[0].Type.Shape[0],
        _ => 0,
    };

    /// <summary>Whether the step reads something that this one defines.</summary>
    public bool Feeds(Step step)
    {
        foreach (var input in step.Inputs)
            if (defined.Contains(input))
                return true;
        return false;
    }

    /// <summary>Whether the step can run with the others, row by row.</summary>
    public bool Fits(Step step)
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
        else if (AllRows(((EquationStep)step).Equation) && !FoldFits(((EquationStep)step).Equation))
        {
            return false;
        }

        return true;
    }

    public void Add(Step step)
    {
        Steps.Add(step);
        foreach (var input in step.Inputs)
            known.Add(input);
        foreach (var output in step.Outputs)
        {
            known.Add(output);
            defined.Add(output);
        }

        if (step is EquationStep { Equation: var equation } && AllRows(equation))
            folded.Add(equation.Output);
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
            if (!folded.Contains(variable) && variable.Type.Shape.Rank > 0 && variable.Type.Shape[0] == Rows)
                RowBytes[number] = BytesOfRow(variable);
        foreach (var step in Steps)
            if (step is KernelStep kernel)
                AddKernel(kernel);
            else
                AddReduction(((EquationStep)step).Equation);
        return RowStep.Of(this);
    }

    private void AddScratch(Variable variable)
    {
        numbers.Add(variable, VariableCount);
        Scratch.Add(VariableCount++);
    }

    private void AddKernel(KernelStep kernel)
    {
        int points = kernel.Kernel.Domain[0] / Rows;
        var own = kernel.Inputs.Concat(kernel.Outputs).Select(v => numbers[v]).ToArray();
        // A kernel that writes whole vectors runs beyond the end of its rows: not into the next rows, which may be another thread's.
        bool overruns = kernel.Kernel.Tail == LoopTail.Padded && points % kernel.Kernel.Lanes != 0;
        var copies = new List<RowCopy>();
        for (int i = 0; i < kernel.Outputs.Count; i++)
        {
            var output = kernel.Outputs[i];
            int number = numbers[output];
            if (!overruns || !Outputs.Contains(output))
                continue;
            int staged = VariableCount++;
            Scratch.Add(staged);
            RowBytes[staged] = BytesOfRow(output);
            copies.Add(new RowCopy(staged, number, BytesOfRow(output)));
            own[kernel.Inputs.Count + i] = staged;
        }

        Operations.Add(new RowKernel(kernel, points, own));
        Operations.AddRange(copies);
        Cost += kernel.Cost;
    }

    private void AddReduction(Equation equation)
    {
        var (x, y) = (equation.Inputs[0], equation.Output);
        var reduction = (Reduction)equation.Primitive;
        var shape = x.Type.Shape;
        Cost += shape.Size * 0.1;
        var (first, last) = Range(reduction.Axes);
        if (first > 0)
        {
            nint outer = Product(shape, 1, first), n = Product(shape, first, last + 1), inner = Product(shape, last + 1, shape.Rank);
            Operations.Add(new RowReduction(reduction, x.Type.DType, numbers[x], numbers[y], outer, n, inner));
            return;
        }

        var fold = FoldOf(equation, numbers[x], VariableCount);
        Folds.Add((fold, VariableCount++, numbers[y]));
        Operations.Add(fold);
    }

    private static RowFold FoldOf(Equation equation, int source, int partials)
    {
        var shape = equation.Inputs[0].Type.Shape;
        var reduction = (Reduction)equation.Primitive;
        nint width = Product(shape, Range(reduction.Axes).Last + 1, shape.Rank);
        return new RowFold(reduction.Kind!.Value, equation.Inputs[0].Type.DType, source, partials, (nint)(shape.Size / shape[0]), width);
    }

    private static bool FoldFits(Equation equation)
    {
        var x = equation.Inputs[0];
        return FoldOf(equation, 0, 0).RowUnit * BytesOfRow(x) <= LargestUnitBytes;
    }

    /// <summary>Whether the axes are neighbours and the rows of the operand are not reduced, or reduced in a way that can be done in parts.</summary>
    private static bool IsRowReduction(Equation equation)
    {
        if (equation.Primitive is not Reduction { Kind: not null } reduction || reduction.Axes.Count == 0)
            return false;
        var x = equation.Inputs[0].Type;
        var (first, last) = Range(reduction.Axes);
        return x.DType != DType.Bool && x.Shape.Size > 0 && x.Shape[0] > 1 && last - first + 1 == reduction.Axes.Count
            && (first > 0 || FoldFits(equation));
    }

    private static bool AllRows(Equation equation) => Range(((Reduction)equation.Primitive).Axes).First == 0;

    private static (int First, int Last) Range(Axes axes)
    {
        int first = int.MaxValue, last = -1;
        foreach (int axis in axes)
            (first, last) = (Math.Min(first, axis), Math.Max(last, axis));
        return (first, last);
    }

    private static nint Product(Shape shape, int start, int end)
    {
        nint product = 1;
        for (int i = start; i < end; i++)
            product *= shape[i];
        return product;
    }

    private static nint BytesOfRow(Variable variable) => (nint)(variable.Type.Shape.Size / variable.Type.Shape[0]) * variable.Type.DType.Size;

    /// <summary>Whether the part of the view in row i lies in row i of its root.</summary>
    private bool StaysInRow(View view)
    {
        var root = view.Root.Type.Shape;
        if (root.Rank == 0 || root[0] != Rows)
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
