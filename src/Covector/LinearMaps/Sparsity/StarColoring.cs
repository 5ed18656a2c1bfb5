namespace Covector.LinearMaps;

/// <summary>
/// Colours for the nodes of a graph, given as a symmetric pattern, so that neighbours differ and every path of four nodes has three
/// colours. Two colours then make stars, and each entry of the matrix stands by itself in the product for the colour of its star's centre.
/// </summary>
internal sealed class StarColoring
{
    private readonly SparsityPattern pattern;
    private readonly int[] edges;
    private readonly int[] starOf;
    private readonly List<int> hubs = [];
    private readonly int[] firstFor;
    private readonly int[] firstNeighbour;
    private readonly int[] firstEdge;

    private StarColoring(SparsityPattern pattern)
    {
        this.pattern = pattern;
        int n = pattern.Rows;

        // Both places of an edge have the smaller of their numbers.
        var (places, _) = pattern.TransposedPlaces();
        edges = new int[pattern.Count];
        for (int p = 0; p < edges.Length; p++)
            edges[p] = Math.Min(p, places[p]);
        starOf = new int[pattern.Count];
        Array.Fill(starOf, -1);
        Colors = new int[n];
        Array.Fill(Colors, -1);
        firstFor = new int[n + 1];
        Array.Fill(firstFor, -1);
        firstNeighbour = new int[n + 1];
        firstEdge = new int[n + 1];
    }

    private int[] Colors { get; }

    /// <summary>
    /// The colours. Of the two ways to find them, in the order that is asked for, the one that looks at all paths of four nodes is the one
    /// that tables of colour counts are made with; the other, which keeps the stars, often needs fewer and is tried where the best is asked for.
    /// </summary>
    public static int[] Of(SparsityPattern pattern, ColoringOrder order)
    {
        if (order != ColoringOrder.Best)
            return PathColoring.Of(pattern, NodeOrders.Of(pattern, order));
        int[]? best = null;
        foreach (var candidate in (ColoringOrder[])[ColoringOrder.Natural, ColoringOrder.LargestFirst, ColoringOrder.SmallestLast])
        {
            var nodes = NodeOrders.Of(pattern, candidate);
            foreach (int[] colors in (int[][])[PathColoring.Of(pattern, nodes), ByStars(pattern, nodes)])
                if (best is null || colors.DefaultIfEmpty().Max() < best.DefaultIfEmpty().Max())
                    best = colors;
        }

        return best!;
    }

    /// <summary>
    /// The centre of the star of an entry off the diagonal: the node with a further neighbour of the other one's colour. −1 if neither has
    /// one.
    /// </summary>
    public static int Centre(SparsityPattern pattern, int[] colors, int a, int b)
    {
        foreach (int w in pattern.Row(a))
            if (w != b && w != a && colors[w] == colors[b])
                return a;
        foreach (int w in pattern.Row(b))
            if (w != a && w != b && colors[w] == colors[a])
                return b;
        return -1;
    }

    public static int[] ByStars(SparsityPattern pattern, int[]? nodes)
    {
        var coloring = new StarColoring(pattern);
        var forbidden = new int[pattern.Rows + 1];
        Array.Fill(forbidden, -1);
        var treated = new int[pattern.Rows];
        Array.Fill(treated, -1);
        for (int k = 0; k < pattern.Rows; k++)
            coloring.Color(nodes is null ? k : nodes[k], forbidden, treated);
        return coloring.Colors;
    }

    private void Color(int v, int[] forbidden, int[] treated)
    {
        int[] starts = pattern.StartArray, nodes = pattern.ColumnArray;
        for (int p = starts[v]; p < starts[v + 1]; p++)
        {
            int w = nodes[p];
            if (w == v || Colors[w] < 0)
                continue;
            int color = Colors[w];
            forbidden[color] = v;
            if (firstFor[color] == v)
            {
                // Two neighbours of one colour: v will be the centre, and no neighbour of theirs may have its colour.
                Treat(v, firstNeighbour[color], forbidden, treated);
                Treat(v, w, forbidden, treated);
                continue;
            }

            firstFor[color] = v;
            firstNeighbour[color] = w;
            firstEdge[color] = edges[p];
            for (int q = starts[w]; q < starts[w + 1]; q++)
            {
                int x = nodes[q];
                if (x != v && x != w && Colors[x] >= 0 && hubs[starOf[edges[q]]] == x)
                    forbidden[Colors[x]] = v;
            }
        }

        int free = 0;
        while (forbidden[free] == v)
            free++;
        Colors[v] = free;
        for (int p = starts[v]; p < starts[v + 1]; p++)
            if (nodes[p] is var w && w != v && Colors[w] >= 0)
                Join(v, w, edges[p]);
    }

