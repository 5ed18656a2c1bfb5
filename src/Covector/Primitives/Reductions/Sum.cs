namespace Covector.Primitives;

/// <summary>The sum over some axes, added in pairs. Linear; the transpose repeats.</summary>
internal sealed record Sum(Axes Axes) : Reduction(Axes)
{
    public override string Name => "sum";

    public static Tensor Of(Tensor x, Axes axes) => axes.Count == 0 ? x : Trace.Bind(new Sum(axes), x);

    public override unsafe void Reduce(DType dtype, byte* x, byte* y, nint outer, nint n, nint inner) =>
        Reductions.Sum(dtype, x, y, outer, n, inner);

    public override FoldKind? Kind => FoldKind.Sum;

    public override Reduction WithAxes(Axes axes) => new Sum(axes);

    public override Tensor Jvp(ReadOnlySpan<Tensor> x, Tensor y, ReadOnlySpan<Tensor?> dx) => Of(dx[0]!, Axes);

    public override void Transpose(ReadOnlySpan<Operand> operands, Tensor cotangent, Span<Tensor?> contributions) =>
        contributions[0] = Expand(cotangent, operands[0].Type.Shape);
}
