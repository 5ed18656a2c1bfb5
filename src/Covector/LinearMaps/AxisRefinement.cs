namespace Covector.LinearMaps;

/// <summary>
/// Splits axes so that the input of one map has the axes of the output of another: [6, 4] and [2, 12] both become [2, 3, 4]. This is what
/// reshapes between two maps ask for.
/// </summary>
internal static class AxisRefinement
{
    /// <summary>The maps with axes that agree; null if no splitting makes them agree, as with [4, 6] and [6, 4].</summary>
    public static (ContractionMap Left, ContractionMap Right)? Fit(ContractionMap left, ContractionMap right)
    {
        var (a, b) = (left.LengthsOf(left.In), right.LengthsOf(right.Out));
        if (a == b)
            return (left, right);
        if (a.Size == 0 || Common(a, b) is not { } common)
            return null;
        return (Split(left, left.In, Parts(a, common)), Split(right, right.Out, Parts(b, common)));
    }

    /// <summary>The coarsest shape of which both are joined axes.</summary>
    private static List<int>? Common(Shape a, Shape b)
    {
        var products = new SortedSet<long>();
        foreach (var shape in (Shape[])[a, b])
        {
            long product = 1;
            for (int i = shape.Rank - 1; i >= 0; i--)
                products.Add(product *= shape[i]);
        }

        var result = new List<int>();
        long before = 1;
        foreach (long product in products)
        {
            if (product % before != 0)
                return null;
            if (product > before)
                result.Insert(0, (int)(product / before));
            before = product;
        }

        return result;
    }

    /// <summary>For each axis of a shape the axes that it is split into.</summary>
    private static int[][] Parts(Shape shape, List<int> common)
    {
        var result = new int[shape.Rank][];
        int next = common.Count - 1;
        for (int i = shape.Rank - 1; i >= 0; i--)
        {
            var parts = new List<int>();
            for (long product = 1; product < shape[i]; next--)
            {
                parts.Insert(0, common[next]);
                product *= common[next];
            }

            result[i] = [.. parts];
        }

        return result;
    }

    private static ContractionMap Split(ContractionMap map, int[] labels, int[][] parts)
    {
        var lengths = new List<int>(map.Lengths);
        var split = new int[map.Lengths.Length][];
        for (int l = 0; l < split.Length; l++)
            split[l] = [l];
        for (int i = 0; i < labels.Length; i++)
        {
            if (parts[i].Length == 1)
                continue;
            split[labels[i]] = [.. parts[i].Select((_, k) => lengths.Count + k)];
            lengths.AddRange(parts[i]);
        }

        int[] Apply(int[] all) => [.. all.SelectMany(l => split[l])];
        var factors = Array.ConvertAll(map.Factors, f =>
        {
            int[] own = Apply(f.Labels);
            return own.Length == f.Labels.Length
                ? f
                : f with { Labels = own, Value = Primitives.Reshape.Of(f.Value, Array.ConvertAll(own, l => lengths[l])) };
        });
        return ContractionMap.Create(
            map.DType, map.OutShape, map.InShape, map.Scale, [.. lengths], Apply(map.Out), Apply(map.In), factors);
    }
}
