namespace Covector.Notation;

/// <summary>Holds a formula that was read from a graph against what the graph computes, on small random arrays.</summary>
internal static class ReadingCheck
{
    private const int Attempts = 200, Agreements = 2;

    private const double Tolerance = 1e-8;

    /// <summary>Is the formula wrong? One that has no finite value on any sample is not known to be.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="shaped">The formula; its variables are those of the graph in order, inputs first, then what is captured.</param>
    /// <param name="dimension">The letter of a length in the graph.</param>
    public static bool Differs(Graph graph, ShapedFormula shaped, Func<int, Dimension> dimension)
    {
        try
        {
            int agreements = 0;
            var lengths = NumberedEntries.Lengths(shaped);
            for (int attempt = 0; attempt < Attempts && agreements < Agreements; attempt++)
            {
                var instance = new Instance(attempt % 2, attempt, lengths);
                var small = new SmallGraph(graph, n => instance.Size(dimension(n)));
                if (Compare(graph, small, shaped, instance) is not { } agrees)
                    continue;
                if (!agrees)
                    return true;
                agreements++;
            }

            return false;
        }
        // Shapes that do not fit, an operation that has no value for such arrays: then the reading is not trusted, whatever the reason is.
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            return true;
        }
    }

    /// <summary>Whether both have the same value; null where that of the graph is not finite.</summary>
    private static bool? Compare(Graph graph, SmallGraph small, ShapedFormula shaped, Instance instance)
    {
        Variable[] variables = [.. graph.Inputs, .. graph.Captures.Select(c => c.Variable)];
        var inputs = new Tensor[variables.Length];
        var values = new Dictionary<string, DenseMatrix>();
        for (int i = 0; i < variables.Length; i++)
        {
            var unknown = shaped.Unknowns[i];
            double[] sample = instance.Sample(unknown);
            var type = variables[i].Type.DType;
            if (!type.IsFloating)
                sample = Array.ConvertAll(sample, x => type == DType.Bool ? (x > 0 ? 1 : 0) : Math.Round(2 * x));
            var input = Tensor.From<double>(sample, small.Resized(variables[i].Type.Shape).ToArray());
            inputs[i] = ElementwiseEvaluator.Convert(input, type.IsFloating ? DType.Float64 : type);
            values[unknown.Name] = unknown.Axes.Count == 2
                ? new DenseMatrix(instance.Size(unknown.Axes[0]), instance.Size(unknown.Axes[1]), sample)
                : DenseMatrix.Column(sample);
        }

        double[] expected = ElementwiseEvaluator.Convert(small.Run(inputs), DType.Float64).ToArray<double>();
        if (!Array.TrueForAll(expected, double.IsFinite))
            return null;
        var lengths = shaped.Dimensions.Concat(shaped.Unknowns.SelectMany(u => u.Axes)).Distinct().ToDictionary(d => d.Name, instance.Size);
        double[] found = Evaluator.Evaluate(shaped.Formula, values, lengths).Entries;
        if (found.Length != expected.Length)
            return false;
        // Zero up to rounding is zero.
        double scale = expected.Select(Math.Abs).Append(1e-3).Max();
        for (int i = 0; i < found.Length; i++)
        {
            if (!(Math.Abs(found[i] - expected[i]) <= Tolerance * scale))
                return false;
        }

        return true;
    }
}
