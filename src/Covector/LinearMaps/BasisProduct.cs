namespace Covector.LinearMaps;

/// <summary>Maps applied to many tensors at once.</summary>
internal static class BasisProduct
{
    /// <summary>The matrix of a map: it, or its transpose, applied to all unit tensors.</summary>
    public static Tensor Of(LinearMap map)
    {
        int rows = map.Count(map.Rows, "rows"), columns = map.Count(map.Columns, "columns");
        if (rows == 0 || columns == 0)
            return Fill.Of([rows, columns], map.DType, 0);
        return columns <= rows
            ? Columns(map, Tensor.Eye(columns, map.DType))
            : Permute.Of(Columns(map.T, Tensor.Eye(rows, map.DType)), [1, 0]);
    }

    /// <summary>A map times a matrix.</summary>
    /// <param name="map">The map.</param>
    /// <param name="matrix">[columns of the map, n].</param>
    public static Tensor Columns(LinearMap map, Tensor matrix)
    {
        int n = matrix.Shape[1];
        int rows = map.Count(map.Rows, "rows");
        if (n == 0 || matrix.Shape[0] == 0)
            return Fill.Of([rows, n], map.DType, 0);
        var parent = Trace.Current;
        var trace = new BatchTrace(parent, n, new TraceOrigin("a linear map", null));
        Tensor result;
        int? axis;
        try
        {
            using (Trace.Enter(trace))
            {
                var v = Primitives.Reshape.Of(trace.Wrap(matrix, 1, null), map.InShape);
                result = Primitives.Reshape.Of(map.ApplyCore(v), [rows]);
            }

            (result, axis) = trace.Split(result);
        }
        finally
        {
            trace.End();
        }

        var front = Batching.ToFront(result, axis, n);
        return Permute.Of(front, [1, 0]);
    }
}
