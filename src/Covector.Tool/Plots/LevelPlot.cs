using System.Globalization;
using ScottPlot;

namespace Covector.Tool.Plots;

/// <summary>The level sets of a scalar function of two numbers, with its gradient, which stands at right angles to them.</summary>
internal static class LevelPlot
{
    private const int Grid = 101;
    private const int Arrows = 13;
    private const double MostUnequal = 8;

    /// <summary>The axes of the plane: two scalar variables, or the entries of one vector.</summary>
    public sealed record Plane(IReadOnlyList<string> Variables, PlotRange Across, PlotRange Up)
    {
        public bool IsVector => Variables.Count == 1;

        /// <summary>The point as values of the variables.</summary>
        public void Set(Dictionary<string, Tensor> values, double x, double y)
        {
            if (IsVector)
            {
                values[Variables[0]] = new[] { x, y };
                return;
            }

            values[Variables[0]] = x;
            values[Variables[1]] = y;
        }
    }

    public static Plot Draw(
        MatrixFormula formula, Plane plane, IReadOnlyDictionary<string, Tensor> values, int levels, (int Width, int Height) size)
    {
        var point = new Dictionary<string, Tensor>(values);
        double[] xs = plane.Across.Points(Grid), ys = plane.Up.Points(Grid);
        var surface = new Coordinates3d[Grid, Grid];
        double[,] heights = new double[Grid, Grid];
        for (int i = 0; i < Grid; i++)
        {
            for (int j = 0; j < Grid; j++)
            {
                plane.Set(point, xs[j], ys[i]);
                double height = (double)formula.Evaluate(point);
                heights[Grid - 1 - i, j] = double.IsFinite(height) ? height : double.NaN;
                surface[i, j] = new Coordinates3d(xs[j], ys[i], height);
            }
        }

        string[] names = plane.IsVector ? [$"{plane.Variables[0]}₁", $"{plane.Variables[0]}₂"] : [.. plane.Variables];
        var plot = PlotStyle.Create($"f({string.Join(", ", plane.Variables)}) = {formula.ToString(FormulaFormat.Unicode)}");
        // Right angles are right angles only where both axes have one scale; where one is much longer, the other one would vanish.
        double ratio = (plane.Across.To - plane.Across.From) / (plane.Up.To - plane.Up.From);
        var limits = new CoordinateRect(plane.Across.From, plane.Across.To, plane.Up.From, plane.Up.To);
        var frame = PlotStyle.Fit(plot, limits, size.Width, size.Height, right: 110, hasOneScale: ratio is > 1.0 / MostUnequal and < MostUnequal);
        AddHeights(plot, heights, plane);
        AddLevels(plot, surface, levels, frame);
        AddGradient(plot, formula, plane, point);
        plot.XLabel(names[0]);
        plot.YLabel(names[1]);
        plot.HideGrid();
        return plot;
    }

    private static void AddHeights(Plot plot, double[,] heights, Plane plane)
    {
        var map = plot.Add.Heatmap(heights);
        map.Colormap = Pale(new ScottPlot.Colormaps.Viridis());
        map.Position = new CoordinateRect(plane.Across.From, plane.Across.To, plane.Up.From, plane.Up.To);
        map.Smooth = true;
        map.NaNCellColor = Colors.White;
        var bar = plot.Add.ColorBar(map);
        bar.Label = "f";
        bar.LabelStyle.Bold = false;
    }

    /// <summary>Colours on which lines and arrows are seen; translucent ones would differ from those of their bar.</summary>
    private static ScottPlot.Colormaps.CustomInterpolated Pale(IColormap colors) => new([.. Enumerable.Range(0, 65).Select(i =>
    {
        var color = colors.GetColor(i / 64.0);
        return new Color(Paler(color.Red), Paler(color.Green), Paler(color.Blue));
    })]);

    private static byte Paler(byte component) => (byte)(255 - 0.6 * (255 - component));

