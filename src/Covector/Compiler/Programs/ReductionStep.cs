namespace Covector.Compiler;

/// <summary>A reduction of a tensor, seen as [outer, n, inner], over its middle axis.</summary>
internal sealed class ReductionStep : ProgramStep
{
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
                Outer *= source.Shape[i];
            else if (i <= Last)
                Length *= source.Shape[i];
            else
                Inner *= source.Shape[i];
    }

    public Reduction Reduction { get; }

    public View Source { get; }

    /// <summary>The first axis that is reduced.</summary>
    public int First { get; } = int.MaxValue;

    /// <summary>The last axis that is reduced.</summary>
    public int Last { get; } = -1;

    /// <summary>Elements before the axes that are reduced, along them, and behind them.</summary>
    public nint Outer { get; } = 1;

    /// <inheritdoc cref="Outer"/>
    public nint Length { get; } = 1;

    /// <inheritdoc cref="Outer"/>
    public nint Inner { get; } = 1;

    public DType DType => Source.Root.Type.DType;

    public override double Cost => Source.Shape.Size * 0.1;

    public override string ToString() => $"{Reduction} of {Source.Shape}";

    public override unsafe void Run(nint* addresses)
    {
        if (Outputs[0].Type.Shape.Size > 0)
            Reduction.Reduce(DType, (byte*)addresses[0] + Source.Offset * DType.Size, (byte*)addresses[1], Outer, Length, Inner);
    }
}
