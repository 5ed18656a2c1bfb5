namespace Covector.Notation;

/// <summary>
/// Holds a derived formula against difference quotients of the formula it is of, along one random direction on the sample of its table and,
/// where there may be kinks, on others around zero: a wrong one must not reach a reader.
/// </summary>
internal sealed class QuotientCheck
{
    /// <summary>By how much they may differ.</summary>
    public const double Tolerance = 1e-4;

    private readonly ShapedFormula _shaped;
    private readonly Unknown _variable;
    private readonly Dictionary<string, DenseMatrix> _values = [];
    private readonly Dictionary<string, int> _lengths = [];
    private readonly double[] _direction;
    private double _step;
    private double _scale;

    private QuotientCheck(
        ShapedFormula shaped, Instance instance, Func<Unknown, double[]> sample, Unknown variable, bool isSymmetric, double size)
    {
        (_shaped, _variable, _step) = (shaped, variable, size);
        foreach (var unknown in shaped.Unknowns)
        {
            foreach (var axis in unknown.Axes)
                _lengths[axis.Name] = instance.Size(axis);
            _values[unknown.Name] = Shaped(unknown, sample(unknown), instance);
        }

        foreach (var dimension in shaped.Dimensions)
            _lengths[dimension.Name] = instance.Size(dimension);
        _direction = Direction(variable, _values[variable.Name], isSymmetric);
        _values["d" + variable.Name] = Moved(_direction);
    }

    /// <summary>The derived formula, if it agrees.</summary>
    /// <exception cref="FormulaException">It does not agree with difference quotients.</exception>
    public static DerivedFormula Require(ShapedFormula shaped, AtomTable table, Unknown variable, DerivedFormula derived) =>
        Agrees(shaped, table, variable, derived, IsSymmetric(variable, derived)) ? derived
        : throw new FormulaException(
            $"No formula was found for the derivative of {shaped.Formula} by {variable}: the one that the rules give, {derived.Formula}, disagrees with difference quotients.", -1);

    /// <summary>
    /// Does it agree, as far as difference quotients tell, along a direction in which symmetric matrices stay symmetric or do not?
    /// </summary>
    public static bool Agrees(ShapedFormula shaped, AtomTable table, Unknown variable, DerivedFormula derived, bool isSymmetric) =>
        !(Deviation(shaped, table, variable, derived, isSymmetric) > Tolerance);

    /// <summary>The largest deviation; null where no difference quotient tells.</summary>
    public static double? Deviation(ShapedFormula shaped, AtomTable table, Unknown variable, DerivedFormula derived) =>
        Deviation(shaped, table, variable, derived, IsSymmetric(variable, derived));

    private static bool IsSymmetric(Unknown variable, DerivedFormula derived) =>
        variable.IsSymmetric || derived.Kind == DerivativeForm.SymmetricGradient;

    private static double? Deviation(ShapedFormula shaped, AtomTable table, Unknown variable, DerivedFormula derived, bool isSymmetric)
    {
        var own = new QuotientCheck(shaped, table.Instances[0], u => table.Variable(u).Values[0], variable, isSymmetric, 1);
        double? largest = own.Deviation(derived);
        if (!Kinks.AreIn(shaped.Formula))
            return largest;
        foreach (var (instance, size) in table.Around())
        {
            var other = new QuotientCheck(shaped, instance, instance.Sample, variable, isSymmetric, size).Deviation(derived);
            if (other is { } deviation && !(deviation <= largest))
                largest = deviation;
        }

        return largest;
    }

    private double? Deviation(DerivedFormula derived)
    {
        double? deviation = DeviationAtStep(derived);
        if (!(deviation > Tolerance))
            return deviation;
        // A kink beside the point is not there for a shorter step.
        _step /= 32;
        if (DeviationAtStep(derived) is { } shorter && shorter < deviation)
            deviation = shorter;
        return deviation > Tolerance && IsRounding(derived) ? null : deviation;
    }

    /// <summary>Is the derivative nothing but rounding here, or the difference, as sin(u)/√(1 − cos²u) and arccos(cos u) for a small u?</summary>
    private bool IsRounding(DerivedFormula derived)
    {
        double[] found = Value(derived).Entries, moved = Value(derived, new Random(1)).Entries;
        double step = 1e-3 * _step;
        double[] value = At(0), near = Evaluator.Evaluate(_shaped.Formula, _values, _lengths, new Random(1)).Entries;
        return Distance(found, moved) > 0.01 * Tolerance * _scale || Distance(value, near) > 0.1 * Tolerance * _scale * step;
    }

