namespace Covector.Compiler;

/// <summary>Rows of a tensor, copied from where indices say.</summary>
internal sealed class GatherStep : ProgramStep
{
    private readonly Gather gather;
    private readonly View x;
    private readonly View indices;
    private readonly IndexLayout layout;

    /// <param name="gather">The primitive.</param>
    /// <param name="x">What is read, in row-major order.</param>
    /// <param name="indices">Which rows, in row-major order.</param>
    /// <param name="output">The result.</param>
    public GatherStep(Gather gather, View x, View indices, Variable output) : base(Roots([x, indices]), [output])
    {
        this.gather = gather;
        this.x = x;
        this.indices = indices;
        layout = new IndexLayout(x.Shape, indices.Shape, gather.BatchRank);
    }

    public override double Cost => Outputs[0].Type.Shape.Size * 0.5 + indices.Shape.Size;

    public override string ToString() => gather.ToString();

    public override unsafe void Run(nint* addresses)
    {
        int size = x.Root.Type.DType.Size;
        long* places = (long*)addresses[Inputs.Length - 1] + indices.Offset;
        layout.CheckRange(Gather.Operation, places, hasHint: true);
        Indexing.GatherRows(
            (byte*)addresses[0] + x.Offset * size, places, (byte*)addresses[Inputs.Length],
            layout.Outer, layout.Length, layout.Count, layout.Inner, size, layout.Count);
    }
}
