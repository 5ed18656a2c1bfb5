namespace Covector.Compiler;

/// <summary>
/// A tensor with some rows changed, where indices say. It is copied first, unless the result lies in its memory: then what is not changed
/// is not touched.
/// </summary>
internal sealed class ScatterStep : ProgramStep
{
    private readonly Scatter scatter;
    private readonly View x;
    private readonly View indices;
    private readonly View updates;
    private readonly IndexLayout layout;
    private readonly nint[] strides;
    private readonly string operation;

    /// <param name="scatter">The primitive.</param>
    /// <param name="x">What is changed.</param>
    /// <param name="indices">Which rows, in row-major order.</param>
    /// <param name="updates">What comes there, in row-major order.</param>
    /// <param name="output">The result.</param>
    public ScatterStep(Scatter scatter, View x, View indices, View updates, Variable output) : base(Roots([x, indices, updates]), [output])
    {
        this.scatter = scatter;
        this.x = x;
        this.indices = indices;
        this.updates = updates;
        layout = new IndexLayout(x.Shape, indices.Shape, scatter.BatchRank);
        operation = scatter.Operation;
        strides = Tensor.ContiguousStrides(x.Shape);
    }

    public override double Cost => x.Shape.Size * 0.2 + updates.Shape.Size * 0.5 + indices.Shape.Size;

    public override string ToString() => scatter.ToString();

    public override bool CanWriteOver(Variable operand, Variable output) =>
        operand == x.Root && operand != indices.Root && operand != updates.Root && x is { Offset: 0, IsRowMajor: true };

    public override unsafe void Run(nint* addresses)
    {
        var type = Outputs[0].Type.DType;
        byte* from = (byte*)addresses[0] + x.Offset * type.Size;
        byte* to = (byte*)addresses[Inputs.Length];
        long* places = (long*)addresses[Array.IndexOf(Inputs, indices.Root)] + indices.Offset;
        layout.CheckRange(operation, places, hasHint: false);
        if (from != to)
            StridedCopy.Copy(from, x.Strides.AsSpan(), to, strides, x.Shape.AsSpan(), type.Size);
        Indexing.ScatterRows(
            scatter.Kind, type, to, places, (byte*)addresses[Array.IndexOf(Inputs, updates.Root)] + updates.Offset * type.Size,
            layout.Outer, layout.Length, layout.Count, layout.Inner, layout.Count);
    }
}
