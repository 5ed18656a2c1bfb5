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
        var (places, rows, columns) = Places(formula, variable, values) ?? Places(formula, derivative, values);
        var xs = places.ConvertAll(p => p.Column + 1.0);
        var ys = places.ConvertAll(p => p.Row + 1.0);
        string share = $"{xs.Count} of {(long)rows * columns} entries are not zero";
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

    /// <summary>
    /// The entries that are not zero, of a sparse Jacobian: its pattern is found from the graph of the formula, and as many products as
    /// its colours have the entries, not one for each column. Null where the formula has what no graph has, as an inverse.
    /// </summary>
    private static (List<(int Row, int Column)> Places, int Rows, int Columns)? Places(
        MatrixFormula formula, string variable, IReadOnlyDictionary<string, Tensor> values)
    {
        var x = values[variable];
        try
        {
            var f = Transforms.FunctionOf(formula, variable, values);
            // Matrices are stacked by columns, as in ∂vec(f)/∂vec(X)ᵀ.
            Tensor Stacked(Tensor t) => t.Rank == 2 ? Functions.Transpose(t).Reshape((int)t.Size) : t.Reshape((int)t.Size);
            Tensor Unstacked(Tensor t) => x.Rank == 2 ? Functions.Transpose(t.Reshape(x.Shape[1], x.Shape[0])) : t.Reshape([.. x.Shape]);
            var point = Stacked(x.AsType(DType.Float64));
            var jacobian = Sparse.Jacobian(t => Stacked(f(Unstacked(t))), point).Evaluate(point);
            double[] entries = jacobian.Values.ToArray<double>();
            var places = new List<(int, int)>();
            for (int i = 0, k = 0; i < jacobian.Rows; i++)
            {
                foreach (int column in jacobian.Pattern.Row(i))
                {
                    if (entries[k++] != 0)
                        places.Add((i, column));
                }
            }

            return (places, jacobian.Rows, jacobian.Columns);
        }
        catch (FormulaException)
        {
            return null;
        }
    }

    /// <summary>The same from the values of the derivative as a formula.</summary>
    private static (List<(int Row, int Column)> Places, int Rows, int Columns) Places(
        MatrixFormula formula, MatrixDerivative derivative, IReadOnlyDictionary<string, Tensor> values)
    {
        var jacobian = DerivativeValue.Of(formula, derivative, values);
        if (jacobian.Rank != 2 || jacobian.Size == 0)
            throw new InputException($"The Jacobian by {derivative.Variable} is no matrix here: its shape is {jacobian.Shape}.");
        int rows = jacobian.Shape[0], columns = jacobian.Shape[1];
        double[] entries = jacobian.AsType(DType.Float64).ToArray<double>();
        return (
            [.. Enumerable.Range(0, entries.Length).Where(i => entries[i] != 0).Select(i => (i / columns, i % columns))], rows, columns);
    }

    private static DerivativeForm Form(MatrixFormula formula, string variable)
    {
        int inputs = formula.Variables.FirstOrDefault(v => v.Name == variable)?.Axes.Count ?? 1;
        return formula.Shape.Count == 1 && inputs == 1 ? DerivativeForm.Jacobian : DerivativeForm.Kronecker;
    }
}
