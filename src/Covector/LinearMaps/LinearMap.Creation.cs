namespace Covector;

// Maps from what they are made of.
public abstract partial class LinearMap
{
    /// <summary>The map v ↦ v.</summary>
    /// <param name="shape">The shape of v.</param>
    /// <param name="dtype">The element type.</param>
    public static LinearMap Identity(Shape shape, DType dtype = DType.Float64) => ContractionMap.OfIdentity(shape, shape, dtype);

    /// <summary>The map v ↦ 0.</summary>
    /// <param name="outShape">The shape of the result.</param>
    /// <param name="inShape">The shape of v.</param>
    /// <param name="dtype">The element type.</param>
    public static LinearMap Zero(Shape outShape, Shape inShape, DType dtype = DType.Float64) => new ZeroMap(dtype, outShape, inShape);

    /// <summary>The map v ↦ d ⊙ v.</summary>
    /// <param name="d">The diagonal.</param>
    /// <exception cref="DTypeMismatchException">d is not floating point.</exception>
    public static LinearMap Diag(Tensor d) =>
        ContractionMap.OfDiagonal(RequireFloating(nameof(Diag), d), d.Shape, d.Shape, CoefficientKind.Plain);

    /// <summary>The map whose entries are the elements of an array, of shape out.Shape + in.Shape.</summary>
    /// <param name="array">The array; a matrix maps vectors to vectors.</param>
    /// <param name="inRank">The number of axes, the last ones, that the input has.</param>
    /// <exception cref="ShapeMismatchException">The array has fewer axes.</exception>
    /// <exception cref="DTypeMismatchException">The array is not floating point.</exception>
    public static LinearMap Dense(Tensor array, int inRank = 1)
    {
        RequireFloating(nameof(Dense), array);
        if (inRank < 0 || inRank > array.Rank)
            throw Error.Shapes(nameof(Dense), $"the input has {inRank} axes, but the array {array.Shape} has {array.Rank}.");
        int outRank = array.Rank - inRank;
        return ContractionMap.Create(
            array.DType, array.Shape.AsSpan()[..outRank].ToArray(), array.Shape.AsSpan()[outRank..].ToArray(), 1, array.Shape.ToArray(),
            Axes.Range(0, outRank).AsSpan().ToArray(), Axes.Range(outRank, inRank).AsSpan().ToArray(),
            [new Coefficient(array, Axes.Range(0, array.Rank).AsSpan().ToArray(), CoefficientKind.Plain)]);
    }

    /// <summary>The map on matrices V ↦ A·V·Bᵀ, which is A ⊗ B on their rows one after another.</summary>
    /// <param name="a">A matrix [m, n].</param>
    /// <param name="b">A matrix [p, q].</param>
    /// <returns>The map from [n, q] to [m, p].</returns>
    /// <exception cref="ShapeMismatchException">An operand is not a matrix.</exception>
    /// <exception cref="DTypeMismatchException">The element types differ or are not floating point.</exception>
    public static LinearMap Kronecker(Tensor a, Tensor b)
    {
        RequireMatrix(nameof(Kronecker), a);
        RequireMatrix(nameof(Kronecker), b);
        RequireSame(nameof(Kronecker), a, b);
        return ContractionMap.Create(
            a.DType, [a.Shape[0], b.Shape[0]], [a.Shape[1], b.Shape[1]], 1, [a.Shape[0], a.Shape[1], b.Shape[0], b.Shape[1]], [0, 2],
            [1, 3],
            [new Coefficient(a, [0, 1], CoefficientKind.Plain), new Coefficient(b, [2, 3], CoefficientKind.Plain)]);
    }

    /// <summary>The map v ↦ U·(Vᵀ·v).</summary>
    /// <param name="u">A matrix [m, r].</param>
    /// <param name="v">A matrix [n, r].</param>
    /// <exception cref="ShapeMismatchException">An operand is not a matrix, or they have different numbers of columns.</exception>
    /// <exception cref="DTypeMismatchException">The element types differ or are not floating point.</exception>
    public static LinearMap LowRank(Tensor u, Tensor v)
    {
        RequireMatrix(nameof(LowRank), u);
        RequireMatrix(nameof(LowRank), v);
        if (u.Shape[1] != v.Shape[1])
            throw Error.Shapes(nameof(LowRank), $"U is {u.Shape}, V is {v.Shape}: they must have equally many columns.");
        RequireSame(nameof(LowRank), u, v);
        return ContractionMap.Create(
            u.DType, [u.Shape[0]], [v.Shape[0]], 1, [u.Shape[0], v.Shape[0], u.Shape[1]], [0], [1],
            [new Coefficient(u, [0, 2], CoefficientKind.Plain), new Coefficient(v, [1, 2], CoefficientKind.Plain)]);
    }

