namespace Covector.LinearMaps;

/// <summary>The order in which the entries of a symmetric matrix are found along the trees of an acyclic colouring, leaves first.</summary>
internal static class TreeRecovery
{
    public static Recovery Of(SparsityPattern pattern, AcyclicColoring coloring)
    {
        int n = pattern.Rows, colors = ColoringOrders.Count(coloring.Colors);
        Recovery.Require(pattern, colors, 0);
        int[] starts = pattern.StartArray, columns = pattern.ColumnArray;
        var (mirror, _) = pattern.TransposedPlaces();
        var rowOf = new int[pattern.Count];
        for (int r = 0; r < n; r++)
            rowOf.AsSpan(starts[r]..starts[r + 1]).Fill(r);

        // The edges of each tree at each of its nodes.
        var edgesAt = new Dictionary<(int Tree, int Node), List<int>>();
        for (int p = 0; p < pattern.Count; p++)
            if (rowOf[p] != columns[p])
            {
                var key = (coloring.Tree(p), rowOf[p]);
                if (!edgesAt.TryGetValue(key, out var list))
                    edgesAt.Add(key, list = []);
                list.Add(p);
            }

        var source = new int[pattern.Count];
        var substitutions = new List<BackSubstitution>(pattern.Count);
        var isFound = new bool[pattern.Count];
        var leaves = new Queue<(int Tree, int Node)>();
        for (int r = 0; r < n; r++)
        {
            int own = pattern.Row(r).BinarySearch(r);
            if (own >= 0)
                source[starts[r] + own] = coloring.Colors[r] * n + r;
        }

        var open = edgesAt.ToDictionary(e => e.Key, e => e.Value.Count);
        foreach (var (key, count) in open)
            if (count == 1)
                leaves.Enqueue(key);
        while (leaves.TryDequeue(out var leaf))
        {
            // At a leaf all edges but one are known: row r of the product for the colour of its neighbours has the sum of all.
            int place = edgesAt[leaf].Find(p => !isFound[p]);
            if (open[leaf] != 1)
                continue;
            int r = leaf.Node, c = columns[place];
            int[] known = [.. edgesAt[leaf].Where(p => p != place)];
            int from = coloring.Colors[c] * n + r;
            source[place] = source[mirror[place]] = from;
            substitutions.Add(new BackSubstitution(place, mirror[place], from, known));
            isFound[place] = isFound[mirror[place]] = true;
            open[leaf] = 0;
            if (--open[(leaf.Tree, c)] == 1)
                leaves.Enqueue((leaf.Tree, c));
        }

        return new Recovery(coloring.Colors, colors, [], 0, source, [.. substitutions]);
    }
}
