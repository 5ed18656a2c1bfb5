using System.Globalization;
using System.Text;

namespace Covector;

// Patterns as text and pictures.
public sealed partial class SparsityPattern
{
    private const string Header = "sparsity";

    /// <summary>
    /// Size and number of places, then a spy plot: <c>●</c> where a place is, <c>·</c> where none is; large patterns are drawn coarser.
    /// </summary>
    public override string ToString() => Spy(60);

    /// <summary>
    /// The pattern drawn with at most so many characters a line; each stands for a rectangle of places of which one is in the pattern.
    /// </summary>
    /// <param name="width">The most characters a line.</param>
    public string Spy(int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        var text = new StringBuilder();
        double share = Rows == 0 || Columns == 0 ? 0 : 100.0 * Count / ((double)Rows * Columns);
        text.Append(CultureInfo.InvariantCulture, $"{Rows} × {Columns}, {Count} nonzeros ({share:0.##} %)");
        int cell = Math.Max(1, (Math.Max(Rows, Columns) + width - 1) / width);
        int height = (Rows + cell - 1) / cell, across = (Columns + cell - 1) / cell;
        var line = new char[across];
        for (int y = 0; y < height; y++)
        {
            Array.Fill(line, '·');
            for (int r = y * cell; r < Math.Min(Rows, (y + 1) * cell); r++)
                foreach (int c in Row(r))
                    line[c / cell] = '●';
            text.Append('\n').Append(line);
        }

        return text.ToString();
    }

    /// <summary>The pattern as a picture in SVG.</summary>
    /// <param name="size">The width of the picture in pixels.</param>
    public string ToSvg(int size = 512)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        int across = Math.Max(1, Columns), down = Math.Max(1, Rows);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{size}\" height=\"{Math.Max(1, (long)size * down / across)}\" "
            + $"viewBox=\"0 0 {across} {down}\">");
        text.Append(CultureInfo.InvariantCulture, $"<title>{Rows} × {Columns}, {Count} nonzeros</title>");
        text.Append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/><path fill=\"#1f4e79\" d=\"");
        for (int r = 0; r < Rows; r++)
        {
            // Neighbours in a row are one rectangle.
            var row = Row(r);
            for (int i = 0; i < row.Length;)
            {
                int end = i + 1;
                while (end < row.Length && row[end] == row[end - 1] + 1)
                    end++;
                text.Append(CultureInfo.InvariantCulture, $"M{row[i]} {r}h{end - i}v1h-{end - i}z");
                i = end;
            }
        }

        text.Append("\"/></svg>");
        return text.ToString();
    }

    /// <summary>The pattern as text to be stored: the size, then the columns of each row on a line.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Header} {Rows} {Columns}\n");
        for (int r = 0; r < Rows; r++)
            text.AppendJoin(' ', Row(r).ToArray()).Append('\n');
        return text.ToString();
    }

    /// <summary>The pattern that <see cref="ToText"/> wrote.</summary>
    /// <exception cref="FormatException">The text is no pattern; the message names the line.</exception>
    public static SparsityPattern Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        string[] head = lines[0].Split(' ');
        if (head.Length != 3 || head[0] != Header || !IsCount(head[1], out int rows) || !IsCount(head[2], out int columns))
            throw new FormatException($"Line 1 is '{Shortened(lines[0])}'; expected '{Header} ROWS COLUMNS'.");
        if (lines.Length < rows + 1)
            throw new FormatException($"There are {lines.Length - 1} lines after the first; expected {rows}, one for each row.");
        var starts = new int[rows + 1];
        var all = new List<int>();
        for (int r = 0; r < rows; r++)
        {
            foreach (string word in lines[r + 1].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                if (!IsCount(word, out int c) || c >= columns || all.Count > starts[r] && all[^1] >= c)
                    throw new FormatException($"Line {r + 2} has '{Shortened(word)}'; expected ascending columns below {columns}.");
                all.Add(c);
            }

            starts[r + 1] = all.Count;
        }

        return new SparsityPattern(rows, columns, starts, [.. all]);
    }

    private static bool IsCount(string word, out int value) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static string Shortened(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
