namespace Covector.LinearMaps;

/// <summary>
/// y[r] = Σₖ cₖ[r]·v[r + offsetₖ], on elements in row-major order; what lies outside of v is 0. Differences, shifts, convolutions and
/// banded matrices have this form, and so have their products.
/// </summary>
internal sealed class StencilMap(
    DType dtype, Shape outShape, Shape inShape, int[] offsets, Tensor[] coefficients, CoefficientKind kind = CoefficientKind.Plain)
    : LinearMap(dtype, outShape, inShape)
{
    /// <summary>Products and sums with more offsets are kept apart.</summary>
    public const int MostOffsets = 64;

    public int[] Offsets { get; } = offsets;

    /// <summary>One vector of <c>Rows</c> elements for each offset.</summary>
    public Tensor[] Coefficients { get; } = coefficients;

    /// <summary>What the coefficients do with values that are not finite.</summary>
    public CoefficientKind Kind { get; } = kind;

    /// <summary>The same map as a stencil, if it is one: a diagonal, a selector with few offsets.</summary>
    public static StencilMap? Of(LinearMap map) => map switch
    {
        StencilMap stencil => stencil,
        SelectorMap selector => selector.ToStencil(),
        ContractionMap { IsDiagonal: true } diagonal =>
            new StencilMap(map.DType, map.OutShape, map.InShape, [0], [diagonal.Weights()], diagonal.Kind),
        _ => null,
    };

    internal override double Cost => Rows * (double)Offsets.Length * 2;

    internal override string Word(int within) => "stencil";

    internal override string Latex(MapNames names, int within) => new Reading(
        string.Join(" + ", Offsets.Select((o, k) => o == 0
            ? $"\\operatorname{{diag}}({names.Vector(Coefficients[k])})"
            : $"\\operatorname{{diag}}({names.Vector(Coefficients[k])}) S^{{{o}}}")),
        Offsets.Length > 1 ? Reading.Sum : ' ').In(within);

    internal override Tensor ApplyCore(Tensor v)
    {
        int rows = Count(Rows, "rows"), columns = Count(Columns, "columns");
        var flat = Primitives.Reshape.Of(v, [columns]);
        Tensor? sum = null;
        for (int k = 0; k < Offsets.Length; k++)
        {
            if (Shift(flat, Offsets[k], rows) is not { } shifted)
                continue;
            var term = Coefficient.Product(Coefficients[k], Kind, shifted, CoefficientKind.Plain)!;
            sum = sum is null ? term : Add.Of(sum, term);
        }

        return Primitives.Reshape.Of(sum ?? Fill.Of([rows], DType, 0), OutShape);
    }

    /// <summary>
    /// The vector with the elements x[r + offset] for r = 0 … length − 1, 0 where there are none; null if there are none at all.
    /// </summary>
    public static Tensor? Shift(Tensor x, int offset, int length)
    {
        int n = x.Shape[0], first = Math.Max(0, -offset), end = (int)Math.Min(length, (long)n - offset);
        if (end <= first)
            return null;
        var part = StridedSlice.Of(x, 0, first + offset, end - first);
        return Pad.Of(part, [first], [length], [0]);
    }

    internal override LinearMap Transposed()
    {
        int columns = Count(Columns, "columns");
        var (offsets, parts) = (new List<int>(), new List<Tensor>());
        for (int k = 0; k < Offsets.Length; k++)
            if (Shift(Coefficients[k], -Offsets[k], columns) is { } part)
            {
                offsets.Add(-Offsets[k]);
                parts.Add(part);
            }

        return new StencilMap(DType, InShape, OutShape, [.. offsets], [.. parts], Kind);
    }

    internal override LinearMap Scaled(double factor) => new StencilMap(
        DType, OutShape, InShape, Offsets, Array.ConvertAll(Coefficients, c => Multiply.Of(c, Fill.Like(c, factor))), Kind);

    internal override LinearMap Reshaped(Shape outShape, Shape inShape) =>
        new StencilMap(DType, outShape, inShape, Offsets, Coefficients, Kind);

    /// <summary>diag(d) times the map.</summary>
    public StencilMap TimesRows(Tensor d, CoefficientKind other) => new(
        DType, OutShape, InShape, Offsets, Array.ConvertAll(Coefficients, c => Coefficient.Product(d, other, c, Kind)!), Kind | other);

    /// <summary>The map times diag(d).</summary>
    public StencilMap TimesColumns(Tensor d, CoefficientKind other)
    {
        int rows = Count(Rows, "rows");
        var parts = new Tensor[Coefficients.Length];
        for (int k = 0; k < parts.Length; k++)
            parts[k] = Coefficient.Product(Coefficients[k], Kind, Shift(d, Offsets[k], rows) ?? Fill.Of([rows], DType, 0), other)!;
        return new StencilMap(DType, OutShape, InShape, Offsets, parts, Kind | other);
    }

    /// <summary>The product with a stencil that is applied before; null if it has too many offsets.</summary>
    public StencilMap? Times(StencilMap other)
    {
        int rows = Count(Rows, "rows");
        var sums = new SortedDictionary<int, Tensor>();
        for (int k = 0; k < Offsets.Length; k++)
            for (int l = 0; l < other.Offsets.Length; l++)
            {
                if (Shift(other.Coefficients[l], Offsets[k], rows) is not { } shifted)
                    continue;
                int offset = Offsets[k] + other.Offsets[l];
                var term = Coefficient.Product(Coefficients[k], Kind, shifted, other.Kind)!;
                sums[offset] = sums.TryGetValue(offset, out var sum) ? Add.Of(sum, term) : term;
                if (sums.Count > MostOffsets)
                    return null;
            }

        return new StencilMap(DType, OutShape, other.InShape, [.. sums.Keys], [.. sums.Values], Kind | other.Kind);
    }

    /// <summary>The sum with a stencil; null if it has too many offsets.</summary>
    public StencilMap? Plus(StencilMap other)
    {
        var sums = new SortedDictionary<int, Tensor>();
        for (int k = 0; k < Offsets.Length; k++)
            sums.Add(Offsets[k], Coefficients[k]);
        for (int k = 0; k < other.Offsets.Length; k++)
            sums[other.Offsets[k]] = sums.TryGetValue(other.Offsets[k], out var sum) ? Add.Of(sum, other.Coefficients[k])
                : other.Coefficients[k];
        return sums.Count > MostOffsets ? null
            : new StencilMap(DType, OutShape, InShape, [.. sums.Keys], [.. sums.Values], Kind | other.Kind);
    }

    internal override Tensor Matrix()
    {
        int rows = Count(Rows, "rows"), columns = Count(Columns, "columns");
        Shape full = [rows, columns];
        var difference = Subtract.Of(Iota.Of(full, 1, DType.Int64), Iota.Of(full, 0, DType.Int64));
        var result = Fill.Of(full, DType, 0);
        for (int k = 0; k < Offsets.Length; k++)
            result = Select.Of(
                Equal.Of(difference, Fill.Of(full, DType.Int64, Offsets[k])), Broadcast.Of(Coefficients[k], full, [0]), result);
        return result;
    }

    internal override Tensor? DiagonalOrNull()
    {
        int k = Array.IndexOf(Offsets, 0);
        return k < 0 ? Fill.Of(InShape, DType, 0) : Coefficients[k];
    }

    /// <summary>
    /// The entries whose coefficient is not 0: one that is 0 cannot be told from that of a place that the map does not have.
    /// </summary>
    public override CsrMatrix ToSparse()
    {
        int rows = Count(Rows, "rows"), columns = Count(Columns, "columns");
        var order = Axes.Range(0, Offsets.Length).AsSpan().ToArray();
        Array.Sort(Offsets.ToArray(), order);
        var coefficients = Array.ConvertAll(Coefficients, Factorization.Doubles);
        var (starts, places, values) = (new int[rows + 1], new List<int>(), new List<double>());
        for (int r = 0; r < rows; r++)
        {
            foreach (int k in order)
                if (r + Offsets[k] is var c && c >= 0 && c < columns && coefficients[k][r] != 0)
                {
                    places.Add(c);
                    values.Add(coefficients[k][r]);
                }

            starts[r + 1] = places.Count;
        }

        return new CsrMatrix(
            new SparsityPattern(rows, columns, starts, [.. places]), Tensor.From(values.ToArray(), values.Count).AsType(DType));
    }

    internal override Tensor SolveCore(Tensor b) => Factorization.Solve(ToSparse(), b, InShape);
}
