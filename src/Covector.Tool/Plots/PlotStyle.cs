using ScottPlot;

namespace Covector.Tool.Plots;

/// <summary>What the pictures have in common.</summary>
internal static class PlotStyle
{
    public static readonly Color First = Color.FromHex("#1f5fa8");
    public static readonly Color Second = Color.FromHex("#c8452d");
    public static readonly Color Ink = Color.FromHex("#303030");

    private const int LongestText = 72;

    /// <summary>An empty picture with a title.</summary>
    public static Plot Create(string title)
    {
        var plot = new Plot { ScaleFactor = 1.25 };
        plot.FigureBackground.Color = Colors.White;
        plot.Axes.Color(Ink);
        plot.Grid.MajorLineColor = Color.FromHex("#e6e6e6");
        plot.Title(Shortened(title), size: 15);
        plot.Axes.Title.Label.Bold = false;
        return plot;
    }

    /// <summary>A formula that fits into a line; of a long one, its beginning.</summary>
    public static string Shortened(string text) => text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, LongestText - 1), "…");

    /// <summary>Writes the picture in the format of the name of its file.</summary>
    public static void Save(Plot plot, string path, int width, int height)
    {
        // Made in memory first: where drawing fails, no half of a file is left.
        byte[] content = Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".PNG" => plot.GetImage(width, height).GetImageBytes(ImageFormat.Png),
            ".SVG" => new System.Text.UTF8Encoding(false).GetBytes(plot.GetSvgXml(width, height)),
            _ => throw new InputException($"--out {path}: expected a name that ends with .png or .svg."),
        };
        File.WriteAllBytes(path, content);
    }
}
