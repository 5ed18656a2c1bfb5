namespace Covector.Primitives;

/// <summary>The largest or smallest element. The derivative is shared equally by all elements that attain it.</summary>
internal abstract record Extremum(Axes Axes) : Reduction(Axes)
{
    protected sealed override bool Accepts(DType dtype) => true;

    protected sealed override bool NeedsElements => true;

    public sealed override Tensor Jvp(ReadOnlySpan<Tensor> x, Tensor y, ReadOnlySpan<Tensor?> dx)
    {
        // Where y is NaN nothing equals it; 0/0 then keeps the derivative NaN.
        var attained = Convert.Of(Equal.Of(x[0], Expand(y, x[0].Shape)), x[0].DType);
        var share = attained / Expand(Sum.Of(attained, Axes), x[0].Shape);
        return Sum.Of(dx[0]! * share, Axes);
    }
}

/// <summary>The largest element over some axes; NaN if there is one.</summary>
internal sealed record ReduceMax(Axes Axes) : Extremum(Axes)
{
    public override string Name => "reduce_max";

    public static Tensor Of(Tensor x, Axes axes) => axes.Count == 0 ? x : Trace.Bind(new ReduceMax(axes), x);

    public override unsafe void Reduce(DType dtype, byte* x, byte* y, nint outer, nint n, nint inner) =>
        Reductions.Max(dtype, x, y, outer, n, inner);

    public override FoldKind? Kind => FoldKind.Max;

    public override Reduction WithAxes(Axes axes) => new ReduceMax(axes);
}

/// <summary>The smallest element over some axes; NaN if there is one.</summary>
internal sealed record ReduceMin(Axes Axes) : Extremum(Axes)
{
    public override string Name => "reduce_min";

    public static Tensor Of(Tensor x, Axes axes) => axes.Count == 0 ? x : Trace.Bind(new ReduceMin(axes), x);

    public override unsafe void Reduce(DType dtype, byte* x, byte* y, nint outer, nint n, nint inner) =>
        Reductions.Min(dtype, x, y, outer, n, inner);

    public override FoldKind? Kind => FoldKind.Min;

    public override Reduction WithAxes(Axes axes) => new ReduceMin(axes);
}
