namespace Covector.LinearMaps;

/// <summary>Chooses how the entries of a pattern are computed.</summary>
internal static class RecoveryChoice
{
    /// <summary>A product Jᵀ·u costs about so many products J·v.</summary>
    private const double ReverseCost = 1.5;

    /// <summary>Both kinds of products are tried if one kind needs so many times the colours that a row has entries.</summary>
    private const double ManyColors = 4;

    public static Recovery Of(SparsityPattern pattern, SparseOptions options)
    {
        switch (options.Mode)
        {
            case SparseMode.Forward:
                return ByColumns(pattern, options);
            case SparseMode.Reverse:
                return ByRows(pattern, options);
            case SparseMode.Bidirectional:
                return Recovery.Bidirectional(pattern, options.Order, Cost);
        }

        // A row with many entries needs as many colours for columns, a column as many for rows. What cannot win is not coloured, because
        // one dense row takes as many steps as the square of its length.
        int widest = Longest(pattern), longest = Longest(pattern.T);
        Recovery best;
        if (longest * ReverseCost < widest)
        {
            best = ByRows(pattern, options);
            if (Cost(best) >= widest && ByColumns(pattern, options) is var columns && Cost(columns) <= Cost(best))
                best = columns;
        }
        else
        {
            best = ByColumns(pattern, options);
            if (longest * ReverseCost < best.ForwardCount && ByRows(pattern, options) is var rows && Cost(rows) < Cost(best))
                best = rows;
        }

        double average = (double)pattern.Count / Math.Max(1, Math.Min(pattern.Rows, pattern.Columns));
        if (best.Colors > ManyColors * (average + 1) && Recovery.Bidirectional(pattern, options.Order, Cost) is var both
            && Cost(both) < Cost(best))
            best = both;
        return best;
    }

    public static Recovery OfSymmetric(SparsityPattern pattern, SparseOptions options) => options.Coloring == SparseColoring.Direct
        ? Recovery.ByStars(pattern, StarColoring.Of(pattern, options.Order))
        : TreeRecovery.Of(pattern, AcyclicColoring.Of(pattern, options.Order));

    /// <summary>The places of a square pattern and those of its transpose.</summary>
    public static SparsityPattern Symmetric(SparsityPattern pattern)
    {
        if (pattern.IsSymmetric)
            return pattern;
        var (starts, columns) = (new int[pattern.Rows + 1], new List<int>());
        var row = new SortedSet<int>();
        for (int r = 0; r < pattern.Rows; r++)
        {
            row.Clear();
            foreach (int c in pattern.Row(r))
                row.Add(c);
            foreach (int c in pattern.T.Row(r))
                row.Add(c);
            columns.AddRange(row);
            starts[r + 1] = columns.Count;
        }

        return new SparsityPattern(pattern.Rows, pattern.Rows, starts, [.. columns]);
    }

    private static int Longest(SparsityPattern pattern)
    {
        int longest = 0;
        for (int r = 0; r < pattern.Rows; r++)
            longest = Math.Max(longest, pattern.Row(r).Length);
        return longest;
    }

    private static Recovery ByColumns(SparsityPattern pattern, SparseOptions options) =>
        Recovery.ByColumns(pattern, DistanceColoring.Columns(pattern, options.Order));

    private static Recovery ByRows(SparsityPattern pattern, SparseOptions options) =>
        Recovery.ByRows(pattern, DistanceColoring.Columns(pattern.T, options.Order));

    private static double Cost(Recovery recovery) => recovery.ForwardCount + ReverseCost * recovery.ReverseCount;
}
