namespace Covector.Compiler;

/// <summary>Which rows a step works on one by one, and how many of them it must take together.</summary>
internal static class StepRows
{
    /// <summary>A block of rows for a reduction over all of them may take this many bytes at the most.</summary>
    public const int LargestUnitBytes = 256 << 10;

    /// <summary>The number of rows that a step works on one by one, or 0.</summary>
    public static int Of(ProgramStep step) => step switch
    {
        // A kernel whose last vector overlaps others needs a vector of points, which a few rows may not have.
        KernelStep kernel when kernel.FillsOutputs && kernel.Domain.Rank > 0 && kernel.Domain[0] > 1
            && IsDivisible(kernel, kernel.Domain[0])
            && !(kernel.Kernel is { CountsLanes: true, Tail: LoopTail.Overlapping }) => kernel.Domain[0],
        ReductionStep reduction when IsDivisible(reduction) => reduction.Source.Shape[0],
        LoopStep { Rows: { } body } => body.Rows,
        _ => 0,
    };

    /// <summary>The elements of all rows of a step that <see cref="Of"/> has rows for.</summary>
    public static long SizeOf(ProgramStep step) =>
        step is KernelStep kernel ? kernel.Domain.Size : step is ReductionStep reduction ? reduction.Source.Shape.Size : long.MaxValue;

    /// <summary>Whether a kernel can run for some of so many rows; one that folds blocks takes those of a block together.</summary>
    public static bool IsDivisible(KernelStep kernel, int rows)
    {
        int points = kernel.Kernel.Domain[kernel.Kernel.CountAxis];
        return points % rows == 0
            && (!kernel.Kernel.FoldsBlocks || TogetherIn(kernel, rows) * (points / rows) * sizeof(double) <= LargestUnitBytes);
    }

    /// <summary>Whether the rows of the operand are not reduced, or reduced in a way that can be done in parts.</summary>
    public static bool IsDivisible(ReductionStep step)
    {
        var shape = step.Source.Shape;
        bool inParts = step.Reduction.Kind is not null || step.First > 0;
        if (!inParts || step.DType == DType.Bool || step.Source.Offset != 0 || shape.Size == 0 || shape[0] < 2)
            return false;
        return step.First > 0 || TogetherIn(step, shape[0]) * (nint)(shape.Size / shape[0]) * step.DType.Size <= LargestUnitBytes;
    }

    /// <summary>How many of so many rows a step must take together, as a reduction over all of them does.</summary>
    public static nint TogetherIn(ProgramStep step, int rows) => step switch
    {
        KernelStep { Kernel.FoldsBlocks: true } kernel => kernel.FoldOf(0, kernel.Kernel.Domain[0] / rows).RowsTogether,
        ReductionStep { First: 0 } reduction => FoldOf(reduction, 0, 0).RowsTogether,
        LoopStep { Rows: { } body } => body.RowsTogether,
        _ => 1,
    };

    /// <summary>A reduction over all rows, with the numbers of its operand and of the memory for the results of blocks.</summary>
    public static RowFold FoldOf(ReductionStep step, int source, int partials)
    {
        var shape = step.Source.Shape;
        return new RowFold(step.Reduction.Kind!.Value, step.DType, source, partials, (nint)(shape.Size / shape[0]), step.Inner);
    }

    /// <summary>The results of a step that are folded from all rows.</summary>
    public static ReadOnlySpan<Variable> FoldedBy(ProgramStep step) => step switch
    {
        KernelStep { Kernel.FoldsBlocks: true } kernel => kernel.FoldedOutputs,
        ReductionStep { First: 0 } reduction => reduction.Outputs,
        LoopStep { Rows: { } body } loop => body.FoldedStacks(loop),
        _ => [],
    };

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