    private void Treat(int v, int w, int[] forbidden, int[] treated)
    {
        if (treated[w] == v)
            return;
        treated[w] = v;
        for (int q = pattern.StartArray[w]; q < pattern.StartArray[w + 1]; q++)
            if (pattern.ColumnArray[q] is var x && x != v && x != w && Colors[x] >= 0)
                forbidden[Colors[x]] = v;
    }

    /// <summary>
    /// The new edge joins the star of another edge at w to the colour of v, or of another edge of v to the colour of w, or is a star of its
    /// own.
    /// </summary>
    private void Join(int v, int w, int edge)
    {
        for (int q = pattern.StartArray[w]; q < pattern.StartArray[w + 1]; q++)
        {
            int x = pattern.ColumnArray[q];
            if (x != v && x != w && Colors[x] == Colors[v])
            {
                starOf[edge] = starOf[edges[q]];
                hubs[starOf[edge]] = w;
                return;
            }
        }

        int color = Colors[w];
        if (firstNeighbour[color] != w && starOf[firstEdge[color]] >= 0)
        {
            starOf[edge] = starOf[firstEdge[color]];
            hubs[starOf[edge]] = v;
            return;
        }

        starOf[edge] = hubs.Count;
        hubs.Add(-1);
    }
}

/// <summary>
/// A star colouring that looks at each path of four nodes: the first and third may not have one colour if the second and fourth have one,
/// or may get it.
/// </summary>
internal static class PathColoring
{
    public static int[] Of(SparsityPattern pattern, int[]? nodes)
    {
        int n = pattern.Rows;
        var colors = new int[n];
        Array.Fill(colors, -1);
        var forbidden = new int[n + 1];
        Array.Fill(forbidden, -1);
        for (int k = 0; k < n; k++)
        {
            int v = nodes is null ? k : nodes[k];
            foreach (int w in pattern.Row(v))
            {
                if (w == v)
                    continue;
                if (colors[w] >= 0)
                    forbidden[colors[w]] = v;
                foreach (int x in pattern.Row(w))
                    if (x != v && x != w && colors[x] >= 0 && forbidden[colors[x]] != v && (colors[w] < 0 || Repeats(pattern, colors, x, w)))
                        forbidden[colors[x]] = v;
            }

            int free = 0;
            while (forbidden[free] == v)
                free++;
            colors[v] = free;
        }

        return colors;
    }

    /// <summary>Whether x has another neighbour of the colour of w.</summary>
    private static bool Repeats(SparsityPattern pattern, int[] colors, int x, int w)
    {
        foreach (int y in pattern.Row(x))
            if (y != w && y != x && colors[y] == colors[w])
                return true;
        return false;
    }
}

/// <summary>Orders of the nodes of a graph.</summary>
internal static class NodeOrders
{
    /// <summary>The order; null for the natural one.</summary>
    public static int[]? Of(SparsityPattern pattern, ColoringOrder order)
    {
        int n = pattern.Rows;
        var nodes = Axes.Range(0, n).AsSpan().ToArray();
        switch (order)
        {
            case ColoringOrder.LargestFirst:
                Array.Sort(nodes, (a, b) => pattern.Row(a).Length != pattern.Row(b).Length
                    ? pattern.Row(b).Length.CompareTo(pattern.Row(a).Length) : a.CompareTo(b));
                return nodes;
            case ColoringOrder.SmallestLast:
                var degrees = Array.ConvertAll(nodes, v => pattern.Row(v).Length);
                var left = new SortedSet<(int Degree, int Node)>(nodes.Select(v => (degrees[v], v)));
                var isTaken = new bool[n];
                for (int k = n - 1; k >= 0; k--)
                {
                    var least = left.Min;
                    left.Remove(least);
                    nodes[k] = least.Node;
                    isTaken[least.Node] = true;
                    foreach (int w in pattern.Row(least.Node))
                        if (!isTaken[w])
                        {
                            left.Remove((degrees[w], w));
                            left.Add((--degrees[w], w));
                        }
                }

                return nodes;
            default:
                return null;
        }
    }
}
