namespace Covector.Compiler;

/// <summary>A reduction of a tensor, seen as [outer, n, inner], over its middle axis.</summary>
internal sealed class ReductionStep : ProgramStep
{
    private readonly nint outer = 1;
    private readonly nint n = 1;
    private readonly nint inner = 1;

    /// <param name="reduction">The primitive; its axes are neighbours.</param>
    /// <param name="source">The operand, in row-major order.</param>
    /// <param name="output">The result.</param>
    public ReductionStep(Reduction reduction, View source, Variable output) : base([source.Root], [output])
    {
        Reduction = reduction;
        Source = source;
        foreach (int axis in reduction.Axes)
            (First, Last) = (Math.Min(First, axis), Math.Max(Last, axis));
        for (int i = 0; i < source.Shape.Rank; i++)
            if (i < First)
                outer *= source.Shape[i];
            else if (i <= Last)
                n *= source.Shape[i];
            else
                inner *= source.Shape[i];
    }

    public Reduction Reduction { get; }

    public View Source { get; }

    /// <summary>The first axis that is reduced.</summary>
    public int First { get; } = int.MaxValue;

    /// <summary>The last axis that is reduced.</summary>
    public int Last { get; } = -1;

    public DType DType => Source.Root.Type.DType;

    public override double Cost => Source.Shape.Size * 0.1;

    public override string ToString() => $"{Reduction} of {Source.Shape}";

    public override unsafe void Run(nint* addresses)
    {
        if (Outputs[0].Type.Shape.Size > 0)
            Reduction.Reduce(DType, (byte*)addresses[0] + Source.Offset * DType.Size, (byte*)addresses[1], outer, n, inner);
    }
}
