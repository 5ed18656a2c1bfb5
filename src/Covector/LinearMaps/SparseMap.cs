namespace Covector.LinearMaps;

/// <summary>The entries of a sparse matrix.</summary>
internal sealed class SparseMap(Shape outShape, Shape inShape, CsrMatrix matrix, CoefficientKind kind = CoefficientKind.Plain)
    : LinearMap(matrix.Values.DType, outShape, inShape)
{
    /// <summary>A matrix with more different offsets between rows and columns is no stencil.</summary>
    private const int MostOffsets = 16;

    public CsrMatrix Entries { get; } = matrix;

    /// <summary>What the entries do with values that are not finite.</summary>
    public CoefficientKind Kind { get; } = kind;

    /// <summary>
    /// The map with the entries of a matrix: a stencil, if few offsets have at least half of the places on their diagonals.
    /// </summary>
    public static LinearMap Of(Shape outShape, Shape inShape, CsrMatrix matrix, CoefficientKind kind)
    {
        var offsets = new SortedSet<int>();
        var pattern = matrix.Pattern;
        for (int r = 0; r < pattern.Rows && offsets.Count <= MostOffsets; r++)
            foreach (int c in pattern.Row(r))
                offsets.Add(c - r);
        if (offsets.Count > Math.Min(MostOffsets, pattern.Columns / 2) || offsets.Count == 0
            || pattern.Count < offsets.Count * (pattern.Rows / 2.0))
            return new SparseMap(outShape, inShape, matrix, kind);
        double[] values = Factorization.Doubles(matrix.Values);
        int[] steps = [.. offsets];
        var coefficients = Array.ConvertAll(steps, _ => new double[pattern.Rows]);
        for (int r = 0; r < pattern.Rows; r++)
            for (int p = pattern.RowStarts[r]; p < pattern.RowStarts[r + 1]; p++)
                coefficients[Array.BinarySearch(steps, pattern.ColumnIndices[p] - r)][r] = values[p];
        var type = matrix.Values.DType;
        return new StencilMap(
            type, outShape, inShape, steps, Array.ConvertAll(coefficients, c => CsrMatrix.FromValues(c, type)),
            kind | CoefficientKind.Mask);
    }

    internal override double Cost => Entries.Count * 3.0;

    internal override string Word(int within) => "sparse";

    internal override string Latex(MapNames names, int within) => names.Matrix(Entries);

    internal override Tensor ApplyCore(Tensor v) =>
        Primitives.Reshape.Of(Times(Primitives.Reshape.Of(v, [Count(Columns, "columns")])), OutShape);

    private Tensor Times(Tensor v) => Kind == CoefficientKind.Plain || Entries.Count == 0
        ? Entries.Times(v)
        : Entries.SumRows(Coefficient.Product(Entries.Values, Kind, Entries.OfColumns(v), CoefficientKind.Plain)!);

    /// <summary>diag(d) times the map.</summary>
    public SparseMap TimesRows(Tensor d, CoefficientKind other) => new(
        OutShape, InShape, Entries.With(Coefficient.Product(Entries.OfRows(d), other, Entries.Values, Kind)!), Kind | other);

    /// <summary>The map times diag(d).</summary>
    public SparseMap TimesColumns(Tensor d, CoefficientKind other) => new(
        OutShape, InShape, Entries.With(Coefficient.Product(Entries.Values, Kind, Entries.OfColumns(d), other)!), Kind | other);

    internal override LinearMap Transposed() => new SparseMap(InShape, OutShape, Entries.T, Kind);

    internal override LinearMap Scaled(double factor) =>
        new SparseMap(OutShape, InShape, Entries.With(Multiply.Of(Entries.Values, Fill.Like(Entries.Values, factor))), Kind);

    internal override LinearMap Reshaped(Shape outShape, Shape inShape) => new SparseMap(outShape, inShape, Entries, Kind);

    internal override Tensor Matrix() => Entries.ToDense();

    internal override Tensor? DiagonalOrNull() => Entries.DiagonalValues();

    public override CsrMatrix ToSparse() => Entries;

    internal override Tensor SolveCore(Tensor b) => Factorization.Solve(Entries, b, InShape);
}