    /// <summary>The map on batches of vectors that applies a matrix of its own to each: y[b] = M[b]·v[b].</summary>
    /// <param name="matrices">The blocks [b, m, n].</param>
    /// <exception cref="ShapeMismatchException">The operand has not three axes.</exception>
    public static LinearMap BlockDiagonal(Tensor matrices)
    {
        RequireFloating(nameof(BlockDiagonal), matrices);
        if (matrices.Rank != 3)
            throw Error.Shapes(nameof(BlockDiagonal), $"the blocks are {matrices.Shape}; expected [blocks, rows, columns].");
        var s = matrices.Shape;
        return ContractionMap.Create(
            matrices.DType, [s[0], s[1]], [s[0], s[2]], 1, s.ToArray(), [0, 1], [0, 2],
            [new Coefficient(matrices, [0, 1, 2], CoefficientKind.Plain)]);
    }

    /// <summary>The map y[r] = Σₖ coefficients[k, r]·v[r + offsets[k]], in which what lies outside of v counts as 0.</summary>
    /// <param name="offsets">Different numbers.</param>
    /// <param name="coefficients">[offsets, rows].</param>
    /// <param name="columns">The length of v; by default the number of rows.</param>
    /// <exception cref="ShapeMismatchException">The coefficients have another shape, or an offset occurs twice.</exception>
    public static LinearMap Stencil(int[] offsets, Tensor coefficients, int? columns = null)
    {
        ArgumentNullException.ThrowIfNull(offsets);
        RequireMatrix(nameof(Stencil), coefficients);
        if (coefficients.Shape[0] != offsets.Length || offsets.Distinct().Count() != offsets.Length)
            throw Error.Shapes(
                nameof(Stencil),
                $"{offsets.Length} offsets are given with coefficients {coefficients.Shape}; "
                + $"expected one row for each, and different offsets.");
        if (columns < 0)
            throw Error.Shapes(nameof(Stencil), $"the length of v is {columns}; expected 0 or more.");
        int rows = coefficients.Shape[1];
        var parts = new Tensor[offsets.Length];
        for (int i = 0; i < parts.Length; i++)
            parts[i] = Primitives.Reshape.Of(StridedSlice.Of(coefficients, 0, i, 1), [rows]);
        return new StencilMap(coefficients.DType, [rows], [columns ?? rows], [.. offsets], parts);
    }

    /// <summary>The map y[r] = v[indices[r]], or 0 where the index is −1, on tensors in row-major order.</summary>
    /// <param name="indices">For each element of the output the element of the input that it takes, or −1.</param>
    /// <param name="columns">The number of elements of the input.</param>
    /// <param name="dtype">The element type.</param>
    /// <exception cref="IndexOutOfBoundsException">An index is not below the number of columns.</exception>
    public static LinearMap Selector(int[] indices, int columns, DType dtype = DType.Float64)
    {
        ArgumentNullException.ThrowIfNull(indices);
        foreach (int i in indices)
            if (i < -1 || i >= columns)
                throw Error.IndexOutOfBounds(nameof(Selector), i, columns, " (or -1 for none)");
        return new SelectorMap(dtype, [indices.Length], [columns], [.. indices], null);
    }

    /// <summary>The map with the entries of a sparse matrix.</summary>
    /// <param name="matrix">The matrix.</param>
    public static LinearMap Sparse(CsrMatrix matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return new SparseMap([matrix.Pattern.Rows], [matrix.Pattern.Columns], matrix);
    }

    private static Tensor RequireFloating(string operation, Tensor x) =>
        Tensor.Require(x).DType.IsFloating ? x
            : throw Error.DTypes($"LinearMap.{operation}", x.DType, "a floating-point tensor; convert with x.AsType(DType.Float64)");

    private static void RequireSame(string operation, Tensor a, Tensor b)
    {
        if (a.DType != b.DType)
            throw Error.DTypes($"LinearMap.{operation}", b.DType, $"{a.DType}, the element type of the first operand; convert with AsType");
    }

    private static void RequireMatrix(string operation, Tensor x)
    {
        RequireFloating(operation, x);
        if (x.Rank != 2)
            throw Error.Shapes($"LinearMap.{operation}", $"the operand is {x.Shape}; expected a matrix.");
    }
}
