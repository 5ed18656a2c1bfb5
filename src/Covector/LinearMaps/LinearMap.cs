using System.Globalization;

namespace Covector;

/// <summary>
/// A linear map between tensors, such as the derivative of a function at a point, that keeps its structure: v ↦ J·v. Nothing becomes a
/// dense array unless it is asked for. Immutable.
/// </summary>
/// <remarks>
/// The entry J[o…, i…] says how element o of the output changes with element i of the input, so <see cref="ToDense"/> has the shape
/// out.Shape + in.Shape, as <c>Jacobian</c> has. Maps of functions on trees are made of blocks, one for each tensor of the result and of
/// the argument.
/// </remarks>
public abstract partial class LinearMap
{
    private protected LinearMap(DType dtype, Shape outShape, Shape inShape)
    {
        DType = dtype;
        OutShape = outShape;
        InShape = inShape;
    }

    /// <summary>The element type of the results.</summary>
    public DType DType { get; }

    /// <summary>The shape of what the map is applied to.</summary>
    public Shape InShape { get; }

    /// <summary>The shape of what the map returns.</summary>
    public Shape OutShape { get; }

    /// <summary>The shape that the map has as an array: out.Shape + in.Shape.</summary>
    public Shape Shape => [.. OutShape.AsSpan(), .. InShape.AsSpan()];

    /// <summary>The number of elements of an output.</summary>
    public long Rows => OutShape.Size;

    /// <summary>The number of elements of an input.</summary>
    public long Columns => InShape.Size;

    /// <summary>What the map is made of, in words: <c>diag · dense</c>, <c>identity ⊗ row</c>, <c>diag + low rank</c>.</summary>
    /// <remarks>
    /// The words are zero, identity, scaled identity, diag, dense, row (one output), column (one input), sum, repeat, block diagonal,
    /// low rank, selector, permutation, stencil, sparse, matrix-free; <c>⊗</c> joins factors on separate axes, <c>·</c> is composition,
    /// <c>+</c> addition.
    /// </remarks>
    public string Structure => Word(0);

    /// <summary>The transposed map, with ⟨J·v, u⟩ = ⟨v, J.T·u⟩.</summary>
    public LinearMap T
    {
        get
        {
            // What is made while a function is traced belongs to the trace and is not kept.
            if (field is { } known)
                return known;
            var transposed = Transposed();
            return Trace.Current is null ? field = transposed : transposed;
        }
    }

    /// <summary>The entries J[i, i], in the shape of the input.</summary>
    /// <exception cref="ShapeMismatchException">The map has not as many rows as columns.</exception>
    public Tensor Diagonal
    {
        get
        {
            if (Rows != Columns)
                throw Error.Shapes(
                    nameof(Diagonal),
                    $"the map from {InShape} to {OutShape} has {Rows} rows and {Columns} columns; only a square map has a diagonal.");
            if (field is { } known)
                return known;
            var diagonal = DiagonalOrNull() is { } d ? Primitives.Reshape.Of(d, InShape) : DenseDiagonal();
            return Trace.Current is null ? field = diagonal : diagonal;
        }
    }

    /// <summary>The map as an array of shape out.Shape + in.Shape.</summary>
    /// <exception cref="ShapeMismatchException">It would have too many elements.</exception>
    public Tensor ToDense() => Primitives.Reshape.Of(Matrix(), Shape);

    /// <summary>The map as a compressed sparse row matrix, with rows and columns in row-major order of the output and the input.</summary>
    /// <exception cref="ConcretizationException">The entries have no values while a function is traced.</exception>
    public virtual CsrMatrix ToSparse() => CsrMatrix.FromDense(Matrix());

    /// <summary>The map applied to a tensor: J·v.</summary>
    /// <exception cref="ShapeMismatchException">v has not the shape <see cref="InShape"/>.</exception>
    public Tensor Apply(Tensor v) => ApplyCore(Checked(v, InShape, "the map", "v"));

    /// <summary>The transposed map applied to a tensor: Jᵀ·u.</summary>
    /// <exception cref="ShapeMismatchException">u has not the shape <see cref="OutShape"/>.</exception>
    public Tensor ApplyTransposed(Tensor u) => T.ApplyCore(Checked(u, OutShape, "the transposed map", "u"));

    /// <summary>The v with J·v = b.</summary>
    /// <remarks>
    /// Diagonals, permutations, Kronecker products, blocks, products, banded stencils and diagonals with a low rank are solved as what they
    /// are; a dense or sparse map is factorized with pivoting. The cost is that of the structure.
    /// </remarks>
    /// <param name="b">A tensor of the shape <see cref="OutShape"/>.</param>
    /// <exception cref="ShapeMismatchException">The map is not square, or b has another shape.</exception>
    /// <exception cref="NonFiniteException">The map is singular.</exception>
    public Tensor Solve(Tensor b)
    {
        if (Rows != Columns)
            throw Error.Shapes(
                nameof(Solve),
                $"the map from {InShape} to {OutShape} has {Rows} rows and {Columns} columns; expected a square map. "
                + "For least squares solve J.T*J.");
        return SolveCore(Checked(b, OutShape, "Solve with the map", "b"));
    }

