namespace Covector.LinearMaps;

/// <summary>
/// Colours for the columns of a matrix, so that columns of one colour share no row: each takes the first colour that its neighbours do not
/// have.
/// </summary>
internal static class DistanceColoring
{
    /// <summary>The colour of each column; −1 for a column without entries.</summary>
    public static int[] Columns(SparsityPattern pattern, ColoringOrder order)
    {
        if (order != ColoringOrder.Best)
            return Columns(pattern, ColumnOrders.Of(pattern, order));
        int[]? best = null;
        foreach (var candidate in (ColoringOrder[])[ColoringOrder.Natural, ColoringOrder.LargestFirst, ColoringOrder.SmallestLast])
            if (Columns(pattern, ColumnOrders.Of(pattern, candidate)) is var colors && (best is null || colors.Max() < best.Max()))
                best = colors;
        return best!;
    }

    private static int[] Columns(SparsityPattern pattern, int[]? order)
    {
        var transposed = pattern.T;
        int[] rowStarts = pattern.StartArray, rows = pattern.ColumnArray, columnStarts = transposed.StartArray, columns = transposed.ColumnArray;
        var colors = new int[pattern.Columns];
        Array.Fill(colors, -1);
        var forbidden = new int[pattern.Columns + 1];
        Array.Fill(forbidden, -1);
        for (int k = 0; k < colors.Length; k++)
        {
            int c = order is null ? k : order[k];
            if (columnStarts[c] == columnStarts[c + 1])
                continue;
            for (int p = columnStarts[c]; p < columnStarts[c + 1]; p++)
            {
                int r = columns[p];
                for (int q = rowStarts[r]; q < rowStarts[r + 1]; q++)
                    if (colors[rows[q]] is var color && color >= 0)
                        forbidden[color] = c;
            }

            int free = 0;
            while (forbidden[free] == c)
                free++;
            colors[c] = free;
        }

        return colors;
    }
}

/// <summary>Orders of the columns of a matrix; two are neighbours if they share a row.</summary>
internal static class ColumnOrders
{
    /// <summary>The order; null for the natural one.</summary>
    public static int[]? Of(SparsityPattern pattern, ColoringOrder order) => order switch
    {
        ColoringOrder.LargestFirst => LargestFirst(pattern),
        ColoringOrder.SmallestLast => SmallestLast(pattern),
        _ => null,
    };

    private static int[] LargestFirst(SparsityPattern pattern)
    {
        var degrees = Degrees(pattern);
        var order = Axes.Range(0, pattern.Columns).AsSpan().ToArray();
        Array.Sort(order, (a, b) => degrees[a] != degrees[b] ? degrees[b].CompareTo(degrees[a]) : a.CompareTo(b));
        return order;
    }

    /// <summary>Takes away one column after another that has the fewest neighbours left; the last taken comes first.</summary>
    private static int[] SmallestLast(SparsityPattern pattern)
    {
        int n = pattern.Columns;
        var degrees = Degrees(pattern);
        var buckets = new SortedSet<(int Degree, int Column)>();
        for (int c = 0; c < n; c++)
            buckets.Add((degrees[c], c));
        var (order, isTaken) = (new int[n], new bool[n]);
        for (int k = n - 1; k >= 0; k--)
        {
            var least = buckets.Min;
            buckets.Remove(least);
            order[k] = least.Column;
            isTaken[least.Column] = true;
            foreach (int neighbour in Neighbours(pattern, least.Column))
                if (!isTaken[neighbour])
                {
                    buckets.Remove((degrees[neighbour], neighbour));
                    buckets.Add((--degrees[neighbour], neighbour));
                }
        }

        return order;
    }

    private static int[] Degrees(SparsityPattern pattern)
    {
        var result = new int[pattern.Columns];
        for (int c = 0; c < result.Length; c++)
            result[c] = Neighbours(pattern, c).Count;
        return result;
    }

    private static HashSet<int> Neighbours(SparsityPattern pattern, int column)
    {
        var result = new HashSet<int>();
        foreach (int r in pattern.T.Row(column))
            foreach (int c in pattern.Row(r))
                result.Add(c);
        result.Remove(column);
        return result;
    }
}