    private static double Distance(double[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).DefaultIfEmpty().Max();

    private double? DeviationAtStep(DerivedFormula derived)
    {
        bool isSecond = derived.Kind is DerivativeForm.Hessian or DerivativeForm.HessianTensor or DerivativeForm.HessianKronecker;
        try
        {
            if (Quotients(isSecond) is not { } expected)
                return null;
            var (found, size) = Along(derived, isSecond);
            // Differences of large values have few digits.
            double largest = At(0).Select(Math.Abs).DefaultIfEmpty().Max();
            double scale = _scale = new[] { 1e-6, 1e-2 * size, 1e-3 * largest, expected.Max(Math.Abs) }.Max();
            double deviation = found.Length == expected.Length ? 0 : double.PositiveInfinity;
            for (int i = 0; i < found.Length && deviation < double.PositiveInfinity; i++)
                deviation = Math.Max(deviation, Math.Abs(found[i] - expected[i]) / scale);
            // What has no value there, as x/‖x‖ at zero, is no wrong value.
            return double.IsNaN(deviation) ? null : deviation;
        }
        catch (FormulaException)
        {
            // A matrix is singular, or nearly so, on the sample.
            return null;
        }
    }

    private static DenseMatrix Shaped(Unknown unknown, double[] values, Instance instance) => unknown.Axes.Count == 2
        ? new DenseMatrix(instance.Size(unknown.Axes[0]), instance.Size(unknown.Axes[1]), values)
        : DenseMatrix.Column(values);

    /// <summary>A direction along which the variable keeps its properties.</summary>
    private static double[] Direction(Unknown unknown, DenseMatrix value, bool isSymmetric)
    {
        var random = new Random(7);
        double[] result = new double[value.Entries.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = (random.Next(2) == 0 ? -1 : 1) * (0.5 + random.NextDouble());
        for (int i = 0; isSymmetric && i < value.Rows; i++)
        {
            for (int j = 0; j < i; j++)
                result[i * value.Rows + j] = result[j * value.Rows + i];
        }

        for (int i = 0; (unknown.Properties & Properties.Diagonal) != 0 && i < result.Length; i++)
            result[i] = i % (value.Rows + 1) == 0 ? result[i] : 0;
        return result;
    }

    private DenseMatrix Moved(double[] entries) => new(_values[_variable.Name].Rows, _values[_variable.Name].Columns, entries);

    private double[] At(double step)
    {
        double[] moved = [.. _values[_variable.Name].Entries];
        for (int i = 0; i < moved.Length; i++)
            moved[i] += step * _direction[i];
        var values = new Dictionary<string, DenseMatrix>(_values) { [_variable.Name] = Moved(moved) };
        return Evaluator.Evaluate(_shaped.Formula, values, _lengths).Entries;
    }

    /// <summary>The first or second derivative along the direction; null where a kink or a pole is too near to tell.</summary>
    private double[]? Quotients(bool isSecond)
    {
        double step = _step * (isSecond ? 4e-3 : 1e-3);
        double[] right = At(step), left = At(-step), farRight = At(2 * step), farLeft = At(-2 * step), middle = isSecond ? At(0) : right;
        double[] result = new double[right.Length];
        double roughness = 0;
        for (int i = 0; i < result.Length; i++)
        {
            double near = isSecond ? (right[i] - 2 * middle[i] + left[i]) / (step * step) : (right[i] - left[i]) / (2 * step);
            double far = isSecond ? (farRight[i] - 2 * middle[i] + farLeft[i]) / (4 * step * step)
                : (farRight[i] - farLeft[i]) / (4 * step);
            result[i] = (4 * near - far) / 3;
            roughness = Math.Max(roughness, Math.Abs(near - far));
        }

        bool isSmooth = Array.TrueForAll(result, double.IsFinite) && roughness <= 1e-2 * Math.Max(1e-3, result.Max(Math.Abs));
        return isSmooth ? result : null;
    }

    private (double[] Entries, int Rows) Value(DerivedFormula derived, Random? noise = null)
    {
        if (derived.Indices is not { } indices)
        {
            var value = Evaluator.Evaluate(derived.Formula, _values, _lengths, noise);
            return (value.Entries, value.Rows);
        }

        int[] shape = [.. derived.Axes.Select(Length)];
        return (Evaluator.EvaluateIndexed(derived.Formula, _values, _lengths, indices, shape, noise), 0);
    }

    private int Length(Dimension axis) =>
        axis.Name.Split('*').Aggregate(1, (size, name) => size * (new Dimension(name).Size ?? _lengths[name]));

    /// <summary>The derivative along the direction, and how large the numbers are that it adds up.</summary>
    private (double[] Found, double Size) Along(DerivedFormula derived, bool isSecond)
    {
        var (entries, rows) = Value(derived);
        if (derived.Kind == DerivativeForm.LinearMap)
            return (entries, 0);
        int columns = _direction.Length;
        bool isStacked = derived.Indices is null && derived.Kind is DerivativeForm.Kronecker or DerivativeForm.HessianKronecker;
        if (derived.Kind == DerivativeForm.Denominator && _shaped.Shape.Count > 0 && rows == columns)
            entries = SmallMatrices.Transposed(entries, columns, entries.Length / columns);
        int variableRows = isStacked ? _values[_variable.Name].Rows : 0;
        double size = 0;
        double[] Contracted(double[] matrix)
        {
            double[] result = new double[matrix.Length / columns];
            for (int i = 0; i < matrix.Length; i++)
            {
                int j = i % columns;
                int at = variableRows > 0 ? j % variableRows * (columns / variableRows) + j / variableRows : j;
                result[i / columns] += matrix[i] * _direction[at];
                size = Math.Max(size, Math.Abs(matrix[i]));
            }

            return result;
        }

        double[] found = Contracted(entries);
        if (isSecond)
            return (Contracted(found), size);
        return isStacked && _shaped.Shape is [{ IsOne: false } rowAxis, var columnAxis]
            ? (SmallMatrices.Transposed(found, Length(columnAxis), Length(rowAxis)), size)
            : (found, size);
    }
}
