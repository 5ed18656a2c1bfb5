namespace Covector.LinearMaps;

/// <summary>The entries of a <see cref="ContractionMap"/> that its δs leave, as maps that are known element by element.</summary>
internal static class ContractionEntries
{
    public static CsrMatrix ToSparse(ContractionMap map)
    {
        int rows = map.Count(map.Rows, "rows"), columns = map.Count(map.Columns, "columns");
        int[] summed = Array.FindAll(map.In, l => Array.IndexOf(map.Out, l) < 0);
        long all = map.LengthsOf(summed).Size;
        if (all * rows > int.MaxValue)
            throw Error.Shapes(
                "LinearMap.ToSparse",
                $"the map from {map.InShape} to {map.OutShape} has {rows} rows with {all} entries each, too many for an array; "
                + $"apply it with * instead.");
        int width = (int)all;
        var (first, step) = (Firsts(map), Steps(map, summed));
        var (starts, places) = (new int[rows + 1], new int[rows * width]);
        for (int r = 0; r < rows; r++)
        {
            for (int k = 0; k < width; k++)
                places[r * width + k] = first[r] + step[k];
            starts[r + 1] = (r + 1) * width;
        }

        var values = Primitives.Reshape.Of(ContractionEvaluator.Coefficients(map, [.. map.Out, .. summed]), [places.Length]);
        return new CsrMatrix(new SparsityPattern(rows, columns, starts, places), values);
    }

    /// <summary>The map as a selector, if each row has one entry.</summary>
    public static SelectorMap? ToSelector(ContractionMap map)
    {
        if (Array.Exists(map.In, l => Array.IndexOf(map.Out, l) < 0))
            return null;
        var weights = map.Factors.Length == 0 && map.Scale == 1
            ? null
            : Primitives.Reshape.Of(ContractionEvaluator.Coefficients(map, map.Out), [map.Count(map.Rows, "rows")]);
        return new SelectorMap(map.DType, map.OutShape, map.InShape, Firsts(map), weights, map.Kind);
    }

    /// <summary>For each element of the input, and for each of the output, the number of its index along the axes that both have.</summary>
    public static (int[] Into, int[] From) Groups(ContractionMap map, out int count)
    {
        int[] shared = Array.FindAll(map.Out, l => Array.IndexOf(map.In, l) >= 0);
        var strides = Tensor.ContiguousStrides(map.LengthsOf(shared));
        count = (int)map.LengthsOf(shared).Size;
        int[] Steps(int[] labels) =>
            Array.ConvertAll(labels, l => Array.IndexOf(shared, l) is var axis && axis >= 0 ? (int)strides[axis] : 0);
        return (Offsets(map.LengthsOf(map.In), Steps(map.In)), Offsets(map.LengthsOf(map.Out), Steps(map.Out)));
    }

    /// <summary>For each row the first column of its entries.</summary>
    private static int[] Firsts(ContractionMap map)
    {
        var strides = InStrides(map);
        var steps = Array.ConvertAll(map.Out, l => Array.IndexOf(map.In, l) is var axis && axis >= 0 ? strides[axis] : 0);
        return Offsets(map.LengthsOf(map.Out), steps);
    }

    /// <summary>The columns of the entries of a row, from its first one.</summary>
    private static int[] Steps(ContractionMap map, int[] summed)
    {
        var strides = InStrides(map);
        return Offsets(map.LengthsOf(summed), Array.ConvertAll(summed, l => strides[Array.IndexOf(map.In, l)]));
    }

    private static int[] InStrides(ContractionMap map) =>
        Array.ConvertAll(Tensor.ContiguousStrides(map.LengthsOf(map.In)), s => (int)s);

    /// <summary>Σ index·step for all indices of a shape in row-major order.</summary>
    private static int[] Offsets(Shape shape, int[] steps)
    {
        var result = new int[shape.Size];
        int repeat = result.Length;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            repeat /= Math.Max(1, shape[axis]);
            for (int i = 0; i < result.Length; i++)
                result[i] += i / repeat % shape[axis] * steps[axis];
        }

        return result;
    }
}
