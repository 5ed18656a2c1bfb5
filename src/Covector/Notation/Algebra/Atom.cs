namespace Covector.Notation;

/// <summary>
/// What a factor of a term can be. Atoms come from an <see cref="AtomTable"/>, which keeps one of each value, so that identity is equality.
/// </summary>
internal abstract class Atom(IReadOnlyList<Dimension> dimensions, params IndexExpression[] arguments)
{
    public IReadOnlyList<Dimension> Dimensions { get; } = dimensions;

    public IReadOnlyList<IndexExpression> Arguments { get; } = arguments;

    /// <summary>Its number in its table: the atoms in its arguments have smaller ones.</summary>
    public int Order { get; set; }

    /// <summary>Its value in each instance of the table, row by row.</summary>
    public double[][] Values { get; set; } = [];

    /// <summary>The values of its arguments in each instance.</summary>
    public double[][][] ArgumentValues { get; set; } = [];

    /// <summary>Its name in formulas, if it has one: the reader sees it instead of what it stands for.</summary>
    public string? Name { get; set; }

    /// <summary>Does its name stand for a row? A column is written as the transpose, then.</summary>
    public bool IsRow { get; set; }

    /// <summary>How the reader wrote it, where that is not much longer than what the rules make of it.</summary>
    public Expression? Source { get; set; }

    /// <summary>Is it a matrix that is its own transpose?</summary>
    public bool IsSymmetric { get; set; }

    /// <summary>What tells it from other atoms with arguments of the same values.</summary>
    public abstract string Kind { get; }

    public abstract double[] Evaluate(Instance instance, double[][] arguments);

    private readonly Dictionary<Atom, bool> _dependence = [];

    public bool DependsOn(Atom atom)
    {
        if (ReferenceEquals(this, atom))
            return true;
        if (!_dependence.TryGetValue(atom, out bool depends))
            _dependence[atom] = depends = Arguments.Any(a => a.DependsOn(atom));
        return depends;
    }
}

/// <summary>A variable.</summary>
internal sealed class VariableAtom(Unknown unknown) : Atom(unknown.Axes)
{
    public Unknown Unknown { get; } = unknown;

    public override string Kind => "variable " + Unknown.Name;

    public override double[] Evaluate(Instance instance, double[][] arguments) => instance.Sample(Unknown);
}

/// <summary>The length of an axis as a number.</summary>
internal sealed class DimensionAtom(Dimension dimension) : Atom([])
{
    public Dimension Dimension { get; } = dimension;

    public override string Kind => "dimension " + Dimension.Name;

    public override double[] Evaluate(Instance instance, double[][] arguments) => [instance.Size(Dimension)];
}

/// <summary>δ(i, j): 1 where i = j, otherwise 0.</summary>
internal sealed class DeltaAtom(Dimension dimension) : Atom([dimension, dimension])
{
    public override string Kind => "delta";

    public override double[] Evaluate(Instance instance, double[][] arguments)
    {
        int n = instance.Size(Dimensions[0]);
        double[] values = new double[n * n];
        for (int i = 0; i < n; i++)
            values[i * n + i] = 1;
        return values;
    }
}

/// <summary>A unit vector: 1 at one place, otherwise 0. The entry of a vector is its product with one.</summary>
internal sealed class UnitAtom(Dimension dimension, int place) : Atom([dimension])
{
    /// <summary>The place of the 1, from 1 on.</summary>
    public int Place { get; } = place;

    public override string Kind => $"unit {Place}";

    public override double[] Evaluate(Instance instance, double[][] arguments)
    {
        double[] values = new double[instance.Size(Dimensions[0])];
        values[Place - 1] = 1;
        return values;
    }
}

/// <summary>Consecutive rows of the identity: its product with a vector is a section of the vector.</summary>
internal sealed class SectionAtom(Dimension count, Dimension whole, int start) : Atom([count, whole])
{
    /// <summary>The place of the first row, from 0 on.</summary>
    public int Start { get; } = start;

    public override string Kind => $"section {Start}";

    public override double[] Evaluate(Instance instance, double[][] arguments)
    {
        int rows = instance.Size(Dimensions[0]), columns = instance.Size(Dimensions[1]);
        double[] values = new double[rows * columns];
        for (int i = 0; i < rows; i++)
            values[i * columns + Start + i] = 1;
        return values;
    }
}

/// <summary>A constant with a name: π.</summary>
internal sealed class ConstantAtom(string name, double value) : Atom([])
{
    public string Constant { get; } = name;

    public override string Kind => "constant " + Constant;

    public override double[] Evaluate(Instance instance, double[][] arguments) => [value];
}

/// <summary>A sum that is a factor: (A x − b)_i. Products are not multiplied out over it.</summary>
internal sealed class SumAtom(IndexExpression value) : Atom(value.Dimensions, value)
{
    public IndexExpression Value => Arguments[0];

    public override string Kind => "sum";

    public override double[] Evaluate(Instance instance, double[][] arguments) => arguments[0];
}

/// <summary>A function entry by entry: tanh(W x + b)_i.</summary>
internal sealed class FunctionAtom(ElementwiseFunction function, IndexExpression argument) : Atom(argument.Dimensions, argument)
{
    public ElementwiseFunction Function { get; } = function;

