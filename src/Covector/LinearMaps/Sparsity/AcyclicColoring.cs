namespace Covector.LinearMaps;

/// <summary>
/// Colours for the nodes of a graph so that neighbours differ and every cycle has three colours. Two colours then make trees, along which
/// the entries of the matrix are found from the leaves on.
/// </summary>
internal sealed class AcyclicColoring
{
    private readonly SparsityPattern pattern;
    private readonly int[] edges;
    private readonly int[] parent;
    private readonly int[] firstVisit;
    private readonly int[] visitedFrom;

    private AcyclicColoring(SparsityPattern pattern)
    {
        this.pattern = pattern;
        var (places, _) = pattern.TransposedPlaces();
        edges = new int[pattern.Count];
        for (int p = 0; p < edges.Length; p++)
            edges[p] = Math.Min(p, places[p]);
        parent = Axes.Range(0, pattern.Count).AsSpan().ToArray();
        firstVisit = new int[pattern.Count];
        Array.Fill(firstVisit, -1);
        visitedFrom = new int[pattern.Count];
        Colors = new int[pattern.Rows];
        Array.Fill(Colors, -1);
    }

    public int[] Colors { get; }

    /// <summary>A number for the tree of an edge.</summary>
    public int Tree(int place) => Find(edges[place]);

    public static AcyclicColoring Of(SparsityPattern pattern, ColoringOrder order)
    {
        if (order == ColoringOrder.Best)
            return new[] { ColoringOrder.Natural, ColoringOrder.LargestFirst, ColoringOrder.SmallestLast }
                .Select(o => Of(pattern, o)).MinBy(c => c.Colors.Max())!;
        var coloring = new AcyclicColoring(pattern);
        var nodes = NodeOrders.Of(pattern, order);
        var forbidden = new int[pattern.Rows + 1];
        Array.Fill(forbidden, -1);
        for (int k = 0; k < pattern.Rows; k++)
            coloring.Color(nodes is null ? k : nodes[k], forbidden);
        return coloring;
    }

    private void Color(int v, int[] forbidden)
    {
        int[] starts = pattern.StartArray, nodes = pattern.ColumnArray;
        bool IsColored(int w) => w != v && Colors[w] >= 0;
        for (int p = starts[v]; p < starts[v + 1]; p++)
            if (IsColored(nodes[p]))
                forbidden[Colors[nodes[p]]] = v;
        for (int p = starts[v]; p < starts[v + 1]; p++)
        {
            int w = nodes[p];
            if (!IsColored(w))
                continue;
            for (int q = starts[w]; q < starts[w + 1]; q++)
            {
                int x = nodes[q];
                if (x == w || !IsColored(x) || forbidden[Colors[x]] == v)
                    continue;

                // A tree that v meets at two of its neighbours would close a cycle if v had the other colour of the tree.
                int tree = Find(edges[q]);
                if (firstVisit[tree] != v)
                {
                    firstVisit[tree] = v;
                    visitedFrom[tree] = w;
                }
                else if (visitedFrom[tree] != w)
                    forbidden[Colors[x]] = v;
            }
        }

        int free = 0;
        while (forbidden[free] == v)
            free++;
        Colors[v] = free;

        // Edges to neighbours of one colour, and the edges from these to nodes of v's colour, are one tree.
        var firstOfColor = new Dictionary<int, int>();
        for (int p = starts[v]; p < starts[v + 1]; p++)
        {
            int w = nodes[p];
            if (!IsColored(w))
                continue;
            if (!firstOfColor.TryAdd(Colors[w], edges[p]))
                Unite(firstOfColor[Colors[w]], edges[p]);
            for (int q = starts[w]; q < starts[w + 1]; q++)
                if (nodes[q] != v && nodes[q] != w && Colors[nodes[q]] == free)
                    Unite(edges[q], edges[p]);
        }
    }

    private int Find(int e)
    {
        while (parent[e] != e)
            e = parent[e] = parent[parent[e]];
        return e;
    }

    private void Unite(int a, int b) => parent[Find(b)] = Find(a);
}
