namespace Covector.LinearMaps;

/// <summary>
/// y[r] = w[r]·v[index[r]], or 0 where the index is −1, on elements in row-major order: what slices, paddings, concatenations, reversals,
/// windows, permutations and gathers do, and diagonals between them. Without weights w they count as 1.
/// </summary>
internal sealed class SelectorMap(
    DType dtype, Shape outShape, Shape inShape, int[] index, Tensor? weights, CoefficientKind kind = CoefficientKind.Plain)
    : LinearMap(dtype, outShape, inShape)
{
    /// <summary>A selector with more different offsets than this is no stencil.</summary>
    private const int MostOffsets = 4;

    private Reads? reads;

    public int[] Index { get; } = index;

    public Tensor? Weights { get; } = weights;

    /// <summary>What the weights do with values that are not finite.</summary>
    public CoefficientKind Kind { get; } = kind;

    /// <summary>Whether each element of the input comes to one place of the output.</summary>
    public bool IsPermutation
    {
        get
        {
            if (Rows != Columns)
                return false;
            var seen = new bool[Index.Length];
            foreach (int i in Index)
            {
                if (i < 0 || seen[i])
                    return false;
                seen[i] = true;
            }

            return true;
        }
    }

    internal override double Cost => Index.Length * 2.0;

    internal override string Word(int within) => new Reading(
        Weights is null ? IsPermutation ? "permutation" : "selector" : "diag · selector",
        Weights is null ? ' ' : Reading.Product).In(within);

    internal override string Latex(MapNames names, int within) => new Reading(
        Weights is null ? names.Matrix(Index) : $"\\operatorname{{diag}}({names.Vector(Weights)}) {names.Matrix(Index)}",
        Weights is null ? ' ' : Reading.Product).In(within);

    /// <summary>One row of the output from one element of a flat tensor.</summary>
    internal override Tensor ApplyCore(Tensor v)
    {
        var flat = Primitives.Reshape.Of(v, [Count(Columns, "columns")]);
        var result = Take(flat);
        return Primitives.Reshape.Of(Coefficient.Product(Weights, Kind, result, CoefficientKind.Plain)!, OutShape);
    }

    /// <summary>Elements of a vector where the index points, 0 where it points nowhere.</summary>
    public Tensor Take(Tensor vector)
    {
        if (Columns == 0)
            return Fill.Of([Index.Length], vector.DType, 0);
        var (places, present) = reads ??= Read();
        var taken = Gather.Of(vector, places, 0);
        return present is null ? taken : Select.Of(present, taken, Fill.Like(taken, 0));
    }

    private Reads Read()
    {
        var places = Tensor.From(Array.ConvertAll(Index, i => (long)Math.Max(0, i)), Index.Length);
        bool isPartial = Array.IndexOf(Index, -1) >= 0;
        return new Reads(places, isPartial ? Tensor.From(Array.ConvertAll(Index, i => i >= 0), Index.Length) : null);
    }

    /// <summary>The elements to take, and which of them there are, if not all: made at the first product.</summary>
    private sealed record Reads(Tensor Places, Tensor? Present);

    internal override LinearMap Transposed()
    {
        if (IsPermutation)
        {
            var inverse = new int[Index.Length];
            for (int r = 0; r < inverse.Length; r++)
                inverse[Index[r]] = r;
            var map = new SelectorMap(DType, InShape, OutShape, inverse, null);
            return Weights is null ? map : new SelectorMap(DType, InShape, OutShape, inverse, map.Take(Weights), Kind);
        }

        // Each column has at most one entry where no index occurs twice; the transpose is a selector then.
        var row = new int[Columns];
        Array.Fill(row, -1);
        for (int r = 0; r < Index.Length; r++)
        {
            if (Index[r] < 0)
                continue;
            if (row[Index[r]] >= 0)
                return new AddedSelectorMap(this);
            row[Index[r]] = r;
        }

        var transposed = new SelectorMap(DType, InShape, OutShape, row, null);
        return Weights is null ? transposed : new SelectorMap(DType, InShape, OutShape, row, transposed.Take(Weights), Kind);
    }

    internal override LinearMap Scaled(double factor) => factor == 1 ? this : WithWeights(
        Weights is null ? Fill.Of([Index.Length], DType, factor) : Multiply.Of(Weights, Fill.Like(Weights, factor)));

    public SelectorMap WithWeights(Tensor? weights) => new(DType, OutShape, InShape, Index, weights, Kind);

    internal override LinearMap Reshaped(Shape outShape, Shape inShape) => new SelectorMap(DType, outShape, inShape, Index, Weights, Kind);

    internal override Tensor Matrix()
    {
        int columns = Count(Columns, "columns");
        Shape full = [Index.Length, columns];
        var places = Tensor.From(Array.ConvertAll(Index, i => (long)i), Index.Length);
        var isEntry = Equal.Of(Broadcast.Of(places, full, [0]), Iota.Of(full, 1, DType.Int64));
        var ones = Weights is null ? Fill.Of(full, DType, 1) : Broadcast.Of(Weights, full, [0]);
        return Select.Of(isEntry, ones, Fill.Like(ones, 0));
    }

    internal override Tensor? DiagonalOrNull()
    {
        var isEntry = new bool[Index.Length];
        for (int r = 0; r < isEntry.Length; r++)
            isEntry[r] = Index[r] == r;
        var ones = Weights ?? Fill.Of([Index.Length], DType, 1);
        return Select.Of(Tensor.From(isEntry, isEntry.Length), ones, Fill.Like(ones, 0));
    }

    public override CsrMatrix ToSparse()
    {
        var (starts, columns, rows) = (new int[Index.Length + 1], new List<int>(), new List<int>());
        for (int r = 0; r < Index.Length; r++)
        {
            if (Index[r] >= 0)
            {
                columns.Add(Index[r]);
                rows.Add(r);
            }

            starts[r + 1] = columns.Count;
        }

        var pattern = new SparsityPattern(Index.Length, Count(Columns, "columns"), starts, [.. columns]);
        var picked = new SelectorMap(DType, [rows.Count], [Index.Length], [.. rows], null);
        return new CsrMatrix(pattern, picked.Take(Weights ?? Fill.Of([Index.Length], DType, 1)));
    }

    internal override Tensor SolveCore(Tensor b)
    {
        if (!IsPermutation)
            throw Factorization.Singular();
        var flat = Primitives.Reshape.Of(b, [Index.Length]);
        if (Weights is not null)
            flat = Divide.Of(flat, Factorization.RequireNonzero(Weights));
        return WithWeights(null).Transposed().ApplyCore(Primitives.Reshape.Of(flat, OutShape));
    }

    /// <summary>The same as a stencil, if it has few offsets.</summary>
    public StencilMap? ToStencil()
    {
        int[]? bases = null;
        int[] steps = Offsets(null);
        if (steps.Length > 1 && Bases() is { } places && Offsets(places) is var fewer && fewer.Length < steps.Length)
            (bases, steps) = (places, fewer);
        if (steps.Length > MostOffsets)
            return null;
        var coefficients = new Tensor[steps.Length];
        for (int k = 0; k < steps.Length; k++)
        {
            var isEntry = new bool[Index.Length];
            for (int r = 0; r < isEntry.Length; r++)
                isEntry[r] = Index[r] >= 0 && Index[r] - (bases is null ? r : bases[r]) == steps[k];
            var mask = Primitives.Convert.Of(Tensor.From(isEntry, isEntry.Length), DType);
            coefficients[k] = Weights is null ? mask : StrongMultiply.Of(mask, Weights);
        }

        // A row has one of the offsets, and the zeros at the others are no entries.
        return new StencilMap(DType, OutShape, InShape, steps, coefficients, steps.Length > 1 ? Kind | CoefficientKind.Mask : Kind, bases);
    }

    /// <summary>
    /// The differences between columns and rows, or the columns that are given for the rows, ascending; not all of them if they are many.
    /// </summary>
    private int[] Offsets(int[]? bases)
    {
        var found = new SortedSet<int>();
        for (int r = 0; r < Index.Length && found.Count <= MostOffsets; r++)
            if (Index[r] >= 0)
                found.Add(Index[r] - (bases is null ? r : bases[r]));
        return [.. found];
    }

    /// <summary>For each element of the output that of the input at the same place of the grid; null if the grids do not fit.</summary>
    private int[]? Bases()
    {
        int rank = OutShape.Rank;
        if (rank != InShape.Rank)
            return null;
        for (int axis = 0; axis < rank; axis++)
            if (OutShape[axis] > InShape[axis])
                return null;
        var result = new int[Index.Length];
        for (int r = 0; r < result.Length; r++)
            for (int axis = rank - 1, rest = r, step = 1; axis >= 0; step *= InShape[axis--])
            {
                result[r] += rest % OutShape[axis] * step;
                rest /= OutShape[axis];
            }

        return result;
    }
}
