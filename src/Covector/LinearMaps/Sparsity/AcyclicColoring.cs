namespace Covector.LinearMaps;

/// <summary>
/// Colours for the nodes of a graph so that neighbours differ and every cycle has three colours. Two colours then make trees, along which
/// the entries of the matrix are found from the leaves on.
/// </summary>
internal sealed class AcyclicColoring
{
    private readonly SparsityPattern pattern;
    private readonly NeighbourColors seen;
    private readonly int[] parent;
    private readonly int[] firstVisit;
    private readonly int[] visitedFrom;
    private readonly int[] forbidden;

    private AcyclicColoring(SparsityPattern pattern)
    {
        this.pattern = pattern;
        seen = new NeighbourColors(pattern);
        parent = Axes.Range(0, pattern.Count).AsSpan().ToArray();
        (firstVisit, visitedFrom) = (new int[pattern.Count], new int[pattern.Count]);
        Array.Fill(firstVisit, -1);
        forbidden = new int[pattern.Rows + 1];
        Array.Fill(forbidden, -1);
    }

    public int[] Colors => seen.Colors;

    /// <summary>A number for the tree of an edge: both of its places have the same.</summary>
    public int Tree(int place)
    {
        int edge = Math.Min(place, seen.Mirror(place));
        while (parent[edge] != edge)
            edge = parent[edge] = parent[parent[edge]];
        return edge;
    }

    public static AcyclicColoring Of(SparsityPattern pattern, ColoringOrder order)
    {
        if (order == ColoringOrder.Best)
            return new[] { ColoringOrder.Natural, ColoringOrder.LargestFirst, ColoringOrder.SmallestLast }
                .Select(o => Of(pattern, o)).MinBy(c => ColoringOrders.Count(c.Colors))!;
        var coloring = new AcyclicColoring(pattern);
        var nodes = ColoringOrders.OfNodes(pattern, order);
        for (int k = 0; k < pattern.Rows; k++)
            coloring.Color(nodes is null ? k : nodes[k]);
        return coloring;
    }

    private void Color(int v)
    {
        int[] starts = pattern.StartArray, nodes = pattern.ColumnArray;
        foreach (int color in seen.At(v))
            forbidden[color] = v;
        foreach (int w in pattern.Row(v))
        {
            if (w == v || Colors[w] < 0)
                continue;

            // The edges from w to neighbours of one colour are in one tree.
            foreach (int color in seen.At(w))
            {
                if (forbidden[color] == v)
                    continue;

                // A tree that v meets at two of its neighbours would close a cycle if v had the other colour of the tree.
                int tree = Tree(seen.Place(w, color));
                if (firstVisit[tree] != v)
                    (firstVisit[tree], visitedFrom[tree]) = (v, w);
                else if (visitedFrom[tree] != w)
                    forbidden[color] = v;
            }
        }

        int free = 0;
        while (forbidden[free] == v)
            free++;

        // Edges to neighbours of one colour, and the edges from these to nodes of v's colour, are one tree.
        for (int p = starts[v]; p < starts[v + 1]; p++)
        {
            int w = nodes[p];
            if (w == v || Colors[w] < 0)
                continue;
            Unite(seen.Place(v, Colors[w]), p);
            if (seen.Place(w, free) is var other and >= 0)
                Unite(other, p);
        }

        seen.Set(v, free);
    }

    private void Unite(int a, int b) => parent[Tree(b)] = Tree(a);
}
