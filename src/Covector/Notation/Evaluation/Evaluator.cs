namespace Covector.Notation;

/// <summary>The value of a formula for given values of its variables and lengths of axes.</summary>
internal sealed class Evaluator
{
    private readonly IReadOnlyDictionary<string, DenseMatrix> _given;
    private readonly Dictionary<string, DenseMatrix> _values;
    private readonly IReadOnlyDictionary<string, int> _lengths;
    private readonly Random? _noise;
    // What is computed twice is rounded alike: the largest entry of a vector is exactly one of its entries.
    private readonly Dictionary<Expression, DenseMatrix> _rounded = [];

    private Evaluator(
        Formula formula, IReadOnlyDictionary<string, DenseMatrix> values, IReadOnlyDictionary<string, int> lengths, Random? noise)
    {
        (_given, _values, _lengths, _noise) = (values, new(values), lengths, noise);
        foreach (var definition in formula.Definitions)
            _values[definition.Name] = Evaluate(definition.Value);
    }

    /// <summary>The value of a formula without free indices: a column for a vector, one row for a row.</summary>
    /// <param name="formula">The formula.</param>
    /// <param name="values">The values of the variables.</param>
    /// <param name="lengths">The lengths of axes.</param>
    /// <param name="noise">Where it is given, each value on the way is off by a few units of its last place: what changes then, rounding
    /// has made.</param>
    public static DenseMatrix Evaluate(
        Formula formula, IReadOnlyDictionary<string, DenseMatrix> values, IReadOnlyDictionary<string, int> lengths,
        Random? noise = null) =>
        new Evaluator(formula, values, lengths, noise).Evaluate(formula.Body);

    /// <summary>
    /// The entries of a tensor in row order that an index form gives, <c>delta(i,j)*x[k]</c>, its axes being those of the given indices.
    /// Other indices are summed over, term by term.
    /// </summary>
    public static double[] EvaluateIndexed(
        Formula formula, IReadOnlyDictionary<string, DenseMatrix> values, IReadOnlyDictionary<string, int> lengths,
        IReadOnlyList<string> order, ReadOnlySpan<int> shape, Random? noise = null)
    {
        var evaluator = new Evaluator(formula, values, lengths, noise);
        var form = new IndexForm(evaluator.Evaluate, formula.Body, order, shape);
        return form.Evaluate();
    }

    private DenseMatrix Evaluate(Expression expression)
    {
        if (_noise is null)
            return Exactly(expression);
        if (_rounded.TryGetValue(expression, out var known))
            return known;
        var value = Exactly(expression);
        bool isRounded = expression switch
        {
            Symbol symbol => _given.ContainsKey(symbol.Name),
            Call { Function: "max" or "min" } => false,
            Product { Factors: [var scale, Call { Function: "ones" }] } => !Evaluate(scale).IsScalar,
            Call call => FunctionTable.Find(call.Function)?.Kind is not (
                FunctionKind.Constant or FunctionKind.Identity or FunctionKind.Unit or FunctionKind.Commutation),
            Sum or Product or Hadamard or Quotient or ElementwiseQuotient or Power or ElementwisePower => true,
            _ => false,
        };
        return _rounded[expression] = isRounded ? value.Map(x => x * (1 + LastPlaces * (2 * _noise.NextDouble() - 1))) : value;
    }

    private const double LastPlaces = 1.0 / (1L << 50);

    private DenseMatrix Exactly(Expression expression) => expression switch
    {
        Number number => DenseMatrix.Scalar((double)number.Value),
        Symbol symbol => _values.TryGetValue(symbol.Name, out var value) ? value : DenseMatrix.Scalar(Length(symbol)),
        Negation negation => Evaluate(negation.Operand).Map(x => -x),
        Sum sum => Fold(sum.Terms, (a, b) => a.Zip(b, (x, y) => x + y)),
        Product product => Fold(product.Factors, (a, b) => a.Times(b)),
        Hadamard hadamard => Fold(hadamard.Factors, (a, b) => a.Zip(b, (x, y) => x * y)),
        Quotient quotient => Evaluate(quotient.Numerator).Zip(Evaluate(quotient.Denominator), (x, y) => x / y),
        ElementwiseQuotient quotient => Evaluate(quotient.Numerator).Zip(Evaluate(quotient.Denominator), (x, y) => x / y),
        ElementwisePower power => Evaluate(power.Base).Zip(Evaluate(power.Exponent), Math.Pow),
        Power power => EvaluatePower(power, Evaluate(power.Base), Evaluate(power.Exponent)),
        Transpose transpose => Evaluate(transpose.Operand).Transposed(),
        Call call => EvaluateCall(call),
        Section section => EvaluateSection(section, Evaluate(section.Operand)),
        Entry { IsNumbered: true } entry => NumberedEntry(entry, Evaluate(entry.Operand)),
        Entry => throw new FormulaException($"{expression}: entries are of formulas with indices; give the order of the indices.", -1),
        _ => throw new ArgumentException($"No value is known of {expression.GetType().Name}.", nameof(expression)),
    };

    private DenseMatrix Fold(Parts operands, Func<DenseMatrix, DenseMatrix, DenseMatrix> combine)
    {
        var result = Evaluate(operands[0]);
        for (int i = 1; i < operands.Count; i++)
            result = combine(result, Evaluate(operands[i]));
        return result;
    }

    private static DenseMatrix EvaluatePower(Power power, DenseMatrix root, DenseMatrix exponent) =>
        root.IsScalar
            ? DenseMatrix.Scalar(Math.Pow(root.Entries[0], exponent.Entries[0]))
            : root.ToPower((long)exponent.Entries[0], power.ToString());

