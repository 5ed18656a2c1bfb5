namespace Covector.Notation;

/// <summary>A named program on one sample: the values of everything that has a name, and difference quotients by them.</summary>
internal sealed class SampledProgram
{
    private readonly Formula _formula;
    private readonly Dictionary<string, DenseMatrix> _values = [];
    private readonly Dictionary<string, int> _lengths = [];

    public SampledProgram(Formula formula, ShapedFormula shaped, Instance instance, Func<Unknown, double[]> sample)
    {
        _formula = formula;
        foreach (var unknown in shaped.Unknowns)
        {
            foreach (var axis in unknown.Axes)
                _lengths[axis.Name] = instance.Size(axis);
            _values[unknown.Name] = Shaped(unknown.Axes, sample(unknown), instance);
        }

        foreach (var dimension in shaped.Dimensions)
            _lengths[dimension.Name] = instance.Size(dimension);
        foreach (var definition in formula.Definitions)
            _values[definition.Name] = Evaluator.Evaluate(new Formula(definition.Value), _values, _lengths);
    }

    /// <summary>How far difference quotients move a value, as a share of its size.</summary>
    public double Step { get; set; } = LongStep;

    /// <summary>Are quotients those to the right alone? At a kink they differ from those to both sides.</summary>
    public bool IsForward { get; set; }

    public const double LongStep = 1e-5, ShortStep = 4e-7;

    private static DenseMatrix Shaped(IReadOnlyList<Dimension> axes, double[] values, Instance instance) => axes.Count switch
    {
        2 => new DenseMatrix(instance.Size(axes[0]), instance.Size(axes[1]), values),
        _ => DenseMatrix.Column(values),
    };

    /// <summary>Gives the value of an expression in known names a name.</summary>
    public void Define(string name, Expression value) => _values[name] = Evaluator.Evaluate(new Formula(value), _values, _lengths);

    public double[] Evaluate(Expression expression) => Evaluator.Evaluate(new Formula(expression), _values, _lengths).Entries;

    public double[] EvaluateEntries(Expression expression, IReadOnlyList<string> indices, IReadOnlyList<Dimension> axes) =>
        Evaluator.EvaluateIndexed(
            new Formula(expression), _values, _lengths, indices, axes.Select(a => a.Size ?? _lengths[a.Name]).ToArray());

    /// <summary>Central difference quotients of the value of the program by a name, rows of the value first.</summary>
    public double[] Differences(string name) => Quotients(name, After);

    /// <summary>Those of one expression, all other named values fixed.</summary>
    public double[] Differences(string name, Expression of) =>
        Quotients(name, (_, value, entry, step) => Evaluator.Evaluate(new Formula(of), Moved(name, value, entry, step), _lengths).Entries);

    private double[] Quotients(string name, Func<string, DenseMatrix, int, double, double[]> after)
    {
        var value = _values[name];
        double[] entries = value.Entries;
        double[][] columns = new double[entries.Length][];
        for (int i = 0; i < entries.Length; i++)
        {
            double step = Step * Math.Max(1, Math.Abs(entries[i]));
            double[] up = after(name, value, i, step), down = after(name, value, i, IsForward ? 0 : -step);
            columns[i] = new double[up.Length];
            for (int r = 0; r < up.Length; r++)
                columns[i][r] = (up[r] - down[r]) / (IsForward ? step : 2 * step);
        }

        int rows = columns.Length == 0 ? 0 : columns[0].Length;
        double[] result = new double[rows * entries.Length];
        for (int r = 0; r < rows; r++)
        {
            for (int i = 0; i < entries.Length; i++)
                result[r * entries.Length + i] = columns[i][r];
        }

        return result;
    }

    private Dictionary<string, DenseMatrix> Moved(string name, DenseMatrix value, int entry, double step)
    {
        double[] moved = [.. value.Entries];
        moved[entry] += step;
        return new(_values) { [name] = new DenseMatrix(value.Rows, value.Columns, moved) };
    }

    private double[] After(string name, DenseMatrix value, int entry, double step)
    {
        var values = Moved(name, value, entry, step);
        foreach (var definition in _formula.Definitions)
        {
            if (definition.Name != name)
                values[definition.Name] = Evaluator.Evaluate(new Formula(definition.Value), values, _lengths);
        }

        return Evaluator.Evaluate(new Formula(_formula.Body), values, _lengths).Entries;
    }

    /// <summary>The largest deviation, relative to the largest entry.</summary>
    public static double Deviation(double[] found, double[] expected)
    {
        if (found.Length != expected.Length)
            return double.PositiveInfinity;
        double deviation = 0, scale = 1e-4;
        for (int i = 0; i < found.Length; i++)
        {
            scale = Math.Max(scale, Math.Abs(expected[i]));
            deviation = Math.Max(deviation, double.IsNaN(found[i]) ? double.PositiveInfinity : Math.Abs(found[i] - expected[i]));
        }

        return deviation / scale;
    }
}