    /// <summary>The map applied to a tensor.</summary>
    /// <exception cref="ShapeMismatchException">v has not the shape <see cref="InShape"/>.</exception>
    public static Tensor operator *(LinearMap map, Tensor v) => Require(map).Apply(v);

    /// <summary>The composition: (left·right)·v = left·(right·v).</summary>
    /// <exception cref="ShapeMismatchException">The output of the right map has not the shape of the input of the left one.</exception>
    /// <exception cref="DTypeMismatchException">Their element types differ.</exception>
    public static LinearMap operator *(LinearMap left, LinearMap right)
    {
        if (Require(left).InShape != Require(right).OutShape)
            throw Error.Shapes(
                "map * map", $"the left map takes {left.InShape} and the right one returns {right.OutShape}; "
                + $"expected equal shapes.");
        RequireSameType("map * map", left, right);
        return Composition.Of(left, right);
    }

    /// <summary>The map times a number.</summary>
    public static LinearMap operator *(double factor, LinearMap map) => Require(map).Scaled(factor);

    /// <summary>The map times a number.</summary>
    public static LinearMap operator *(LinearMap map, double factor) => Require(map).Scaled(factor);

    /// <summary>The map with the other sign.</summary>
    public static LinearMap operator -(LinearMap map) => Require(map).Scaled(-1);

    /// <summary>The sum of two maps.</summary>
    /// <exception cref="ShapeMismatchException">Their shapes differ.</exception>
    /// <exception cref="DTypeMismatchException">Their element types differ.</exception>
    public static LinearMap operator +(LinearMap left, LinearMap right)
    {
        if (Require(left).InShape != Require(right).InShape || left.OutShape != right.OutShape)
            throw Error.Shapes(
                "map + map",
                $"the left map is from {left.InShape} to {left.OutShape}, the right one from {right.InShape} to {right.OutShape}; expected "
                + "equal shapes.");
        RequireSameType("map + map", left, right);
        return Addition.Of(left, right);
    }

    /// <summary>The difference of two maps.</summary>
    /// <exception cref="ShapeMismatchException">Their shapes differ.</exception>
    public static LinearMap operator -(LinearMap left, LinearMap right) => left + -Require(right);

    /// <summary>Where the map goes and what it is made of: <c>[3] → [2]: diag · dense</c>.</summary>
    public override string ToString() => $"{InShape} → {OutShape}: {Structure}";

    /// <summary>The map as a formula in LaTeX; its arrays are called A, B, … and its vectors d, e, ….</summary>
    public string ToLatex() => Latex(new MapNames(), 0);

    /// <summary>
    /// How strongly the parts of a word or formula bind: a sum within a product, or a product within a Kronecker product, has parentheses.
    /// </summary>
    private protected const int InSum = 0, InProduct = 1, InKronecker = 2;

    /// <summary>How many arrays the map is made of.</summary>
    internal virtual int Parts => 1;

    /// <summary>About how many numbers it takes to apply the map.</summary>
    internal abstract double Cost { get; }

    internal abstract string Word(int within);

    internal abstract string Latex(MapNames names, int within);

    /// <summary>J·v for a v of the right shape and element type.</summary>
    internal abstract Tensor ApplyCore(Tensor v);

    internal abstract LinearMap Transposed();

    internal abstract LinearMap Scaled(double factor);

    /// <summary>The same map between tensors of other shapes with as many elements.</summary>
    internal abstract LinearMap Reshaped(Shape outShape, Shape inShape);

    /// <summary>The map as a matrix [rows, columns].</summary>
    internal virtual Tensor Matrix() => BasisProduct.Of(this);

    /// <summary>The entries on the diagonal in any shape; null if they are not known without the matrix.</summary>
    internal virtual Tensor? DiagonalOrNull() => null;

    internal virtual Tensor SolveCore(Tensor b)
    {
        var matrix = Factorization.RequireConcrete(Matrix());
        return Primitives.Reshape.Of(Factorization.SolveDense(matrix, b), InShape);
    }

    /// <summary>A number in words and formulas.</summary>
    internal static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    internal static string Parenthesized(string text, bool needed) => needed ? $"({text})" : text;

    /// <summary>The number of rows or columns as an int.</summary>
    internal int Count(long size, string what) => size <= int.MaxValue
        ? (int)size
        : throw Error.Shapes(
            "LinearMap", $"the map from {InShape} to {OutShape} has {size} {what}, too many for an array; apply it with * and T instead.");

    private Tensor DenseDiagonal()
    {
        int n = Count(Rows, "rows");
        var all = Primitives.Reshape.Of(Matrix(), [n, n]);
        return Primitives.Reshape.Of(Functions.Diag(all), InShape);
    }

    private Tensor Checked(Tensor tensor, Shape expected, string what, string name)
    {
        if (Tensor.Require(tensor).Shape != expected)
            throw Error.Shapes(
                $"{what} * {name}", $"{name} is {tensor.Shape}; expected {expected}, because the map is from {InShape} to {OutShape}.");
        return Primitives.Convert.Of(tensor, DType);
    }

    private static void RequireSameType(string operation, LinearMap left, LinearMap right)
    {
        if (left.DType != right.DType)
            throw Error.DTypes(
                operation, right.DType, $"{left.DType}, the element type of the left map; make both maps of tensors of one type");
    }

    private static LinearMap Require(LinearMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return map;
    }
}