    private static void AddLevels(Plot plot, Coordinates3d[,] surface, int count, (double Width, double Height) frame)
    {
        double[] heights = [.. surface.Cast<Coordinates3d>().Select(p => p.Z).Where(double.IsFinite)];
        if (heights.Length == 0)
            throw new InputException("The function has no finite value in this range.");
        if (heights.Length < surface.Length || heights.Max() == heights.Min())
            return;
        var lines = plot.Add.ContourLines(surface, count);
        lines.ContourLineLevels = Rounded(heights.Min(), heights.Max(), count);
        lines.Update(surface);
        lines.LineStyle.Color = PlotStyle.Ink;
        lines.LineStyle.Width = 1;
        // Those of the library lie over each other where levels are near.
        lines.LabelStyle.IsVisible = false;
        foreach (var (place, level) in LevelLabels.Places(surface, lines.ContourLineLevels, frame))
        {
            var label = plot.Add.Text(level.ToString("G6", CultureInfo.InvariantCulture), place);
            label.LabelAlignment = Alignment.MiddleCenter;
            label.LabelFontSize = 11;
            label.LabelFontColor = PlotStyle.Ink;
            label.LabelBackgroundColor = Colors.White.WithAlpha(0.6);
        }
    }

    /// <summary>About so many round numbers between two others.</summary>
    private static double[] Rounded(double low, double high, int count)
    {
        double exact = (high - low) / (count + 1);
        double power = Math.Pow(10, Math.Floor(Math.Log10(exact)));
        double step = power * (exact / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 };
        var levels = new List<double>();
        for (double k = Math.Floor(low / step) + 1; k * step < high; k++)
            levels.Add(Math.Round(k * step, Math.Clamp(2 - (int)Math.Floor(Math.Log10(step)), 0, 15)));
        return [.. levels];
    }

    private static void AddGradient(Plot plot, MatrixFormula formula, Plane plane, Dictionary<string, Tensor> point)
    {
        var form = plane.IsVector ? DerivativeForm.Gradient : DerivativeForm.Scalar;
        var derivatives = plane.Variables.Select(v => formula.Derivative(v, form)).ToList();
        var arrows = new List<(double X, double Y, double Across, double Up)>();
        double cell = Math.Sqrt((plane.Across.To - plane.Across.From) * (plane.Up.To - plane.Up.From)) / Arrows;
        foreach (double y in Inner(plane.Up, cell))
        {
            foreach (double x in Inner(plane.Across, cell))
            {
                plane.Set(point, x, y);
                double[] gradient = [.. derivatives.SelectMany(d => d.Evaluate(point).ToArray<double>())];
                if (gradient.All(double.IsFinite))
                    arrows.Add((x, y, gradient[0], gradient[1]));
            }
        }

        double longest = arrows.Count == 0 ? 0 : arrows.Max(a => Math.Sqrt(a.Across * a.Across + a.Up * a.Up));
        if (longest == 0)
            return;
        foreach (var (x, y, across, up) in arrows)
        {
            double length = Math.Sqrt(across * across + up * up);
            if (length < 1e-9 * longest)
                continue;
            // Of the square root: short ones are still seen among long ones. The middle stands at the point, so that all of it lies in the frame.
            double half = 0.475 * cell * Math.Sqrt(length / longest) / length;
            var arrow = plot.Add.Arrow(new Coordinates(x - half * across, y - half * up), new Coordinates(x + half * across, y + half * up));
            arrow.ArrowFillColor = PlotStyle.Second;
            arrow.ArrowLineWidth = 0;
            arrow.ArrowWidth = 2;
            arrow.ArrowheadWidth = 7;
            arrow.ArrowheadLength = 8;
            arrow.ArrowheadAxisLength = 8;
        }
    }

    /// <summary>The middles of cells of about this length.</summary>
    private static double[] Inner(PlotRange range, double cell)
    {
        double length = range.To - range.From;
        int count = Math.Clamp((int)Math.Round(length / cell), 3, 3 * Arrows);
        return [.. Enumerable.Range(0, count).Select(i => range.From + (i + 0.5) * length / count)];
    }
}
