namespace Covector.LinearMaps;

/// <summary>Several maps between the same shapes, added up; made by <see cref="Addition"/>, which adds what can be added.</summary>
internal sealed class SumMap : LinearMap
{
    public SumMap(LinearMap[] terms) : base(terms[0].DType, terms[0].OutShape, terms[0].InShape) => Terms = terms;

    /// <summary>At least two.</summary>
    public LinearMap[] Terms { get; }

    internal override int Parts => Terms.Sum(t => t.Parts);

    internal override double Cost => Terms.Sum(t => t.Cost);

    internal override string Word(int within) => new Reading(string.Join(" + ", Terms.Select(t => t.Word(InSum))), Reading.Sum).In(within);

    internal override string Latex(MapNames names, int within) =>
        new Reading(
            string.Join(" + ", Terms.Select(t => t.Latex(names, InSum))).Replace("+ -", "- ", StringComparison.Ordinal), Reading.Sum)
        .In(within);

    internal override Tensor ApplyCore(Tensor v)
    {
        var sum = Terms[0].ApplyCore(v);
        for (int i = 1; i < Terms.Length; i++)
            sum = Add.Of(sum, Terms[i].ApplyCore(v));
        return sum;
    }

    internal override LinearMap Transposed() => new SumMap(Array.ConvertAll(Terms, t => t.T));

    internal override LinearMap Scaled(double factor) => new SumMap(Array.ConvertAll(Terms, t => t.Scaled(factor)));

    internal override LinearMap Reshaped(Shape outShape, Shape inShape) =>
        new SumMap(Array.ConvertAll(Terms, t => t.Reshaped(outShape, inShape)));

    internal override Tensor Matrix()
    {
        var sum = Terms[0].Matrix();
        for (int i = 1; i < Terms.Length; i++)
            sum = Add.Of(sum, Terms[i].Matrix());
        return sum;
    }

    public override CsrMatrix ToSparse()
    {
        var sum = Terms[0].ToSparse();
        for (int i = 1; i < Terms.Length; i++)
            sum = sum.Plus(Terms[i].ToSparse());
        return sum;
    }

    internal override Tensor? DiagonalOrNull()
    {
        Tensor? sum = null;
        foreach (var term in Terms)
        {
            if (term.DiagonalOrNull() is not { } d)
                return null;
            d = Primitives.Reshape.Of(d, InShape);
            sum = sum is null ? d : Add.Of(sum, d);
        }

        return sum;
    }

    /// <summary>
    /// (D + U·Vᵀ)⁻¹·b = D⁻¹b − D⁻¹U·(I + VᵀD⁻¹U)⁻¹·VᵀD⁻¹b, if one term is diagonal and the others have low rank; else dense.
    /// </summary>
    internal override Tensor SolveCore(Tensor b) => LowRankSolver.Solve(this, b) ?? base.SolveCore(b);
}