    public IndexExpression Argument => Arguments[0];

    /// <summary>The largest or smallest entry, where the argument is how far the entries are from it.</summary>
    public ScalarAtom? Extremum { get; set; }

    public override string Kind => Function.Name;

    public override double[] Evaluate(Instance instance, double[][] arguments) => Array.ConvertAll(arguments[0], x => Function.Value(x));
}

/// <summary>
/// A power with an exponent that is not a number, entry by entry: (x_i)^b with a scalar b, (x_i)^(y_i) with one for each entry.
/// </summary>
internal sealed class PowerAtom(IndexExpression @base, IndexExpression exponent) : Atom(@base.Dimensions, @base, exponent)
{
    public IndexExpression Base => Arguments[0];

    public IndexExpression Exponent => Arguments[1];

    /// <summary>Is the base one number for all entries: c.^x?</summary>
    public bool HasScalarBase => Exponent.Free.Length > 0 && Array.TrueForAll(Base.Terms, t => !Array.Exists(Base.Free, t.Has));

    /// <summary>The indices of the exponent where the power has the given ones: none of a scalar.</summary>
    public Index[] ExponentAt(Index[] at) => Exponent.Free.Length == 0 ? [] : at;

    public override string Kind => "power";

    /// <summary>Is the exponent a whole number whatever the values are: the length of an axis?</summary>
    private bool IsWhole => Array.TrueForAll(
        Exponent.Terms, t => t.Coefficient.IsInteger && Array.TrueForAll(t.Factors, f => f.Atom is DimensionAtom && IsCount(f.Power)));

    private static bool IsCount(Rational power) => power.IsInteger && power.Sign > 0;

    public override double[] Evaluate(Instance instance, double[][] arguments)
    {
        Func<double, double, double> raised = IsWhole ? Math.Pow : OtherBranch.Exponential;
        return [.. arguments[0].Select((x, i) => raised(x, arguments[1][arguments[1].Length == 1 ? 0 : i]))];
    }
}

/// <summary>The inverse of a square matrix.</summary>
internal sealed class InverseAtom(IndexExpression matrix) : Atom([matrix.Dimensions[1], matrix.Dimensions[0]], matrix)
{
    public IndexExpression Matrix => Arguments[0];

    /// <summary>The atom that it is the inverse of, where it is one.</summary>
    public (Atom Matrix, bool Transposed)? Base { get; init; }

    public override string Kind => "inverse";

    public override double[] Evaluate(Instance instance, double[][] arguments) =>
        SmallMatrices.Inverse(arguments[0], instance.Size(Dimensions[0]));
}

/// <summary>What a scalar of a whole array can be.</summary>
internal enum ScalarFunction
{
    Determinant,
    LogDeterminant,
    Norm,
    LogSumExp,
    Maximum,
    Minimum,
}

/// <summary>A scalar of a whole array: det(A), ‖x‖, log Σ exp x.</summary>
internal sealed class ScalarAtom(ScalarFunction function, IndexExpression argument) : Atom([], argument)
{
    public ScalarFunction Function { get; } = function;

    public IndexExpression Argument => Arguments[0];

    public override string Kind => Function.ToString();

    public override double[] Evaluate(Instance instance, double[][] arguments) => [Function switch
    {
        ScalarFunction.Determinant => SmallMatrices.Determinant(arguments[0], instance.Size(Argument.Dimensions[0])),
        ScalarFunction.LogDeterminant => OtherBranch.Log(SmallMatrices.Determinant(arguments[0], instance.Size(Argument.Dimensions[0]))),
        ScalarFunction.Maximum => OtherBranch.Maximum(arguments[0]),
        ScalarFunction.Minimum => OtherBranch.Minimum(arguments[0]),
        ScalarFunction.Norm => OtherBranch.Power(arguments[0].Sum(x => x * x), 0.5),
        _ => OtherBranch.Log(arguments[0].Sum(OtherBranch.Exp)),
    }];
}

/// <summary>exp(x_i) / Σ_j exp(x_j).</summary>
internal sealed class SoftmaxAtom(IndexExpression argument) : Atom(argument.Dimensions, argument)
{
    public IndexExpression Argument => Arguments[0];

    public override string Kind => "softmax";

    public override double[] Evaluate(Instance instance, double[][] arguments)
    {
        double sum = arguments[0].Sum(OtherBranch.Exp);
        return Array.ConvertAll(arguments[0], x => OtherBranch.Exp(x) / sum);
    }
}

/// <summary>
/// 1 where a place of a stacked vector is that of row i and column j of the matrix, columns one below the other: vec(X)_p = Σ stack(p, i,
/// j) X_ij.
/// </summary>
internal sealed class StackAtom(Dimension whole, Dimension rows, Dimension columns) : Atom([whole, rows, columns])
{
    public override string Kind => "stack";

    public override double[] Evaluate(Instance instance, double[][] arguments)
    {
        int rows = instance.Size(Dimensions[1]), columns = instance.Size(Dimensions[2]);
        double[] values = new double[rows * columns * rows * columns];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                values[((i + rows * j) * rows + i) * columns + j] = 1;
        }

        return values;
    }
}
