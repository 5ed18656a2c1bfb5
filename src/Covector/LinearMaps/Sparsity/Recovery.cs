namespace Covector.LinearMaps;

/// <summary>How the entries of a matrix are read from products with it.</summary>
/// <param name="Forward">The colour of each column in products J·v, −1 for none.</param>
/// <param name="ForwardCount">The number of these colours.</param>
/// <param name="Reverse">The colour of each row in products Jᵀ·u, −1 for none.</param>
/// <param name="ReverseCount">The number of these colours.</param>
/// <param name="Source">
/// For each place of the pattern where it stands in the products, one after another: color·Rows + row in J·v; then, behind all of these,
/// color·Columns + column in Jᵀ·u.
/// </param>
/// <param name="Substitutions">
/// In the order in which they are done: entries from which others are subtracted, for an acyclic colouring.
/// </param>
internal sealed record Recovery(
    int[] Forward, int ForwardCount, int[] Reverse, int ReverseCount, int[] Source, BackSubstitution[] Substitutions)
{
    public int Colors => ForwardCount + ReverseCount;

    /// <summary>Products J·v alone.</summary>
    public static Recovery ByColumns(SparsityPattern pattern, int[] colors)
    {
        Require(pattern, ColoringOrders.Count(colors), 0);
        var source = new int[pattern.Count];
        for (int r = 0; r < pattern.Rows; r++)
            for (int p = pattern.StartArray[r]; p < pattern.StartArray[r + 1]; p++)
                source[p] = colors[pattern.ColumnArray[p]] * pattern.Rows + r;
        return new Recovery(colors, ColoringOrders.Count(colors), [], 0, source, []);
    }

    /// <summary>Products Jᵀ·u alone.</summary>
    public static Recovery ByRows(SparsityPattern pattern, int[] colors)
    {
        Require(pattern, 0, ColoringOrders.Count(colors));
        var source = new int[pattern.Count];
        for (int r = 0; r < pattern.Rows; r++)
            for (int p = pattern.StartArray[r]; p < pattern.StartArray[r + 1]; p++)
                source[p] = colors[r] * pattern.Columns + pattern.ColumnArray[p];
        return new Recovery([], 0, colors, ColoringOrders.Count(colors), source, []);
    }

    /// <summary>Products with a symmetric matrix: each entry off the diagonal from the colour of its star's centre.</summary>
    public static Recovery ByStars(SparsityPattern pattern, int[] colors)
    {
        Require(pattern, ColoringOrders.Count(colors), 0);
        var isCentre = StarColoring.Centres(pattern, colors);
        var source = new int[pattern.Count];
        for (int r = 0; r < pattern.Rows; r++)
            for (int p = pattern.StartArray[r]; p < pattern.StartArray[r + 1]; p++)
            {
                int c = pattern.ColumnArray[p];
                source[p] = isCentre[p] ? colors[r] * pattern.Rows + c : colors[c] * pattern.Rows + r;
            }

        return new Recovery(colors, ColoringOrders.Count(colors), [], 0, source, []);
    }

    /// <summary>
    /// Both kinds of products: a few dense rows, or all but a few dense columns, by products Jᵀ·u, the others by products J·v; or whatever
    /// the star colouring of the graph of all rows and columns says. The cheapest of these.
    /// </summary>
    /// <param name="pattern">The places.</param>
    /// <param name="order">The order of colouring.</param>
    /// <param name="cost">What products cost.</param>
    public static Recovery Bidirectional(SparsityPattern pattern, ColoringOrder order, Func<Recovery, double> cost)
    {
        var best = ByGraph(pattern, order);
        foreach (bool[] rows in Densest(pattern))
            if (Split(pattern, order, (r, _) => rows[r]) is var split && cost(split) < cost(best))
                best = split;
        foreach (bool[] columns in Densest(pattern.T))
            if (Split(pattern, order, (_, c) => !columns[c]) is var split && cost(split) < cost(best))
                best = split;
        return best;
    }

    /// <summary>The sets of rows that have at least twice as many places as any other row; the smallest few of them.</summary>
    private static IEnumerable<bool[]> Densest(SparsityPattern pattern)
    {
        const int MostSets = 6;
        var rows = Axes.Range(0, pattern.Rows).AsSpan().ToArray();
        Array.Sort(rows, (a, b) => pattern.Row(b).Length.CompareTo(pattern.Row(a).Length));
        var chosen = new bool[pattern.Rows];
        for (int k = 0, sets = 0; k + 1 < rows.Length && sets < MostSets; k++)
        {
            chosen[rows[k]] = true;
            if (pattern.Row(rows[k]).Length < 2 * pattern.Row(rows[k + 1]).Length)
                continue;
            sets++;
            yield return [.. chosen];
        }
    }

    /// <summary>Places in whole rows, or outside of whole columns, by products Jᵀ·u, the others by products J·v.</summary>
    private static Recovery Split(SparsityPattern pattern, ColoringOrder order, Func<int, int, bool> isReverse)
    {
        var forward = DistanceColoring.Columns(Part(pattern, (r, c) => !isReverse(r, c)), order);
        var reverse = DistanceColoring.Columns(Part(pattern, isReverse).T, order);
        Require(pattern, ColoringOrders.Count(forward), ColoringOrders.Count(reverse));
        int behind = ColoringOrders.Count(forward) * pattern.Rows;
        var source = new int[pattern.Count];
        for (int r = 0; r < pattern.Rows; r++)
            for (int p = pattern.StartArray[r]; p < pattern.StartArray[r + 1]; p++)
            {
                int c = pattern.ColumnArray[p];
                source[p] = isReverse(r, c) ? behind + reverse[r] * pattern.Columns + c : forward[c] * pattern.Rows + r;
            }

        return new Recovery(forward, ColoringOrders.Count(forward), reverse, ColoringOrders.Count(reverse), source, []);
    }

    private static SparsityPattern Part(SparsityPattern pattern, Func<int, int, bool> isIn)
    {
        var (starts, columns) = (new int[pattern.Rows + 1], new List<int>());
        for (int r = 0; r < pattern.Rows; r++)
        {
            foreach (int c in pattern.Row(r))
                if (isIn(r, c))
                    columns.Add(c);
            starts[r + 1] = columns.Count;
        }

        return new SparsityPattern(pattern.Rows, pattern.Columns, starts, [.. columns]);
    }

    /// <summary>
    /// Rows and columns are the nodes of one graph, whose star colouring says for each entry whether its column or its row is the centre;
    /// colours that no centre has are not needed.
    /// </summary>
    private static Recovery ByGraph(SparsityPattern pattern, ColoringOrder order)
    {
        int rows = pattern.Rows, columns = pattern.Columns;

        // Nodes: columns, then rows.
        int[] starts = new int[rows + columns + 1], nodes = new int[2 * pattern.Count];
        var transposed = pattern.T;
        for (int p = 0; p < pattern.Count; p++)
        {
            nodes[p] = columns + transposed.ColumnArray[p];
            nodes[pattern.Count + p] = pattern.ColumnArray[p];
        }

        transposed.StartArray.AsSpan(0, columns).CopyTo(starts);
        for (int r = 0; r <= rows; r++)
            starts[columns + r] = pattern.Count + pattern.StartArray[r];
        var graph = new SparsityPattern(rows + columns, rows + columns, starts, nodes);
        var colors = order == ColoringOrder.Best ? StarColoring.Of(graph, order) : StarColoring.ByStars(graph, order);
        var isCentre = StarColoring.Centres(graph, colors);
        var centre = new int[pattern.Count];
        for (int r = 0; r < rows; r++)
            for (int p = pattern.StartArray[r]; p < pattern.StartArray[r + 1]; p++)
                centre[p] = isCentre[pattern.Count + p] ? columns + r : -1;
        var (places, _) = pattern.TransposedPlaces();
        for (int p = 0; p < places.Length; p++)
            if (isCentre[p])
                centre[places[p]] = pattern.ColumnArray[places[p]];
        return Centres(pattern, colors, centre);
    }

    private static Recovery Centres(SparsityPattern pattern, int[] nodeColors, int[] centre)
    {
        int rows = pattern.Rows, columns = pattern.Columns;
        var forward = new Dictionary<int, int>();
        var reverse = new Dictionary<int, int>();
        foreach (int node in centre)
            if (node >= columns)
                reverse.TryAdd(nodeColors[node], reverse.Count);
            else if (node >= 0)
                forward.TryAdd(nodeColors[node], forward.Count);

        // A star of one edge takes a centre whose colour is needed anyway.
        var isReverse = new bool[centre.Length];
        for (int r = 0; r < rows; r++)
            for (int p = pattern.StartArray[r]; p < pattern.StartArray[r + 1]; p++)
            {
                int color = nodeColors[pattern.ColumnArray[p]];
                isReverse[p] = centre[p] >= columns
                    || centre[p] < 0 && !forward.ContainsKey(color) && reverse.ContainsKey(nodeColors[columns + r]);
                if (!isReverse[p])
                    forward.TryAdd(color, forward.Count);
            }

        Require(pattern, forward.Count, reverse.Count);
        int behind = forward.Count * rows;
        var source = new int[centre.Length];
        for (int r = 0; r < rows; r++)
            for (int p = pattern.StartArray[r]; p < pattern.StartArray[r + 1]; p++)
            {
                int c = pattern.ColumnArray[p];
                source[p] = isReverse[p]
                    ? behind + reverse[nodeColors[columns + r]] * columns + c
                    : forward[nodeColors[c]] * rows + r;
            }

        int ColorOf(Dictionary<int, int> colors, int node) => colors.GetValueOrDefault(nodeColors[node], -1);
        return new Recovery(
            [.. Axes.Range(0, columns).AsSpan().ToArray().Select(c => ColorOf(forward, c))], forward.Count,
            [.. Axes.Range(columns, rows).AsSpan().ToArray().Select(r => ColorOf(reverse, r))], reverse.Count, source, []);
    }

    /// <summary>The products must fit into an array.</summary>
    public static void Require(SparsityPattern pattern, int forward, int reverse)
    {
        if ((long)forward * pattern.Rows + (long)reverse * pattern.Columns > int.MaxValue)
            throw Error.Shapes(
                "Sparse",
                $"the matrix is {pattern.Rows} × {pattern.Columns} and needs {forward} products J·v and {reverse} products Jᵀ·u, too many "
                + "for an array; differentiate parts of the function, or use Jvp and Vjp.");
    }
}

/// <summary>An entry and its mirror image are a product's number less entries that are known.</summary>
internal readonly record struct BackSubstitution(int Place, int Mirror, int Source, int[] Known);
