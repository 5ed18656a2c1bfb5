namespace Covector.Tool.Values;

/// <summary>The value of a derivative as an array whatever its form: linear maps as tensors, Kronecker forms as matrices.</summary>
internal static class DerivativeValue
{
    public static Tensor Of(MatrixFormula formula, MatrixDerivative derivative, IReadOnlyDictionary<string, Tensor> values)
    {
        if (derivative.Form == DerivativeForm.LinearMap)
            return Map(derivative, values);
        var value = derivative.Evaluate(values);
        bool isKronecker = derivative.Form is DerivativeForm.Kronecker or DerivativeForm.HessianKronecker;
        if (!isKronecker || derivative.Indices.Count == 0)
            return value;
        // There is no matrix form, and all entries stand there instead.
        int inputs = formula.Variables.Single(v => v.Name == derivative.Variable).Axes.Count;
        return Stacked(value, value.Rank - inputs);
    }

    /// <summary>A linear map as a tensor: it is applied to each unit matrix.</summary>
    private static Tensor Map(MatrixDerivative derivative, IReadOnlyDictionary<string, Tensor> values)
    {
        if (!values.TryGetValue(derivative.Variable, out var variable))
            throw new InputException($"There is no value for {derivative.Variable}.");
        var all = new Dictionary<string, Tensor>(values);
        double[] unit = new double[variable.Size];
        double[]? entries = null;
        int[] shape = [];
        for (int i = 0; i < unit.Length; i++)
        {
            unit[i] = 1;
            all["d" + derivative.Variable] = variable.Rank == 0 ? unit[0] : Tensor.From<double>(unit, [.. variable.Shape]);
            unit[i] = 0;
            var image = derivative.Evaluate(all);
            double[] column = image.ToArray<double>();
            entries ??= new double[column.Length * unit.Length];
            shape = [.. image.Shape, .. variable.Shape];
            for (int j = 0; j < column.Length; j++)
                entries[j * unit.Length + i] = column[j];
        }

        return entries is null ? Tensor.Zeros(0) : shape.Length == 0 ? entries[0] : Tensor.From<double>(entries, shape);
    }

    /// <summary>Axes of the value and axes of the variable, each stacked by columns.</summary>
    private static Tensor Stacked(Tensor value, int outputs)
    {
        int[] reversed = [.. Enumerable.Range(0, outputs).Reverse(), .. Enumerable.Range(outputs, value.Rank - outputs).Reverse()];
        int rows = 1;
        for (int i = 0; i < outputs; i++)
            rows *= value.Shape[i];
        return Functions.Transpose(value, reversed).Reshape(rows, (int)(value.Size / Math.Max(1, rows)));
    }
}
