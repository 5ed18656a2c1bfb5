using ScottPlot;

namespace Covector.Tool.Plots;

/// <summary>What the pictures have in common.</summary>
internal static class PlotStyle
{
    public static readonly Color First = Color.FromHex("#1f5fa8");
    public static readonly Color Second = Color.FromHex("#c8452d");
    public static readonly Color Ink = Color.FromHex("#303030");

    private const double Scale = 1.25;
    private const int LongestText = 72;

    /// <summary>An empty picture with a title.</summary>
    public static Plot Create(string title)
    {
        var plot = new Plot { ScaleFactor = Scale };
        plot.FigureBackground.Color = Colors.White;
        plot.Axes.Color(Ink);
        plot.Grid.MajorLineColor = Color.FromHex("#e6e6e6");
        plot.Title(Shortened(title), size: 15);
        plot.Axes.Title.Label.Bold = false;
        foreach (var axis in plot.Axes.GetAxes())
        {
            axis.Label.Bold = false;
            axis.Label.FontSize = 14;
        }

        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.OutlineColor = Color.FromHex("#c0c0c0");
        plot.Legend.SymbolWidth = 40;
        return plot;
    }

    /// <summary>Makes the part inside of the axes as wide and high as the axes need; returns its pixels.</summary>
    /// <param name="plot">The picture.</param>
    /// <param name="limits">The ends of the axes.</param>
    /// <param name="width">The pixels of the picture.</param>
    /// <param name="height">The pixels of the picture.</param>
    /// <param name="right">What is left free at the right, for a colour bar.</param>
    /// <param name="hasOneScale">Is a unit as long on both axes?</param>
    public static (double Width, double Height) Fit(
        Plot plot, CoordinateRect limits, int width, int height, int right, bool hasOneScale = true)
    {
        const int Left = 60, Bottom = 52, Top = 42;
        double across = Math.Max(10, width / Scale - Left - right), up = Math.Max(10, height / Scale - Bottom - Top);
        double columns = Math.Abs(limits.Right - limits.Left), rows = Math.Abs(limits.Top - limits.Bottom);
        double unit = Math.Min(across / columns, up / rows);
        (double Width, double Height) frame = hasOneScale ? (unit * columns, unit * rows) : (across, up);
        float spareAcross = (float)(across - frame.Width), spareUp = (float)(up - frame.Height);
        plot.Layout.Fixed(new PixelPadding(Left + spareAcross / 2, right + spareAcross / 2, Bottom + spareUp / 2, Top + spareUp / 2));
        plot.Axes.SetLimits(limits.Left, limits.Right, limits.Bottom, limits.Top);
        return frame;
    }

    /// <summary>A formula that fits into a line; of a long one, its beginning.</summary>
    public static string Shortened(string text) => text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, LongestText - 1), "…");

    /// <summary>A formula as a line: without what fonts lack, and without ^⊙ for a power of entries.</summary>
    public static string Written(MatrixFormula formula) => Written(formula.ToString(FormulaFormat.Unicode), formula.ToString());

    /// <inheritdoc cref="Written(MatrixFormula)"/>
    public static string Written(MatrixDerivative derivative) => Written(derivative.ToString(FormulaFormat.Unicode), derivative.ToString());

    private static string Written(string unicode, string plain) => unicode.Any(c => c == '⊙' || char.IsSurrogate(c)) ? plain : unicode;

    /// <summary>Writes the picture in the format of the name of its file.</summary>
    public static void Save(Plot plot, string path, (int Width, int Height) size)
    {
        // Made in memory first: where drawing fails, no half of a file is left.
        byte[] content = Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".PNG" => plot.GetImage(size.Width, size.Height).GetImageBytes(ImageFormat.Png),
            ".SVG" => new System.Text.UTF8Encoding(false).GetBytes(plot.GetSvgXml(size.Width, size.Height)),
            _ => throw new InputException($"--out {path}: expected a name that ends with .png or .svg."),
        };
        File.WriteAllBytes(path, content);
    }
}
