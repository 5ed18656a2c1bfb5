namespace Covector;

public static partial class Functions
{
    /// <summary>The lower triangles of the matrices in the last two axes, with the diagonal; 0 above.</summary>
    /// <param name="x">[…, m, n].</param>
    public static Tensor Tril(Tensor x) => Tril(x, 0);

    /// <summary>The lower triangles of the matrices in the last two axes, up to a diagonal; 0 above.</summary>
    /// <param name="x">[…, m, n].</param>
    /// <param name="diagonal">The last diagonal that is kept: 0 the main one, positive above it, negative below.</param>
    public static Tensor Tril(Tensor x, int diagonal)
    {
        RequireMatrix(nameof(Tril), x);
        return Select.Of(Operands.Expand(IsBelow(x.Shape, diagonal), x.Shape), x, Fill.Like(x, 0));
    }

    /// <summary>The upper triangles of the matrices in the last two axes, with the diagonal; 0 below.</summary>
    /// <param name="x">[…, m, n].</param>
    public static Tensor Triu(Tensor x) => Triu(x, 0);

    /// <summary>The upper triangles of the matrices in the last two axes, from a diagonal on; 0 below.</summary>
    /// <param name="x">[…, m, n].</param>
    /// <param name="diagonal">The first diagonal that is kept: 0 the main one, positive above it, negative below.</param>
    public static Tensor Triu(Tensor x, int diagonal)
    {
        RequireMatrix(nameof(Triu), x);
        return Select.Of(Operands.Expand(IsBelow(x.Shape, diagonal - 1L), x.Shape), Fill.Like(x, 0), x);
    }

    /// <summary>The diagonal matrix of a vector; of a matrix, the vector of its main diagonal.</summary>
    /// <param name="x">A vector or a matrix.</param>
    public static Tensor Diag(Tensor x) => Diag(x, 0);

    /// <summary>The matrix with a vector on a diagonal and 0 elsewhere; of a matrix, the vector of that diagonal.</summary>
    /// <param name="x">A vector or a matrix.</param>
    /// <param name="diagonal">0 the main one, positive above it, negative below.</param>
    /// <exception cref="ShapeMismatchException">The rank is not 1 or 2.</exception>
    public static Tensor Diag(Tensor x, int diagonal) => Tensor.Require(x).Rank switch
    {
        1 => Diagonals.Matrix(x, diagonal),
        2 => Diagonals.Of(x, diagonal),
        _ => throw Error.Shapes(nameof(Diag), $"the shape is {x.Shape}; expected a vector (for its diagonal matrix) or a matrix (for its diagonal)."),
    };

    /// <summary>The sums of the main diagonals of the matrices in the last two axes.</summary>
    /// <param name="x">[…, m, n].</param>
    /// <returns>[…].</returns>
    public static Tensor Trace(Tensor x)
    {
        RequireMatrix(nameof(Trace), x);
        return Primitives.Sum.Of(Diagonals.Of(Operands.Numeric(x), 0), [x.Rank - 2]);
    }

    /// <summary>For each element of an [m, n] matrix whether it lies on or below a diagonal.</summary>
    private static Tensor IsBelow(Shape shape, long diagonal)
    {
        Shape matrix = [shape[^2], shape[^1]];
        return GreaterOrEqual.Of(Iota.Of(matrix, 0, DType.Int64) + diagonal, Iota.Of(matrix, 1, DType.Int64));
    }

    private static void RequireMatrix(string operation, Tensor x)
    {
        if (Tensor.Require(x).Rank < 2)
            throw Error.Shapes(operation, $"the shape is {x.Shape}; expected a matrix, or a batch of matrices in the last two axes.");
    }
}
