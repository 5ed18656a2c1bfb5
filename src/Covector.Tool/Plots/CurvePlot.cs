using ScottPlot;

namespace Covector.Tool.Plots;

/// <summary>A scalar function of a scalar with its derivative.</summary>
internal static class CurvePlot
{
    private const int Points = 1200;

    /// <summary>How many times the middle half of the values a picture is high at most: poles are cut there.</summary>
    private const double Reach = 6;

    public static Plot Draw(MatrixFormula formula, string variable, PlotRange range, IReadOnlyDictionary<string, Tensor> values)
    {
        var derivative = formula.Derivative(variable, DerivativeForm.Scalar);
        double[] xs = range.Points(Points);
        double[] f = Sampled(xs, formula.Evaluate), slope = Sampled(xs, derivative.Evaluate);
        // The formula 1/x has values where log(x), of which it is the derivative, has none.
        for (int i = 0; i < xs.Length; i++)
            slope[i] = double.IsFinite(f[i]) ? slope[i] : double.NaN;
        var plot = PlotStyle.Create($"f({variable}) = {PlotStyle.Written(formula)}");
        var (bottom, top) = Limits(f, slope);
        Add(plot, xs, f, bottom, top, PlotStyle.First, LinePattern.Solid, $"f({variable})");
        string slopeLabel = PlotStyle.Shortened($"f′({variable}) = {PlotStyle.Written(derivative)}");
        Add(plot, xs, slope, bottom, top, PlotStyle.Second, LinePattern.Dashed, slopeLabel);
        plot.Add.HorizontalLine(0, 1, PlotStyle.Ink.WithAlpha(0.4));
        plot.XLabel(variable);
        plot.Axes.SetLimits(range.From, range.To, bottom, top);
        plot.ShowLegend(Edge.Bottom);
        return plot;

        double[] Sampled(double[] at, Func<IReadOnlyDictionary<string, Tensor>, Tensor> function)
        {
            var point = new Dictionary<string, Tensor>(values);
            double[] result = new double[at.Length];
            for (int i = 0; i < at.Length; i++)
            {
                point[variable] = at[i];
                result[i] = (double)function(point);
            }

            return result;
        }
    }

    private static (double Bottom, double Top) Limits(double[] f, double[] slope)
    {
        double[] sorted = [.. f.Concat(slope).Where(double.IsFinite).Order()];
        if (sorted.Length == 0)
            throw new InputException("The function has no finite value in this range.");
        double low = sorted[0], high = sorted[^1];
        double lower = sorted[sorted.Length / 4], upper = sorted[sorted.Length * 3 / 4];
        double reach = Reach * (upper - lower);
        if (reach > 0 && (HasPole(f, high - low) || HasPole(slope, high - low)))
            (low, high) = (Math.Max(low, lower - reach), Math.Min(high, upper + reach));
        double margin = high > low ? 0.06 * (high - low) : 1;
        return (low - margin, high + margin);
    }

    /// <summary>Does much of the height of the picture lie between two neighbouring points?</summary>
    private static bool HasPole(double[] ys, double height)
    {
        for (int i = 1; i < ys.Length; i++)
        {
            if (Math.Abs(ys[i] - ys[i - 1]) > 0.15 * height)
                return true;
        }

        return false;
    }

    /// <summary>Adds the curve in pieces: a pole is no line from top to bottom.</summary>
    private static void Add(Plot plot, double[] xs, double[] ys, double bottom, double top, Color color, LinePattern pattern, string label)
    {
        string? legend = label;
        for (int start = 0; start < xs.Length;)
        {
            int end = start;
            while (end < xs.Length && double.IsFinite(ys[end]) && (end == start || !IsJump(ys[end - 1], ys[end])))
                end++;
            if (end - start > 1)
            {
                var line = plot.Add.ScatterLine(xs[start..end], ys[start..end], color);
                line.LineWidth = 2;
                line.LinePattern = pattern;
                if (legend is not null)
                    line.LegendText = legend;
                legend = null;
            }

            start = Math.Max(end, start + 1);
        }

        bool IsJump(double before, double after) => Math.Min(before, after) < bottom && Math.Max(before, after) > top;
    }
}
