namespace Covector.Primitives;

/// <summary>The place of the first largest element along an axis; Int64, no derivative.</summary>
internal sealed record ArgMax(Axes Axes) : Reduction(Axes)
{
    public override string Name => "argmax";

    protected override bool Accepts(DType dtype) => true;

    protected override bool NeedsElements => true;

    protected override DType OutputType(DType input) => DType.Int64;

    public static Tensor Of(Tensor x, int axis) => Trace.Bind(new ArgMax([axis]), x);

    public override unsafe void Reduce(DType dtype, byte* x, byte* y, nint outer, nint n, nint inner) =>
        Reductions.ArgMax(dtype, x, y, outer, n, inner);

    public override Reduction WithAxes(Axes axes) => new ArgMax(axes);

    public override Tensor? Jvp(ReadOnlySpan<Tensor> x, Tensor y, ReadOnlySpan<Tensor?> dx) => null;
}

/// <summary>The place of the first smallest element along an axis; Int64, no derivative.</summary>
internal sealed record ArgMin(Axes Axes) : Reduction(Axes)
{
    public override string Name => "argmin";

    protected override bool Accepts(DType dtype) => true;

    protected override bool NeedsElements => true;

    protected override DType OutputType(DType input) => DType.Int64;

    public static Tensor Of(Tensor x, int axis) => Trace.Bind(new ArgMin([axis]), x);

    public override unsafe void Reduce(DType dtype, byte* x, byte* y, nint outer, nint n, nint inner) =>
        Reductions.ArgMin(dtype, x, y, outer, n, inner);

    public override Reduction WithAxes(Axes axes) => new ArgMin(axes);

    public override Tensor? Jvp(ReadOnlySpan<Tensor> x, Tensor y, ReadOnlySpan<Tensor?> dx) => null;
}
