using Covector.Notation;

namespace Covector.Tests.Notation;

/// <summary>Derivatives of formulas without any calculus: differences of their values at a random point.</summary>
internal sealed class CentralDifferences
{
    private const double Step = 1e-3, Smoothness = 1e-4;

    private readonly MatrixFormula _formula;
    private readonly Unknown _variable;
    private double[]? _derivative;
    private double _roughness;

    /// <summary>A random point at which the value and its neighbours are finite.</summary>
    public CentralDifferences(MatrixFormula formula, string variable, int number = 0)
    {
        _formula = formula;
        _variable = formula.Shaped.Unknowns.Single(u => u.Name == variable);
        for (int attempt = 0; ; attempt++)
        {
            var instance = new Instance(number, attempt);
            Point = formula.Shaped.Unknowns.ToDictionary(u => u.Name, u => Sample(instance, u));
            // Near a pole or a singular matrix the quotients would tell nothing.
            _roughness = 0;
            if (IsFinite() && _roughness < Smoothness * Math.Max(1e-3, Derivative.Max(Math.Abs)))
                return;
            Assert.True(attempt < 200, "No point with a finite value.");
            _derivative = null;
        }
    }

    private bool IsFinite()
    {
        try
        {
            return Value(Point).All(double.IsFinite) && Derivative.All(double.IsFinite);
        }
        catch (FormulaException)
        {
            return false;
        }
    }

    public Dictionary<string, Tensor> Point { get; private set; }

    private static Tensor Sample(Instance instance, Unknown unknown) => unknown.Axes.Count == 0
        ? instance.Sample(unknown)[0]
        : Tensor.From<double>(instance.Sample(unknown), [.. unknown.Axes.Select(instance.Size)]);

    /// <summary>The forms that there are for the shapes of the value and the variable.</summary>
    public IEnumerable<DerivativeForm> Forms
    {
        get
        {
            int rank = _formula.Shape.Count(d => d != "1"), axes = _variable.Axes.Count;
            yield return DerivativeForm.Natural;
            yield return DerivativeForm.LinearMap;
            yield return DerivativeForm.Tensor;
            yield return DerivativeForm.Kronecker;
            if (rank + axes <= 2)
            {
                yield return DerivativeForm.Jacobian;
                yield return DerivativeForm.Denominator;
            }

            if (_formula.Shape.Count > 0)
                yield break;
            yield return DerivativeForm.Gradient;
            yield return DerivativeForm.HessianTensor;
            yield return DerivativeForm.HessianKronecker;
            if (axes == 0)
                yield return DerivativeForm.Scalar;
            if (axes == 1)
                yield return DerivativeForm.Row;
            if (axes <= 1)
                yield return DerivativeForm.Hessian;
            if (axes == 2 && _variable.Axes[0] == _variable.Axes[1])
                yield return DerivativeForm.SymmetricGradient;
        }
    }

    /// <summary>∂F[i,…]/∂X[k,…], axes of the value first.</summary>
    private double[] Derivative => _derivative ??= Quotients(Value);

    /// <summary>The largest deviation of a derivative from difference quotients, relative to the largest entry.</summary>
    public double Deviation(MatrixDerivative derivative)
    {
        bool isSecond = derivative.Form is DerivativeForm.Hessian or DerivativeForm.HessianTensor or DerivativeForm.HessianKronecker;
        double[] expected = Derivative;
        if (isSecond)
        {
            var gradient = _formula.Derivative(_variable.Name, DerivativeForm.Gradient);
            expected = Quotients(point => gradient.Evaluate(point).ToArray<double>());
        }

        double[] found = InRows(derivative, isSecond);
        if (found.Length != expected.Length)
            return double.PositiveInfinity;
        if (derivative.Form == DerivativeForm.SymmetricGradient)
            expected = Symmetric(expected);
        if (_variable.IsSymmetric)
            found = Symmetric(found);
        if (derivative.Form == DerivativeForm.SymmetricGradient && (_variable.Properties & Properties.Diagonal) != 0)
            expected = [.. expected.Select((x, i) => i % (Lengths(_variable.Axes)[0] + 1) == 0 ? x : 0)];
        double scale = Math.Max(1e-3, expected.Max(Math.Abs)), worst = 0;
        for (int i = 0; i < found.Length; i++)
            worst = Math.Max(worst, double.IsNaN(found[i]) ? double.PositiveInfinity : Math.Abs(found[i] - expected[i]) / scale);
        return worst;
    }

