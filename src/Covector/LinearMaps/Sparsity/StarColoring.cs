namespace Covector.LinearMaps;

/// <summary>
/// Colours for the nodes of a graph, given as a symmetric pattern, so that neighbours differ and every path of four nodes has three
/// colours. Two colours then make stars, and each entry of the matrix stands by itself in the product for the colour of its star's centre.
/// </summary>
internal sealed class StarColoring
{
    /// <summary>So many times the colours that a row has entries are many: the other way to find them is tried, too.</summary>
    private const double ManyColors = 4;

    private readonly SparsityPattern pattern;
    private readonly NeighbourColors seen;
    private readonly int[] centres;
    private readonly int[] centreCounts;
    private readonly int[] forbidden;

    private StarColoring(SparsityPattern pattern)
    {
        this.pattern = pattern;
        seen = new NeighbourColors(pattern);
        (centres, centreCounts) = (new int[pattern.Count], new int[pattern.Rows]);
        forbidden = new int[pattern.Rows + 1];
        Array.Fill(forbidden, -1);
    }

    /// <summary>
    /// The colours. Of the two ways to find them, in the order that is asked for, the one that looks at all paths of four nodes is the one
    /// that tables of colour counts are made with; the other, which looks at stars alone, often needs fewer and is tried where the best is
    /// asked for, or where the first needs many: neighbours of a node without a colour may not have the same one there, which is a
    /// colour for each neighbour of a dense row that comes late.
    /// </summary>
    public static int[] Of(SparsityPattern pattern, ColoringOrder order)
    {
        if (order == ColoringOrder.Best)
            return ColoringOrders.Fewest(o => Fewer(ByPaths(pattern, o), ByStars(pattern, o)));
        int many = (int)(ManyColors * (1 + (double)pattern.Count / Math.Max(1, pattern.Rows)));
        if (new StarColoring(pattern).Run(order, byPaths: true, many) is { } paths)
            return paths;
        int[] stars = ByStars(pattern, order);
        return ColoringOrders.Count(stars) <= many ? stars : Fewer(ByPaths(pattern, order), stars);
    }

    /// <summary>The first and third node of a path may not have one colour if the second and fourth have one, or may get it.</summary>
    public static int[] ByPaths(SparsityPattern pattern, ColoringOrder order) =>
        new StarColoring(pattern).Run(order, byPaths: true, pattern.Rows)!;

    /// <summary>A node may not have a colour that would join two stars, or give one a second centre.</summary>
    public static int[] ByStars(SparsityPattern pattern, ColoringOrder order) =>
        new StarColoring(pattern).Run(order, byPaths: false, pattern.Rows)!;

    /// <summary>
    /// For each place off the diagonal whether its row is the centre of the star of the entry: has another neighbour of the colour of its
    /// column.
    /// </summary>
    public static bool[] Centres(SparsityPattern pattern, int[] colors)
    {
        var result = new bool[pattern.Count];
        int[] firstFor = new int[ColoringOrders.Count(colors)], first = new int[firstFor.Length];
        Array.Fill(firstFor, -1);
        for (int r = 0; r < pattern.Rows; r++)
            for (int p = pattern.StartArray[r]; p < pattern.StartArray[r + 1]; p++)
            {
                int c = pattern.ColumnArray[p];
                if (c == r)
                    continue;
                int color = colors[c];
                if (firstFor[color] == r)
                    result[p] = result[first[color]] = true;
                else
                    (firstFor[color], first[color]) = (r, p);
            }

        return result;
    }

    private static int[] Fewer(int[] a, int[] b) => ColoringOrders.Count(b) < ColoringOrders.Count(a) ? b : a;

    /// <summary>The colours; null if they are more than so many.</summary>
    private int[]? Run(ColoringOrder order, bool byPaths, int most)
    {
        var nodes = ColoringOrders.OfNodes(pattern, order);
        for (int k = 0; k < pattern.Rows; k++)
            if (Color(nodes is null ? k : nodes[k], byPaths) >= most)
                return null;
        return seen.Colors;
    }

    private int Color(int v, bool byPaths)
    {
        foreach (int w in pattern.Row(v))
        {
            if (w == v)
                continue;
            int color = seen.Colors[w];
            if (color < 0)
            {
                if (byPaths)
                    Forbid(seen.At(w), v);
                continue;
            }

            forbidden[color] = v;
            Forbid(centres.AsSpan(pattern.StartArray[w], centreCounts[w]), v);

            // Two neighbours of one colour: v will be the centre, and no neighbour of theirs may have its colour.
            if (!byPaths && seen.Repeats(v, color))
                Forbid(seen.At(w), v);
        }

        int free = 0;
        while (forbidden[free] == v)
            free++;
        seen.Set(v, free);
        foreach (int w in pattern.Row(v))
        {
            if (w == v || seen.Colors[w] is var color && color < 0)
                continue;
            if (seen.Repeats(v, color))
                AddCentre(w, free);
            if (!seen.Repeats(w, free))
                continue;
            AddCentre(v, color);
            AddCentre(pattern.ColumnArray[seen.Place(w, free)], color);
        }

        return free;
    }

    private void Forbid(ReadOnlySpan<int> colors, int v)
    {
        foreach (int color in colors)
            forbidden[color] = v;
    }

    /// <summary>A neighbour of w has a further neighbour of its colour: the neighbour's own colour is noted at w.</summary>
    private void AddCentre(int w, int color)
    {
        int start = pattern.StartArray[w];
        if (!centres.AsSpan(start, centreCounts[w]).Contains(color))
            centres[start + centreCounts[w]++] = color;
    }
}
