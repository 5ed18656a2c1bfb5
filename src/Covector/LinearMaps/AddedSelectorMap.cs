namespace Covector.LinearMaps;

/// <summary>The transpose of a selector that takes some elements more than once: adds what comes to one place, as a scatter does.</summary>
internal sealed class AddedSelectorMap(SelectorMap selector) : LinearMap(selector.DType, selector.InShape, selector.OutShape)
{
    internal override double Cost => selector.Cost;

    internal override string Word(int within) => "selectorᵀ";

    internal override string Latex(MapNames names, int within) => new Reading(
        selector.Weights is null
            ? $"{names.Matrix(selector.Index)}^{{\\top}}"
            : $"{names.Matrix(selector.Index)}^{{\\top}} \\operatorname{{diag}}({names.Vector(selector.Weights)})",
        selector.Weights is null ? ' ' : Reading.Product).In(within);

    internal override Tensor ApplyCore(Tensor v)
    {
        var flat = Primitives.Reshape.Of(v, [selector.Index.Length]);
        if (selector.Weights is not null)
            flat = Coefficient.Product(selector.Weights, selector.Kind, flat, CoefficientKind.Plain)!;
        int[] present = [.. Axes.Range(0, selector.Index.Length).AsSpan().ToArray().Where(r => selector.Index[r] >= 0)];
        var zeros = Fill.Of([Count(Rows, "rows")], DType, 0);
        if (present.Length == 0 || Rows == 0)
            return Primitives.Reshape.Of(zeros, OutShape);
        if (present.Length < selector.Index.Length)
            flat = Gather.Of(flat, Tensor.From(Array.ConvertAll(present, r => (long)r), present.Length), 0);
        var places = Tensor.From(Array.ConvertAll(present, r => (long)selector.Index[r]), present.Length);
        return Primitives.Reshape.Of(Scatter.Of(ScatterKind.Add, zeros, places, flat, 0), OutShape);
    }

    internal override LinearMap Transposed() => selector;

    internal override LinearMap Scaled(double factor) => factor == 1 ? this : selector.Scaled(factor).Transposed();

    internal override LinearMap Reshaped(Shape outShape, Shape inShape) =>
        new AddedSelectorMap((SelectorMap)selector.Reshaped(inShape, outShape));

    internal override Tensor Matrix() => Permute.Of(selector.Matrix(), [1, 0]);

    internal override Tensor? DiagonalOrNull() => selector.DiagonalOrNull();

    public override CsrMatrix ToSparse() => selector.ToSparse().T;

    internal override Tensor SolveCore(Tensor b) => throw Factorization.Singular();
}
