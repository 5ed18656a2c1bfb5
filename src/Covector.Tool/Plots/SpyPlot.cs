using Covector.Tool.Output;
using Covector.Tool.Values;
using ScottPlot;

namespace Covector.Tool.Plots;

/// <summary>Where the Jacobian of a function has entries other than zero.</summary>
internal static class SpyPlot
{
    /// <summary>Draws the pattern; returns the picture, and how many entries are not zero.</summary>
    public static (Plot Plot, int Nonzeros, int Rows, int Columns) Draw(
        MatrixFormula formula, string variable, IReadOnlyDictionary<string, Tensor> values, (int Width, int Height) size)
    {
        var derivative = formula.Derivative(variable, Form(formula, variable));
        var jacobian = DerivativeValue.Of(formula, derivative, values);
        if (jacobian.Rank != 2 || jacobian.Size == 0)
            throw new InputException($"The Jacobian by {variable} is no matrix here: its shape is {jacobian.Shape}.");
        int rows = jacobian.Shape[0], columns = jacobian.Shape[1];
        double[] entries = jacobian.AsType(DType.Float64).ToArray<double>();
        var xs = new List<double>();
        var ys = new List<double>();
        for (int i = 0; i < entries.Length; i++)
        {
            if (entries[i] != 0)
            {
                xs.Add(i % columns + 1);
                ys.Add(i / columns + 1);
            }
        }

        string share = $"{xs.Count} of {entries.Length} entries are not zero";
        var plot = PlotStyle.Create($"{DerivativeSymbol.OfWhole(derivative)} of f({variable}) = {PlotStyle.Written(formula)}");
        var frame = PlotStyle.Fit(plot, new CoordinateRect(0.4, columns + 0.6, rows + 0.6, 0.4), size.Width, size.Height, right: 30);
        double cell = frame.Width / (columns + 0.2);
        if (xs.Count > 0)
            plot.Add.Markers(xs.ToArray(), ys.ToArray(), MarkerShape.FilledSquare, Math.Max(1, 0.86f * (float)cell), PlotStyle.First);
        plot.XLabel(share);
        plot.HideGrid();
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
        plot.Axes.Bottom.MinorTickStyle.Length = 0;
        plot.Axes.Left.MinorTickStyle.Length = 0;
        return (plot, xs.Count, rows, columns);
    }

    private static DerivativeForm Form(MatrixFormula formula, string variable)
    {
        int inputs = formula.Variables.FirstOrDefault(v => v.Name == variable)?.Axes.Count ?? 1;
        return formula.Shape.Count == 1 && inputs == 1 ? DerivativeForm.Jacobian : DerivativeForm.Kronecker;
    }
}