    private static DenseMatrix NumberedEntry(Entry entry, DenseMatrix value)
    {
        int[] places = [.. entry.Indices.Select(Indices.Place)];
        int[] lengths = places.Length == 2 ? [value.Rows, value.Columns] : [value.Entries.Length];
        for (int i = 0; i < places.Length; i++)
        {
            if (places[i] >= lengths[i])
                throw new FormulaException($"{entry}: there is no such entry; the length is {lengths[i]}.", -1);
        }

        return DenseMatrix.Scalar(places.Length == 2 ? value[places[0], places[1]] : value.Entries[places[0]]);
    }

    private static DenseMatrix EvaluateSection(Section section, DenseMatrix value)
    {
        var rows = section.Ranges.Count == 2 || value.Rows > 1 ? section.Range(0) ?? (0, value.Rows) : (0, value.Rows);
        var columns = section.Ranges.Count == 2 ? section.Range(1) ?? (0, value.Columns)
            : value.Rows > 1 ? (0, value.Columns) : section.Range(0) ?? (0, value.Columns);
        if (rows.Item1 + rows.Item2 > value.Rows || columns.Item1 + columns.Item2 > value.Columns)
            throw new FormulaException($"{section}: there are no such entries; the value is {value.Rows}×{value.Columns}.", -1);
        var result = new DenseMatrix(rows.Item2, columns.Item2);
        for (int i = 0; i < result.Rows; i++)
        {
            for (int j = 0; j < result.Columns; j++)
                result[i, j] = value[rows.Item1 + i, columns.Item1 + j];
        }

        return result;
    }

    private int Length(Expression expression) => expression switch
    {
        Number number => (int)number.Value.Numerator,
        Symbol symbol when _lengths.TryGetValue(symbol.Name, out int length) => length,
        Product product => product.Factors.Aggregate(1, (size, factor) => checked(size * Length(factor))),
        _ => throw new FormulaException($"No value is given for {expression}.", -1),
    };

    private DenseMatrix EvaluateCall(Call call)
    {
        var function = FunctionTable.Find(call.Function) ?? throw new FormulaException($"There is no function {call.Function}.", -1);
        var arguments = call.Arguments;
        switch (function.Kind)
        {
            case FunctionKind.Constant:
                int columns = arguments.Count == 2 ? Length(arguments[1]) : 1;
                return DenseMatrix.Filled(Length(arguments[0]), columns, call.Function == "ones" ? 1 : 0);
            case FunctionKind.Identity:
                return DenseMatrix.Identity(Length(arguments[0]));
            case FunctionKind.Unit:
                var unit = new DenseMatrix(Length(arguments[0]), 1);
                int place = (int)((Number)arguments[1]).Value.Numerator;
                if (place > unit.Rows)
                    throw new FormulaException($"{call}: the length is {unit.Rows}.", -1);
                unit.Entries[place - 1] = 1;
                return unit;
            case FunctionKind.Commutation:
                return DenseMatrix.Commutation(Length(arguments[0]), Length(arguments[1]));
            case FunctionKind.Delta:
                throw new FormulaException($"{call}: delta is of formulas with indices; give the order of the indices.", -1);
        }

        var value = Evaluate(arguments[0]);
        return call.Function switch
        {
            _ when function.Value is { } map => value.Map(map),
            "max" or "min" =>
                Extremum(value, arguments.Count == 2 ? Evaluate(arguments[1]) : null, call.Function == "max" ? Math.Max : Math.Min),
            "sum" or "mean" => Total(value, arguments.Count == 2 ? Length(arguments[1]) : 0, call.Function == "mean"),
            "norm1" => DenseMatrix.Scalar(value.Entries.Sum(Math.Abs)),
            "norm2" => DenseMatrix.Scalar(Math.Sqrt(value.Entries.Sum(x => x * x))),
            "logsumexp" => DenseMatrix.Scalar(LogSumExp(value.Entries)),
            "softmax" => LogSumExp(value.Entries) is var shift ? value.Map(x => Math.Exp(x - shift)) : value,
            "tr" => DenseMatrix.Scalar(value.Trace()),
            "det" => DenseMatrix.Scalar(LuFactors.Of(value).Determinant()),
            "logdet" => DenseMatrix.Scalar(LuFactors.Of(value).LogDeterminant()),
            "inv" => value.Inverse(call.ToString()),
            "diag" => value.Diagonal(),
            "vec" => value.Stacked(),
            "kron" => value.Kronecker(Evaluate(arguments[1])),
            _ => throw new FormulaException($"No value is known of {call.Function}.", -1),
        };
    }

    private static DenseMatrix Extremum(DenseMatrix value, DenseMatrix? other, Func<double, double, double> function) =>
        other != null ? value.Zip(other, function) : DenseMatrix.Scalar(value.Entries.Aggregate(function));

    private static DenseMatrix Total(DenseMatrix value, int axis, bool isMean)
    {
        var total = new DenseMatrix(axis == 2 ? value.Rows : 1, axis == 1 ? value.Columns : 1);
        for (int i = 0; i < value.Rows; i++)
        {
            for (int j = 0; j < value.Columns; j++)
                total[axis == 2 ? i : 0, axis == 1 ? j : 0] += value[i, j];
        }

        int count = axis == 1 ? value.Rows : axis == 2 ? value.Columns : value.Entries.Length;
        return isMean ? total.Map(x => x / count) : total;
    }

    private static double LogSumExp(double[] values)
    {
        double largest = values.Max();
        return double.IsInfinity(largest) ? largest : largest + Math.Log(values.Sum(x => Math.Exp(x - largest)));
    }
}
