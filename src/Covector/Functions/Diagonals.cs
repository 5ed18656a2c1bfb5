namespace Covector;

/// <summary>
/// Diagonals as every (n + 1)-th element of the rows of a matrix one after another: a strided slice, with padding as its transpose.
/// </summary>
internal static class Diagonals
{
    /// <summary>A diagonal of the matrices in the last two axes: [..., m, n] to [..., k].</summary>
    public static Tensor Of(Tensor x, int diagonal)
    {
        int rank = x.Rank, columns = x.Shape[^1];
        int row = Math.Max(0, -diagonal), column = Math.Max(0, diagonal);
        int length = Math.Max(0, Math.Min(x.Shape[^2] - row, columns - column));
        var rows = Along.Part(x, rank - 2, length == 0 ? 0 : row, length);
        if (length == 0)
            return Primitives.Reshape.Of(Along.Part(rows, rank - 1, 0, 1 > columns ? 0 : 1), Without(x.Shape, 0));
        if ((long)length * columns > int.MaxValue)
        {
            var places = Iota.Of(Without(x.Shape, length), rank - 2, DType.Int64) + column;
            return Gather.Of(rows, places, rank - 1);
        }

        var flat = Primitives.Reshape.Of(rows, Without(x.Shape, length * columns));
        var (starts, steps) = (new int[rank - 1], new int[rank - 1]);
        Array.Fill(steps, 1);
        starts[^1] = column;
        steps[^1] = columns + 1;
        return StridedSlice.Of(flat, new Axes(starts), Without(x.Shape, length), new Axes(steps));
    }

    /// <summary>The square matrix with a vector on a diagonal.</summary>
    public static Tensor Matrix(Tensor x, int diagonal)
    {
        int n = Operands.Length(nameof(Functions.Diag), x.Shape, x.Shape[0] + Math.Abs((long)diagonal));
        int row = Math.Max(0, -diagonal), column = Math.Max(0, diagonal);
        if ((long)n * n <= int.MaxValue)
        {
            var flat = Primitives.Pad.Of(x, [row * n + column], [n * n], [n]);
            return Primitives.Reshape.Of(flat, [n, n]);
        }

        Shape matrix = [n, n];
        var line = Primitives.Pad.Of(x, [row], [n], [0]);
        var onDiagonal = Equal.Of(Iota.Of(matrix, 0, DType.Int64) + diagonal, Iota.Of(matrix, 1, DType.Int64));
        return Select.Of(onDiagonal, Broadcast.Of(line, matrix, [0]), Fill.Of(matrix, x.DType, 0));
    }

    /// <summary>The shape with its last two axes replaced by one.</summary>
    private static Shape Without(Shape shape, int length) => [.. shape.AsSpan()[..^2], length];
}
