namespace Covector.Primitives;

/// <summary>
/// The product over some axes. d = Σᵢ dxᵢ·Πⱼ≠ᵢ xⱼ, where the products of all others are made of running products from both ends, so that
/// zeros among the elements do no harm.
/// </summary>
internal sealed record Product(Axes Axes) : Reduction(Axes)
{
    public override string Name => "prod";

    public static Tensor Of(Tensor x, Axes axes) => axes.Count == 0 ? x : Trace.Bind(new Product(axes), x);

    public override unsafe void Reduce(DType dtype, byte* x, byte* y, nint outer, nint n, nint inner) =>
        Reductions.Prod(dtype, x, y, outer, n, inner);

    public override FoldKind? Kind => FoldKind.Product;

    public override Reduction WithAxes(Axes axes) => new Product(axes);

    public override Tensor Jvp(ReadOnlySpan<Tensor> x, Tensor y, ReadOnlySpan<Tensor?> dx)
    {
        // All reduced axes become one, the last.
        var kept = Axes.Complement(x[0].Rank);
        Axes order = [.. kept.AsSpan(), .. Axes.AsSpan()];
        long count = x[0].Size / Math.Max(1, y.Size);
        if (count > int.MaxValue)
            throw Error.TooLong("Prod", x[0].Shape, count);
        Shape rows = [.. y.Shape.AsSpan(), (int)count];
        if (x[0].Size == 0)
            return Fill.Like(y, 0);
        var flat = Reshape.Of(Permute.Of(x[0], order), rows);
        var tangent = Reshape.Of(Permute.Of(dx[0]!, order), rows);
        var others = Exclusive(flat, false) * Exclusive(flat, true);
        return Sum.Of(tangent * others, [rows.Rank - 1]);
    }

    /// <summary>The product of all elements before (or after) each along the last axis.</summary>
    private static Tensor Exclusive(Tensor x, bool reverse)
    {
        int axis = x.Rank - 1, n = x.Shape[axis];
        var one = Fill.Of(x.Shape.With(axis, 1), x.DType, 1);
        var rest = StridedSlice.Of(x, axis, reverse ? 1 : 0, n - 1);
        return LinearRecurrence.CumulativeProduct(Concatenate.Of(reverse ? [rest, one] : [one, rest], axis), axis, reverse);
    }
}
