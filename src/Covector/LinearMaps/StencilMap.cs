namespace Covector.LinearMaps;

/// <summary>
/// y[r] = Σₖ cₖ[r]·v[base[r] + offsetₖ], on elements in row-major order; what lies outside of v is 0. Differences, shifts, convolutions and
/// banded matrices have this form with base[r] = r, and so have their products; on a part of a grid of several axes base[r] is the element
/// of the grid at the place of r.
/// </summary>
internal sealed class StencilMap(
    DType dtype, Shape outShape, Shape inShape, int[] offsets, Tensor[] coefficients, CoefficientKind kind = CoefficientKind.Plain,
    int[]? bases = null)
    : LinearMap(dtype, outShape, inShape)
{
    /// <summary>Products and sums with more offsets are kept apart.</summary>
    public const int MostOffsets = 64;

    // With bases other than the rows: what each offset reads, made when it is needed.
    private SelectorMap?[]? parts;

    public int[] Offsets { get; } = offsets;

    /// <summary>For each row the element at offset 0; null for the one with the number of the row.</summary>
    public int[]? Bases { get; } = bases;

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
            if (Read(flat, k, rows) is not { } shifted)
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

    /// <summary>The elements that the rows read at an offset, of a vector with one for each column; null if there are none.</summary>
    private Tensor? Read(Tensor x, int k, int rows)
    {
        if (Bases is null)
            return Shift(x, Offsets[k], rows);
        var part = (parts ??= new SelectorMap[Offsets.Length])[k] ??= At(k);
        return Array.Exists(part.Index, i => i >= 0) ? part.Take(x) : null;
    }

    /// <summary>The elements at an offset as a map of their own, without coefficients.</summary>
    private SelectorMap At(int k, Tensor? weights = null)
    {
        int rows = Count(Rows, "rows"), columns = Count(Columns, "columns");
        var index = new int[rows];
        for (int r = 0; r < rows; r++)
            index[r] = BaseOf(r) + Offsets[k] is var c && c >= 0 && c < columns ? c : -1;
        return new SelectorMap(DType, OutShape, InShape, index, weights, Kind);
    }

    private int BaseOf(int row) => Bases is null ? row : Bases[row];

    internal override LinearMap Transposed()
    {
        int columns = Count(Columns, "columns");
        if (Bases is not null)
        {
            LinearMap sum = new ZeroMap(DType, InShape, OutShape);
            for (int k = 0; k < Offsets.Length; k++)
                sum = Addition.Of(sum, At(k, Coefficients[k]).Transposed());
            return sum;
        }

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
        DType, OutShape, InShape, Offsets, Array.ConvertAll(Coefficients, c => Multiply.Of(c, Fill.Like(c, factor))), Kind, Bases);

    internal override LinearMap Reshaped(Shape outShape, Shape inShape) =>
        new StencilMap(DType, outShape, inShape, Offsets, Coefficients, Kind, Bases);

    /// <summary>diag(d) times the map.</summary>
    public StencilMap TimesRows(Tensor d, CoefficientKind other) => new(
        DType, OutShape, InShape, Offsets, Array.ConvertAll(Coefficients, c => Coefficient.Product(d, other, c, Kind)!), Kind | other,
        Bases);

    /// <summary>The map times diag(d).</summary>
    public StencilMap TimesColumns(Tensor d, CoefficientKind other)
    {
        int rows = Count(Rows, "rows");
        var parts = new Tensor[Coefficients.Length];
        for (int k = 0; k < parts.Length; k++)
            parts[k] = Coefficient.Product(Coefficients[k], Kind, Read(d, k, rows) ?? Fill.Of([rows], DType, 0), other)!;
        return new StencilMap(DType, OutShape, InShape, Offsets, parts, Kind | other, Bases);
    }

    /// <summary>The product with a stencil that is applied before; null if it is none, or has too many offsets.</summary>
    public StencilMap? Times(StencilMap other)
    {
        int rows = Count(Rows, "rows");
        if (Steps(other) is not var (steps, bases))
            return null;
        var sums = new SortedDictionary<int, Tensor>();
        for (int k = 0; k < Offsets.Length; k++)
            for (int l = 0; l < other.Offsets.Length; l++)
            {
                if (Read(other.Coefficients[l], k, rows) is not { } shifted)
                    continue;
                int offset = steps[k] + other.Offsets[l];
                var term = Coefficient.Product(Coefficients[k], Kind, shifted, other.Kind)!;
                sums[offset] = sums.TryGetValue(offset, out var sum) ? Add.Of(sum, term) : term;
                if (sums.Count > MostOffsets)
                    return null;
            }

        return new StencilMap(DType, OutShape, other.InShape, [.. sums.Keys], [.. sums.Values], Kind | other.Kind, bases);
    }

    /// <summary>
    /// How far the bases of another stencil move with each offset of this one, and the bases of the product; null if they do not move
    /// equally far from all rows.
    /// </summary>
    private (int[] Steps, int[]? Bases)? Steps(StencilMap other)
    {
        if (other.Bases is not { } next)
            return (Offsets, Bases);
        int rows = Count(Rows, "rows");
        var bases = new int[rows];
        var steps = new int?[Offsets.Length];
        for (int r = 0; r < rows; r++)
        {
            int own = BaseOf(r);
            if (own < 0 || own >= next.Length)
                return null;
            bases[r] = next[own];
            for (int k = 0; k < steps.Length; k++)
                if (own + Offsets[k] is var c && c >= 0 && c < next.Length && (steps[k] ??= next[c] - bases[r]) != next[c] - bases[r])
                    return null;
        }

        return (Array.ConvertAll(steps, s => s ?? 0), bases);
    }

    /// <summary>The sum with a stencil; null if it has other bases or too many offsets.</summary>
    public StencilMap? Plus(StencilMap other)
    {
        if (Bases is null != other.Bases is null || !Bases.AsSpan().SequenceEqual(other.Bases))
            return null;
        var sums = new SortedDictionary<int, Tensor>();
        for (int k = 0; k < Offsets.Length; k++)
            sums.Add(Offsets[k], Coefficients[k]);
        for (int k = 0; k < other.Offsets.Length; k++)
            sums[other.Offsets[k]] = sums.TryGetValue(other.Offsets[k], out var sum) ? Add.Of(sum, other.Coefficients[k])
                : other.Coefficients[k];
        return sums.Count > MostOffsets ? null
            : new StencilMap(DType, OutShape, InShape, [.. sums.Keys], [.. sums.Values], Kind | other.Kind, Bases);
    }

    internal override Tensor Matrix()
    {
        int rows = Count(Rows, "rows"), columns = Count(Columns, "columns");
        Shape full = [rows, columns];
        var origin = Bases is null
            ? Iota.Of(full, 0, DType.Int64)
            : Broadcast.Of(Tensor.From(Array.ConvertAll(Bases, b => (long)b), rows), full, [0]);
        var difference = Subtract.Of(Iota.Of(full, 1, DType.Int64), origin);
        var result = Fill.Of(full, DType, 0);
        for (int k = 0; k < Offsets.Length; k++)
            result = Select.Of(
                Equal.Of(difference, Fill.Of(full, DType.Int64, Offsets[k])), Broadcast.Of(Coefficients[k], full, [0]), result);
        return result;
    }

    internal override Tensor? DiagonalOrNull()
    {
        if (Bases is null)
            return Array.IndexOf(Offsets, 0) is var k && k >= 0 ? Coefficients[k] : Fill.Of(InShape, DType, 0);
        var result = Fill.Of([Count(Rows, "rows")], DType, 0);
        for (int i = 0; i < Offsets.Length; i++)
        {
            bool[] isEntry = [.. Bases.Select((b, r) => b + Offsets[i] == r)];
            result = Select.Of(Tensor.From(isEntry, isEntry.Length), Coefficients[i], result);
        }

        return result;
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
                if (BaseOf(r) + Offsets[k] is var c && c >= 0 && c < columns && coefficients[k][r] != 0)
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
