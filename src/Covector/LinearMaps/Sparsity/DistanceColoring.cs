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
        if (order == ColoringOrder.Best)
            return ColoringOrders.Fewest(o => Columns(pattern, o));
        int[]? nodes = ColoringOrders.OfColumns(pattern, order);
        var transposed = pattern.T;
        int[] rowStarts = pattern.StartArray, rows = pattern.ColumnArray;
        int[] columnStarts = transposed.StartArray, columns = transposed.ColumnArray;
        var colors = new int[pattern.Columns];
        Array.Fill(colors, -1);
        var forbidden = new int[pattern.Columns + 1];
        Array.Fill(forbidden, -1);
        for (int k = 0; k < colors.Length; k++)
        {
            int c = nodes is null ? k : nodes[k];
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
