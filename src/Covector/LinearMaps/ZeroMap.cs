namespace Covector.LinearMaps;

/// <summary>v ↦ 0.</summary>
internal sealed class ZeroMap(DType dtype, Shape outShape, Shape inShape) : LinearMap(dtype, outShape, inShape)
{
    internal override double Cost => 0;

    internal override string Word(int within) => "zero";

    internal override string Latex(MapNames names, int within) => $"0_{{{Rows} \\times {Columns}}}";

    internal override Tensor ApplyCore(Tensor v) => Fill.Of(OutShape, DType, 0);

    internal override LinearMap Transposed() => new ZeroMap(DType, InShape, OutShape);

    internal override LinearMap Scaled(double factor) => this;

    internal override LinearMap Reshaped(Shape outShape, Shape inShape) => new ZeroMap(DType, outShape, inShape);

    internal override Tensor Matrix() => Fill.Of([Count(Rows, "rows"), Count(Columns, "columns")], DType, 0);

    internal override Tensor? DiagonalOrNull() => Fill.Of(InShape, DType, 0);

    public override CsrMatrix ToSparse() =>
        new(new SparsityPattern(Count(Rows, "rows"), Count(Columns, "columns"), new int[Rows + 1], []), Tensor.Zeros([0], DType));

    internal override Tensor SolveCore(Tensor b) => throw Factorization.Singular();
}
