namespace Covector.LinearMaps;

/// <summary>Orders in which the nodes of a graph, or the columns of a matrix, get their colours.</summary>
internal static class ColoringOrders
{
    private delegate ReadOnlySpan<int> Neighbours(int node);

    /// <summary>The order of the nodes of a graph that is given as a symmetric pattern; null for the natural one.</summary>
    public static int[]? OfNodes(SparsityPattern graph, ColoringOrder order) => Of(graph.Rows, order, graph.Row);

    /// <summary>The order of the columns of a matrix, two of which are neighbours if they share a row; null for the natural one.</summary>
    public static int[]? OfColumns(SparsityPattern pattern, ColoringOrder order) => Of(pattern.Columns, order, column =>
    {
        var result = new HashSet<int>();
        foreach (int r in pattern.T.Row(column))
            foreach (int c in pattern.Row(r))
                result.Add(c);
        return result.ToArray();
    });

    /// <summary>The colours with the order that needs the fewest.</summary>
    public static int[] Fewest(Func<ColoringOrder, int[]> colors)
    {
        int[] best = colors(ColoringOrder.Natural);
        foreach (var order in (ColoringOrder[])[ColoringOrder.LargestFirst, ColoringOrder.SmallestLast])
            if (colors(order) is var other && Count(other) < Count(best))
                best = other;
        return best;
    }

    /// <summary>The number of colours; −1 is none.</summary>
    public static int Count(int[] colors) => colors.Length == 0 ? 0 : colors.Max() + 1;

    private static int[]? Of(int count, ColoringOrder order, Neighbours neighbours)
    {
        if (order is not (ColoringOrder.LargestFirst or ColoringOrder.SmallestLast))
            return null;
        var degrees = new int[count];
        for (int v = 0; v < count; v++)
            degrees[v] = neighbours(v).Length;
        return order == ColoringOrder.LargestFirst ? LargestFirst(degrees) : SmallestLast(degrees, neighbours);
    }

    private static int[] LargestFirst(int[] degrees)
    {
        var nodes = Axes.Range(0, degrees.Length).AsSpan().ToArray();
        Array.Sort(nodes, (a, b) => degrees[a] != degrees[b] ? degrees[b].CompareTo(degrees[a]) : a.CompareTo(b));
        return nodes;
    }

    /// <summary>Takes away one node after another that has the fewest neighbours left; the last taken comes first.</summary>
    private static int[] SmallestLast(int[] degrees, Neighbours neighbours)
    {
        int n = degrees.Length;
        var left = new SortedSet<(int Degree, int Node)>();
        for (int v = 0; v < n; v++)
            left.Add((degrees[v], v));
        var (nodes, isTaken) = (new int[n], new bool[n]);
        for (int k = n - 1; k >= 0; k--)
        {
            var least = left.Min;
            left.Remove(least);
            nodes[k] = least.Node;
            isTaken[least.Node] = true;
            foreach (int w in neighbours(least.Node))
                if (!isTaken[w])
                {
                    left.Remove((degrees[w], w));
                    left.Add((--degrees[w], w));
                }
        }

        return nodes;
    }
}
