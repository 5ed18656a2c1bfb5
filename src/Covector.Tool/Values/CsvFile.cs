using System.Globalization;

namespace Covector.Tool.Values;

/// <summary>Tables of numbers: one row a line, separated by commas, semicolons or tabs; a first line of names is left out.</summary>
internal static class CsvFile
{
    private static readonly char[] _separators = [',', ';', '\t'];

    public static Tensor Load(string path)
    {
        var entries = new List<double>();
        int rows = 0, columns = 0, number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            string[] cells = line.Split(_separators);
            if (rows == 0 && columns == 0 && !cells.Any(c => TryRead(c, out _)))
            {
                columns = cells.Length;
                continue;
            }

            columns = columns == 0 ? cells.Length : columns;
            if (cells.Length != columns)
                throw new InputException($"{path}:{number} has {cells.Length} cells, the lines before it {columns}.");
            foreach (string cell in cells)
                entries.Add(TryRead(cell, out double entry) ? entry : throw new InputException($"{path}:{number}: '{cell.Trim()}' is no number."));
            rows++;
        }

        return rows == 0 ? throw new InputException($"{path} has no numbers in it.") : Tensor.From<double>(entries.ToArray(), rows, columns);
    }

    private static bool TryRead(string cell, out double entry) =>
        double.TryParse(cell.Trim().Trim('"'), NumberStyles.Float, CultureInfo.InvariantCulture, out entry);
}
