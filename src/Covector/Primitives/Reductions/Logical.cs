namespace Covector.Primitives;

/// <summary>Whether any element is true.</summary>
internal sealed record Any(Axes Axes) : Reduction(Axes)
{
    public override string Name => "any";

    protected override bool Accepts(DType dtype) => dtype == DType.Bool;

    protected override string Accepted => "a Bool tensor, such as x > 0";

    public static Tensor Of(Tensor x, Axes axes) => axes.Count == 0 ? x : Trace.Bind(new Any(axes), x);

    public override unsafe void Reduce(DType dtype, byte* x, byte* y, nint outer, nint n, nint inner) =>
        Reductions.Any(x, y, outer, n, inner);

    public override Reduction WithAxes(Axes axes) => new Any(axes);

    public override Tensor? Jvp(ReadOnlySpan<Tensor> x, Tensor y, ReadOnlySpan<Tensor?> dx) => null;
}

/// <summary>Whether all elements are true.</summary>
internal sealed record All(Axes Axes) : Reduction(Axes)
{
    public override string Name => "all";

    protected override bool Accepts(DType dtype) => dtype == DType.Bool;

    protected override string Accepted => "a Bool tensor, such as x > 0";

    public static Tensor Of(Tensor x, Axes axes) => axes.Count == 0 ? x : Trace.Bind(new All(axes), x);

    public override unsafe void Reduce(DType dtype, byte* x, byte* y, nint outer, nint n, nint inner) =>
        Reductions.All(x, y, outer, n, inner);

    public override Reduction WithAxes(Axes axes) => new All(axes);

    public override Tensor? Jvp(ReadOnlySpan<Tensor> x, Tensor y, ReadOnlySpan<Tensor?> dx) => null;
}
