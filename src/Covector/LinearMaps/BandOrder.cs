namespace Covector.LinearMaps;

/// <summary>
/// An order of rows and columns that keeps neighbours together: breadth first from a node at the rim, fewest neighbours first, reversed.
/// </summary>
internal static class BandOrder
{
    public static int[] Of(SparsityPattern pattern)
    {
        int n = pattern.Rows;
        var natural = Axes.Range(0, n).AsSpan().ToArray();
        int width = Width(pattern, natural);
        if (width <= 2)
            return natural;
        var order = BreadthFirst(pattern);
        return Width(pattern, order) < width ? order : natural;
    }

    private static int Width(SparsityPattern pattern, int[] order)
    {
        var place = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
            place[order[i]] = i;
        int width = 0;
        for (int r = 0; r < order.Length; r++)
            foreach (int c in pattern.Row(r))
                width = Math.Max(width, Math.Abs(place[r] - place[c]));
        return width;
    }

    private static int[] BreadthFirst(SparsityPattern pattern)
    {
        int n = pattern.Rows;
        var transposed = pattern.T;
        var degree = new int[n];
        for (int i = 0; i < n; i++)
            degree[i] = pattern.Row(i).Length + transposed.Row(i).Length;
        var byDegree = Axes.Range(0, n).AsSpan().ToArray();
        Array.Sort((int[])degree.Clone(), byDegree);
        // Each probe has a number, and a node the number of the last probe that came to it.
        var (order, seen, probed) = (new List<int>(n), new bool[n], new int[n]);
        int stamp = 0;
        foreach (int start in byDegree)
        {
            if (seen[start])
                continue;

            // The last node reached from any is at the rim of its component.
            int rim = start;
            for (int round = 0; round < 2; round++)
            {
                var probe = new List<int>();
                stamp++;
                Visit(rim, probe, j => probed[j] == stamp, j => probed[j] = stamp);
                rim = probe[^1];
            }

            Visit(rim, order, j => seen[j], j => seen[j] = true);
        }

        order.Reverse();
        return [.. order];

        void Visit(int root, List<int> into, Predicate<int> isVisited, Action<int> mark)
        {
            int next = into.Count;
            into.Add(root);
            mark(root);
            var neighbours = new List<int>();
            for (; next < into.Count; next++)
            {
                neighbours.Clear();
                foreach (var side in (SparsityPattern[])[pattern, transposed])
                    foreach (int j in side.Row(into[next]))
                        if (!isVisited(j))
                        {
                            mark(j);
                            neighbours.Add(j);
                        }

                neighbours.Sort((a, b) => degree[a] != degree[b] ? degree[a].CompareTo(degree[b]) : a.CompareTo(b));
                into.AddRange(neighbours);
            }
        }
    }
}
