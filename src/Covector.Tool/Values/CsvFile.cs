using System.Globalization;

namespace Covector.Tool.Values;

/// <summary>Tables of numbers: one row a line; a first line of names is left out.</summary>
internal static class CsvFile
{
    /// <summary>Reads a file whose cells are separated by semicolons or tabs if it has any, by commas otherwise.</summary>
    public static Tensor Load(string path)
    {
        string[] lines = File.ReadAllLines(path);
        char separator = lines.Any(line => line.Contains(';')) ? ';' : lines.Any(line => line.Contains('\t')) ? '\t' : ',';
        var entries = new List<double>();
        int rows = 0, columns = 0, number = 0;
        foreach (string line in lines)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            string[] cells = line.Split(separator);
            if (rows == 0 && columns == 0 && !cells.Any(IsMeantAsNumber))
            {
                columns = cells.Length;
                continue;
            }

            columns = columns == 0 ? cells.Length : columns;
            if (cells.Length != columns)
                throw new InputException($"{path}:{number} has {cells.Length} cells, the lines before it {columns}.");
            foreach (string cell in cells)
                entries.Add(TryRead(cell, out double entry) ? entry : throw NoNumber($"{path}:{number}", cell));
            rows++;
        }

        return rows == 0
            ? throw new InputException($"{path} has no numbers in it that commas, semicolons or tabs separate.")
            : Tensor.From<double>(entries.ToArray(), rows, columns);
    }

    /// <summary>Is it a number, or one with a decimal comma? A line of these is no line of names.</summary>
    private static bool IsMeantAsNumber(string cell) => TryRead(cell.Replace(',', '.'), out _);

    private static InputException NoNumber(string place, string cell) => new(
        $"{place}: '{cell.Trim()}' is no number."
        + (IsMeantAsNumber(cell) ? $" Decimals stand behind a point: {cell.Trim().Replace(',', '.')}." : ""));

    private static bool TryRead(string cell, out double entry) =>
        double.TryParse(cell.Trim().Trim('"'), NumberStyles.Float, CultureInfo.InvariantCulture, out entry);
}
