namespace Covector.LinearMaps;

/// <summary>Maps one after another, the last applied first; made by <see cref="Composition"/>, which joins what can be joined.</summary>
internal sealed class ProductMap : LinearMap
{
    public ProductMap(LinearMap[] factors) : base(factors[0].DType, factors[0].OutShape, factors[^1].InShape) => Factors = factors;

    /// <summary>At least two.</summary>
    public LinearMap[] Factors { get; }

    internal override int Parts => Factors.Sum(f => f.Parts);

    internal override double Cost => Factors.Sum(f => f.Cost);

    internal override string Word(int within) =>
        new Reading(string.Join(" · ", Factors.Select(f => f.Word(InProduct))), Reading.Product).In(within);

    internal override string Latex(MapNames names, int within) =>
        new Reading(string.Join(" ", Factors.Select(f => f.Latex(names, InProduct))), Reading.Product).In(within);

    internal override Tensor ApplyCore(Tensor v)
    {
        for (int i = Factors.Length - 1; i >= 0; i--)
            v = Factors[i].ApplyCore(v);
        return v;
    }

    internal override LinearMap Transposed()
    {
        var factors = Array.ConvertAll(Factors, f => f.T);
        Array.Reverse(factors);
        return new ProductMap(factors);
    }

    internal override LinearMap Scaled(double factor)
    {
        LinearMap[] factors = [.. Factors];
        int cheapest = 0;
        for (int i = 1; i < factors.Length; i++)
            if (factors[i].Cost < factors[cheapest].Cost)
                cheapest = i;
        factors[cheapest] = factors[cheapest].Scaled(factor);
        return factors[cheapest] is ZeroMap ? new ZeroMap(DType, OutShape, InShape) : new ProductMap(factors);
    }

    internal override LinearMap Reshaped(Shape outShape, Shape inShape)
    {
        LinearMap[] factors = [.. Factors];
        factors[0] = factors[0].Reshaped(outShape, factors[0].InShape);
        factors[^1] = factors[^1].Reshaped(factors[^1].OutShape, inShape);
        return new ProductMap(factors);
    }

    /// <summary>
    /// Starts with the matrix of the factor that makes the rest cheapest and applies the others to its columns or rows: from the right if
    /// there are fewer columns than rows, else from the left.
    /// </summary>
    internal override Tensor Matrix()
    {
        if (Columns <= Rows)
        {
            var columns = Factors[^1].Matrix();
            for (int i = Factors.Length - 2; i >= 0; i--)
                columns = BasisProduct.Columns(Factors[i], columns);
            return columns;
        }

        return Permute.Of(T.Matrix(), [1, 0]);
    }

    internal override Tensor? DiagonalOrNull() =>
        Array.TrueForAll(Factors, Composition.IsConcrete) ? Composition.ToSparseProduct(Factors)?.DiagonalValues() : null;

    public override CsrMatrix ToSparse() => Composition.ToSparseProduct(Factors) ?? base.ToSparse();

    internal override Tensor SolveCore(Tensor b)
    {
        if (!Array.TrueForAll(Factors, f => f.Rows == f.Columns))
            return base.SolveCore(b);
        foreach (var factor in Factors)
            b = factor.SolveCore(b);
        return b;
    }
}
