using System.Globalization;
using ScottPlot;

namespace Covector.Tool.Plots;

/// <summary>The level sets of a scalar function of two numbers, with its gradient, which stands at right angles to them.</summary>
internal static class LevelPlot
{
    private const int Grid = 101;
    private const int Arrows = 13;
    private const double MostUnequal = 8;
    private const double FewestPixels = 2;

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

        if (!heights.Cast<double>().Any(double.IsFinite))
            throw new InputException("The function has no finite value in this range.");
        string[] names = plane.IsVector ? [$"{plane.Variables[0]}₁", $"{plane.Variables[0]}₂"] : [.. plane.Variables];
        var plot = PlotStyle.Create($"f({string.Join(", ", plane.Variables)}) = {PlotStyle.Written(formula)}");
        // Right angles are right angles only where both axes have one scale; where one is much longer, the other one would vanish.
        double ratio = (plane.Across.To - plane.Across.From) / (plane.Up.To - plane.Up.From);
        var limits = new CoordinateRect(plane.Across.From, plane.Across.To, plane.Up.From, plane.Up.To);
        bool hasOneScale = ratio is > 1.0 / MostUnequal and < MostUnequal;
        var frame = PlotStyle.Fit(plot, limits, size.Width, size.Height, right: 110, hasOneScale);
        AddHeights(plot, heights, plane);
        double[] drawn = AddLevels(plot, surface, levels);
        AddGradient(plot, formula, plane, point, frame);
        AddLabels(plot, surface, drawn, frame);
        plot.XLabel(names[0]);
        plot.YLabel(names[1]);
        plot.HideGrid();
        return plot;
    }

    private static void AddHeights(Plot plot, double[,] heights, Plane plane)
    {
        var map = plot.Add.Heatmap(heights);
        map.Colormap = Pale();
        map.Position = new CoordinateRect(plane.Across.From, plane.Across.To, plane.Up.From, plane.Up.To);
        map.Smooth = true;
        map.NaNCellColor = Colors.White;
        plot.Add.ColorBar(map);
    }

    /// <summary>Colours on which lines and arrows are seen; translucent ones would differ from those of their bar.</summary>
    private static ScottPlot.Colormaps.CustomInterpolated Pale()
    {
        var colors = new ScottPlot.Colormaps.Viridis();
        return new([.. Enumerable.Range(0, 65).Select(i => Paler(colors.GetColor(i / 64.0)))]);
    }

    private static Color Paler(Color color) => new(Paler(color.Red), Paler(color.Green), Paler(color.Blue));

    private static byte Paler(byte component) => (byte)(255 - 0.6 * (255 - component));

    /// <summary>Adds the lines; returns their heights.</summary>
    private static double[] AddLevels(Plot plot, Coordinates3d[,] surface, int count)
    {
        double[] heights = [.. surface.Cast<Coordinates3d>().Select(p => p.Z).Where(double.IsFinite)];
        if (heights.Length == 0)
            throw new InputException("The function has no finite value in this range.");
        if (heights.Length < surface.Length || heights.Max() == heights.Min())
            return [];
        var lines = plot.Add.ContourLines(surface, count);
        lines.ContourLineLevels = Rounded(heights.Min(), heights.Max(), count);
        lines.Update(surface);
        lines.LineStyle.Color = PlotStyle.Ink;
        lines.LineStyle.Width = 1;
        // Its own numbers lie over each other where levels are near.
        lines.LabelStyle.IsVisible = false;
        return lines.ContourLineLevels;
    }

    private static void AddLabels(Plot plot, Coordinates3d[,] surface, double[] levels, (double Width, double Height) frame)
    {
        foreach (var (place, level) in LevelLabels.Places(surface, levels, frame))
        {
            var label = plot.Add.Text(level.ToString("G6", CultureInfo.InvariantCulture), place);
            label.LabelAlignment = Alignment.MiddleCenter;
            label.LabelFontSize = 11;
            label.LabelFontColor = PlotStyle.Ink;
            label.LabelBackgroundColor = Colors.White.WithAlpha(0.75);
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

    /// <summary>
    /// Arrows that stand at right angles to the level sets: the gradient by places in the picture, which is the gradient where both axes
    /// have one scale.
    /// </summary>
    private static void AddGradient(
        Plot plot, MatrixFormula formula, Plane plane, Dictionary<string, Tensor> point, (double Width, double Height) frame)
    {
        var form = plane.IsVector ? DerivativeForm.Gradient : DerivativeForm.Scalar;
        var derivatives = plane.Variables.Select(v => formula.Derivative(v, form)).ToList();
        var arrows = new List<(double X, double Y, double Across, double Up)>();
        double cell = Math.Sqrt(frame.Width * frame.Height) / Arrows;
        double[] xs = Inner(plane.Across, frame.Width / cell), ys = Inner(plane.Up, frame.Height / cell);
        double across = frame.Width / (plane.Across.To - plane.Across.From), up = frame.Height / (plane.Up.To - plane.Up.From);
        foreach (double y in ys)
        {
            foreach (double x in xs)
            {
                plane.Set(point, x, y);
                double[] gradient = [.. derivatives.SelectMany(d => d.Evaluate(point).ToArray<double>())];
                if (gradient.All(double.IsFinite))
                    arrows.Add((x, y, gradient[0] / across, gradient[1] / up));
            }
        }

        double longest = arrows.Select(a => Math.Sqrt(a.Across * a.Across + a.Up * a.Up)).DefaultIfEmpty(0).Max();
        double room = 0.95 * Math.Min(frame.Width / xs.Length, frame.Height / ys.Length);
        foreach (var (x, y, right, top) in arrows)
        {
            double length = Math.Sqrt(right * right + top * top);
            // Of the square root: short ones are still seen among long ones.
            double pixels = length == 0 ? 0 : room * Math.Sqrt(length / longest);
            if (pixels < FewestPixels)
                continue;
            // The middle stands at the point, so that all of it lies in the frame.
            double dx = 0.5 * pixels * right / length / across, dy = 0.5 * pixels * top / length / up;
            var arrow = plot.Add.Arrow(new Coordinates(x - dx, y - dy), new Coordinates(x + dx, y + dy));
            arrow.ArrowFillColor = PlotStyle.Second;
            arrow.ArrowLineWidth = 0;
            arrow.ArrowWidth = 2;
            float head = (float)Math.Min(8, 0.6 * pixels);
            arrow.ArrowheadWidth = Math.Max(4, 0.875f * head);
            arrow.ArrowheadLength = head;
            arrow.ArrowheadAxisLength = head;
        }
    }

    /// <summary>The middles of about so many cells.</summary>
    private static double[] Inner(PlotRange range, double cells)
    {
        double length = range.To - range.From;
        int count = Math.Clamp((int)Math.Round(cells), 3, 3 * Arrows);
        return [.. Enumerable.Range(0, count).Select(i => range.From + (i + 0.5) * length / count)];
    }
}
