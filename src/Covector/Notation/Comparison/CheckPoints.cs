namespace Covector.Notation;

/// <summary>
/// The points at which a proposed derivative is compared with the true one: random ones, then numbers of all sizes and of both signs, then
/// numbers around those that stand in the formula and their reciprocals, where its kinks are. What is declared of the variables holds at all of them.
/// </summary>
internal sealed class CheckPoints
{
    /// <summary>How many of them come first that have a value by all means.</summary>
    public const int Random = 3;

    private const int MaxNumbers = 6;

    // Beyond it a right formula may overflow.
    private const double LargestSize = 12;

    private static readonly double[] _sizes = [1, 3, 0.3, 12, 0.03, 60, 0.003];

    private readonly MatrixFormula _of;
    private readonly MatrixDerivative _truth;
    private readonly IReadOnlyDictionary<Dimension, int>? _lengths;
    private readonly int[] _attempts = new int[Random];
    private readonly List<(FormulaPoint Point, bool IsLarge)> _points = [];

    private CheckPoints(MatrixFormula of, MatrixDerivative truth) =>
        (_of, _truth, _lengths) = (of, truth, NumberedEntries.Lengths(of.Shaped));

    /// <summary>The points; at a large one a formula without a value is not wrong for that.</summary>
    public static IReadOnlyList<(FormulaPoint Point, bool IsLarge)> Of(MatrixFormula of, MatrixDerivative truth)
    {
        var points = new CheckPoints(of, truth);
        for (int k = 0; k < Random; k++)
            points.AddRandom(k);
        int seed = 0;
        foreach (double size in _sizes)
            points.AddAround([size], 0.7, isLarge: size > LargestSize, seed++);
        double[] numbers = [.. Numbers(of.Shaped.Formula).Distinct().Take(MaxNumbers)];
        foreach (double number in numbers)
        {
            points.AddAround([number], 0.03, number > LargestSize, seed++);
            points.AddAround([number, 1], 0.6, number > LargestSize, seed++);
            points.AddAround([1 / number], 0.6, 1 / number > LargestSize, seed++);
        }

        if (numbers.Length > 1)
            points.AddAround(numbers, 0.3, numbers.Max() > LargestSize, seed);
        return points._points;
    }

    private void AddRandom(int k)
    {
        FormulaPoint point;
        int attempt = 40 * k;
        for (int last = attempt + 101; ; attempt++)
        {
            point = PointOf(new Instance(k % 2, attempt, _lengths));
            if (attempt == last || HasValues(point))
                break;
        }

        _attempts[k] = attempt;
        _points.Add((point, false));
    }

    /// <summary>A point and the one with the opposite signs; where the formula has no value there, one without signs.</summary>
    private void AddAround(double[] sizes, double width, bool isLarge, int seed)
    {
        bool hasBoth = true;
        foreach (var signs in (SampleSigns[])[SampleSigns.Mixed, SampleSigns.Mirrored, SampleSigns.Positive])
        {
            if (signs == SampleSigns.Positive && hasBoth)
                continue;
            var range = new SampleRange(sizes, width, signs, seed);
            var point = PointOf(new Instance(seed % 2, _attempts[seed % 2], _lengths, range));
            bool hasValues = HasValues(point);
            if (hasValues)
                _points.Add((point, isLarge));
            hasBoth &= hasValues;
        }
    }

    /// <summary>The numbers in a formula but for exponents and lengths, without their signs.</summary>
    private static IEnumerable<double> Numbers(Formula formula) =>
        formula.Definitions.Select(d => d.Value).Append(formula.Body).SelectMany(Numbers);

    private static IEnumerable<double> Numbers(Expression expression) => expression switch
    {
        Number { Value: var value } => value.IsZero || Math.Abs((double)value) is not (> 1e-6 and < 1e6) ? [] : [Math.Abs((double)value)],
        Power { Base: var root, Exponent: Number } => Numbers(root),
        ElementwisePower { Base: var root, Exponent: Number } => Numbers(root),
        Call { Function: "ones" or "zeros" or "eye" or "unit" or "comm" } => [],
        _ => expression.Children().SelectMany(Numbers),
    };

    private FormulaPoint PointOf(Instance instance)
    {
        var values = new Dictionary<string, Tensor>();
        foreach (var unknown in _truth.Unknowns)
        {
            int[] shape = [.. unknown.Axes.Select(instance.Size)];
            double[] sample = instance.Sample(unknown);
            values[unknown.Name] = shape.Length == 0 ? sample[0] : Tensor.From<double>(sample, shape);
        }

        return new FormulaPoint(_truth.Unknowns, values);
    }

    /// <summary>
    /// Have the formula and its derivative values: det(XᵀX) has one for every X, its derivative with (XᵀX)⁻¹ only for those of full rank.
    /// </summary>
    private bool HasValues(FormulaPoint point)
    {
        try
        {
            return Array.TrueForAll(Evaluator.Evaluate(_of.Shaped.Formula, point.Values, point.Lengths).Entries, double.IsFinite)
                && Array.TrueForAll(_truth.ValueAt(_truth.Derived.Formula, point).Entries, x => Math.Abs(x) < 1e100);
        }
        catch (FormulaException)
        {
            // XᵀX has no inverse where X has more columns than rows: other lengths are tried.
            return false;
        }
    }
}