    /// <summary>The value of a derivative with the axes of the value first, then those of the variable.</summary>
    private double[] InRows(MatrixDerivative derivative, bool isSecond)
    {
        if (derivative.Form == DerivativeForm.LinearMap)
        {
            var unit = new Dictionary<string, Tensor>(Point);
            return Columns(direction =>
            {
                unit["d" + _variable.Name] = direction;
                return derivative.Evaluate(unit).ToArray<double>();
            });
        }

        double[] values = derivative.Evaluate(Point).ToArray<double>();
        int[] variable = Lengths(_variable.Axes), value = isSecond ? variable : Lengths(_formula.Shaped.Shape);
        bool isStacked = derivative.Form is DerivativeForm.Kronecker or DerivativeForm.HessianKronecker;
        if (derivative.Form == DerivativeForm.Denominator && derivative.Shape.Count == 2 && _variable.Axes.Count == 1 && value.Length > 0)
            return Transposed(values, variable[0], values.Length / variable[0]);
        if (!isStacked)
            return values;
        int columns = variable.Aggregate(1, (a, b) => a * b), rows = values.Length / columns;
        double[] result = new double[values.Length];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                result[Unstacked(i, value) * columns + Unstacked(j, variable)] = values[i * columns + j];
        }

        return result;
    }

    private int[] Lengths(IReadOnlyList<Dimension> axes) => [.. axes.Select(new FormulaPoint(_formula.Shaped.Unknowns, Point).Length)];

    private static int Unstacked(int i, int[] shape) => shape.Length == 2 ? i % shape[0] * shape[1] + i / shape[0] : i;

    private double[] Value(Dictionary<string, Tensor> point) => _formula.Evaluate(point).ToArray<double>();

    /// <summary>Fourth-order differences of a function along all unit directions of the variable.</summary>
    private double[] Quotients(Func<Dictionary<string, Tensor>, double[]> function)
    {
        var moved = new Dictionary<string, Tensor>(Point);
        return Columns(direction =>
        {
            double[] At(double step)
            {
                moved[_variable.Name] = Point[_variable.Name] + direction * step;
                return function(moved);
            }

            double[] near = Difference(At(Step), At(-Step)), far = Difference(At(2 * Step), At(-2 * Step));
            _roughness = Math.Max(_roughness, near.Zip(far, (a, b) => Math.Abs(2 * a - b) / (4 * Step)).DefaultIfEmpty().Max());
            return [.. near.Zip(far, (a, b) => (8 * a - b) / (12 * Step))];
        });
    }

    /// <summary>Columns for each entry of the variable; symmetric ones stay symmetric.</summary>
    private double[] Columns(Func<Tensor, double[]> column)
    {
        var shape = Point[_variable.Name].Shape;
        int size = (int)shape.Size;
        double[][] columns = new double[size][];
        for (int i = 0; i < size; i++)
        {
            double[] unit = new double[size];
            unit[i] = 1;
            columns[i] = column(shape.Rank == 0 ? 1.0 : Tensor.From<double>(_variable.IsSymmetric ? Symmetric(unit) : unit, [.. Enumerable.Range(0, shape.Rank).Select(a => shape[a])]));
        }

        return Transposed([.. columns.SelectMany(c => c)], size, columns[0].Length);
    }

    private double[] Symmetric(double[] values)
    {
        int[] axes = Lengths(_variable.Axes);
        int n = axes[0], size = n * n;
        double[] result = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int entry = i % size, other = i - entry + entry % n * n + entry / n;
            result[i] = (values[i] + values[other]) / 2;
        }

        return result;
    }

    private static double[] Difference(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x - y)];

    private static double[] Transposed(double[] values, int rows, int columns)
    {
        double[] result = new double[values.Length];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                result[j * rows + i] = values[i * columns + j];
        }

        return result;
    }
}
