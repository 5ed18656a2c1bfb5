namespace Covector.Notation;

/// <summary>
/// Compares formulas by their values at random points with the declared properties: equal there is equal everywhere, up to coincidences
/// that do not happen.
/// </summary>
internal sealed class FormulaCheck
{
    private const int Points = 3;
    private const double Tolerance = 1e-8;

    public static FormulaVerdict Compare(MatrixFormula of, MatrixDerivative truth, string proposal)
    {
        var parsed = Parser.Parse(proposal);
        if (Unfit(truth, parsed) is { } unfit)
            return unfit;
        try
        {
            return Compare(of, truth, parsed);
        }
        catch (FormulaException problem)
        {
            return new FormulaVerdict(FormulaDifference.Shape, $"The shapes in the proposal do not fit: {problem.Message}");
        }
    }

    /// <summary>Names that the formula lacks are an error of the text; shapes that do not fit are a verdict.</summary>
    private static FormulaVerdict? Unfit(MatrixDerivative truth, ParsedFormula parsed)
    {
        var known = truth.Unknowns.Select(u => u.Name).Concat(truth.Shaped.Dimensions.Select(d => d.Name)).Append("pi").ToHashSet();
        foreach (var definition in parsed.Formula.Definitions)
        {
            RequireKnown(definition.Value, known, truth);
            known.Add(definition.Name);
        }

        known.UnionWith(truth.Unknowns.SelectMany(u => u.Axes).Select(a => a.Name));
        RequireKnown(parsed.Formula.Body, known, truth);
        if (truth.Derived.Indices is not null)
            return null;
        try
        {
            ShapeInference.Infer(parsed.Formula, truth.Unknowns, parsed);
            return null;
        }
        catch (FormulaException problem)
        {
            return new FormulaVerdict(FormulaDifference.Shape, $"The shapes in the proposal do not fit: {problem.Message}");
        }
    }

    private static void RequireKnown(Expression expression, HashSet<string> known, MatrixDerivative truth)
    {
        if (expression is Call { Function: "delta" or "ones" or "zeros" or "eye" or "comm" or "unit" })
            return;
        if (expression is Symbol { Name: var name } && !known.Contains(name))
            throw new FormulaException(
                $"There is no variable {name} in the formula; it has {string.Join(", ", truth.Unknowns.Select(u => u.Name))}.", -1);
        foreach (var child in expression.Children())
            RequireKnown(child, known, truth);
    }

    private static FormulaVerdict Compare(MatrixFormula of, MatrixDerivative truth, ParsedFormula parsed)
    {
        var samples = new List<FormulaPoint>();
        var values = new List<(double[] Truth, double[] Proposed)>();
        int rows = 0, columns = 0, proposedRows = 0, proposedColumns = 0;
        var (terms, printed) = Terms(truth);
        var termValues = terms.ConvertAll(_ => new List<double[]>());
        for (int point = 0; point < Points; point++)
        {
            var sample = Sample(of, truth, point);
            samples.Add(sample);
            double[] expected, found;
            if (truth.Derived.Indices is { } indices)
            {
                int[] shape = [.. truth.Derived.Axes.Select(a => sample.Length(a))];
                expected = Evaluator.EvaluateIndexed(truth.Derived.Formula, sample.Values, sample.Lengths, indices, shape);
                found = Evaluator.EvaluateIndexed(parsed.Formula, sample.Values, sample.Lengths, indices, shape);
                (rows, columns, proposedRows, proposedColumns) = (expected.Length, 1, found.Length, 1);
                for (int t = 0; t < terms.Count; t++)
                {
                    var term = new Formula(truth.Derived.Formula.Definitions, terms[t]);
                    termValues[t].Add(Evaluator.EvaluateIndexed(term, sample.Values, sample.Lengths, indices, shape));
                }
            }
            else
            {
                var expectedMatrix = Evaluator.Evaluate(truth.Derived.Formula, sample.Values, sample.Lengths);
                var foundMatrix = Evaluator.Evaluate(parsed.Formula, sample.Values, sample.Lengths);
                (expected, found) = (expectedMatrix.Entries, foundMatrix.Entries);
                (rows, columns, proposedRows, proposedColumns) =
                    (expectedMatrix.Rows, expectedMatrix.Columns, foundMatrix.Rows, foundMatrix.Columns);
                for (int t = 0; t < terms.Count; t++)
                {
                    var term = new Formula(truth.Derived.Formula.Definitions, terms[t]);
                    termValues[t].Add(Evaluator.Evaluate(term, sample.Values, sample.Lengths).Entries);
                }
            }

            if ((proposedRows, proposedColumns) != (rows, columns))
                return OtherShape(truth, expected, found, (rows, columns), (proposedRows, proposedColumns));
            if (rows == columns && rows > 1 && point == Points - 1 && values.TrueForAll(v => !Same(v.Truth, v.Proposed)))
            {
                if (values.TrueForAll(
                    v => v.Truth.Length != rows * rows || Same(SmallMatrices.Transposed(v.Truth, rows, rows), v.Proposed))
                    && Same(SmallMatrices.Transposed(expected, rows, rows), found))
                    return new FormulaVerdict(FormulaDifference.Transposed, "The proposal is the transpose of the derivative.");
            }

            values.Add((expected, found));
        }

        var verdict = Judge(values, terms[..printed], termValues);
        if (verdict.Difference != FormulaDifference.Other)
            return verdict;
        if (WrongSign(truth, parsed.Formula, samples, values) is { } sign)
            return sign;
        verdict = Judge(values, terms[printed..], termValues[printed..]);
        return verdict.Difference == FormulaDifference.Other ? IfSymmetric(truth, parsed.Formula, samples) ?? verdict : verdict;
    }

    private static double[] Value(
        MatrixDerivative truth, Formula formula, IReadOnlyDictionary<string, DenseMatrix> values, FormulaPoint sample) =>
        truth.Derived.Indices is { } indices
            ? Evaluator.EvaluateIndexed(formula, values, sample.Lengths, indices, truth.Derived.Axes.Select(sample.Length).ToArray())
            : Evaluator.Evaluate(formula, values, sample.Lengths).Entries;

    /// <summary>A term somewhere in the proposal whose sign is all that is wrong.</summary>
    private static FormulaVerdict? WrongSign(
        MatrixDerivative truth, Formula proposal, List<FormulaPoint> samples, List<(double[] Truth, double[] Proposed)> values)
    {
        foreach (var (variant, term, sum) in Flipped(proposal.Body))
        {
            var flipped = new Formula(proposal.Definitions, variant);
            bool isRight = true;
            for (int i = 0; isRight && i < samples.Count; i++)
                isRight = Same(values[i].Truth, Value(truth, flipped, samples[i].Values, samples[i]));
            if (isRight)
            {
                return new FormulaVerdict(
                    FormulaDifference.WrongTerm,
                    $"The term {UnicodePrinter.Print(term)} in {UnicodePrinter.Print(sum)} has the opposite sign.", null, term.ToString());
            }
        }

        return null;
    }

    /// <summary>The expression with the sign of one term changed, for each term of each sum in it.</summary>
    private static IEnumerable<(Expression Variant, Expression Term, Expression Sum)> Flipped(Expression expression)
    {
        if (expression is Sum sum)
        {
            for (int t = 0; t < sum.Terms.Count; t++)
            {
                Expression[] terms = [.. sum.Terms];
                var term = terms[t] is Negation negation ? negation.Operand : terms[t];
                terms[t] = ReferenceEquals(term, terms[t]) ? new Negation(term) : term;
                yield return (new Sum(new Parts(terms)), term, sum);
            }
        }

        foreach (var child in expression.Children())
        {
            foreach (var (variant, term, inner) in Flipped(child))
                yield return (expression.Map(c => ReferenceEquals(c, child) ? variant : c), term, inner);
        }
    }

    /// <summary>Is the proposal right for symmetric matrices only?</summary>
    private static FormulaVerdict? IfSymmetric(MatrixDerivative truth, Formula proposal, List<FormulaPoint> samples)
    {
        foreach (var unknown in truth.Unknowns.Where(
            u => u.Axes is [var rows, var columns] && rows == columns && !u.IsSymmetric && u.Name != "d" + truth.Variable))
        {
            bool isRight = samples.TrueForAll(sample =>
            {
                var matrix = sample.Values[unknown.Name];
                var symmetric = matrix.Zip(matrix.Transposed(), (a, b) => 0.5 * (a + b));
                var values = new Dictionary<string, DenseMatrix>(sample.Values) { [unknown.Name] = symmetric };
                return Same(Value(truth, truth.Derived.Formula, values, sample), Value(truth, proposal, values, sample));
            });
            if (isRight)
                return new FormulaVerdict(
                    FormulaDifference.Other, $"The proposal is right if {unknown.Name} is symmetric; in general it is not.");
        }

        return null;
    }

    private static FormulaVerdict Judge(
        List<(double[] Truth, double[] Proposed)> values, List<Expression> terms, List<List<double[]>> termValues)
    {
        if (values.TrueForAll(v => Same(v.Truth, v.Proposed)))
            return new FormulaVerdict(FormulaDifference.None, "The proposal is right.");
        if (Multiple(values) is { } factor)
        {
            string text = factor == -1 ? "The proposal has the opposite sign." : $"The proposal is {factor:0.######} times the derivative.";
            return new FormulaVerdict(FormulaDifference.Factor, text, factor);
        }

        for (int t = 0; t < terms.Count; t++)
        {
            var term = termValues[t];
            if (Fits(values, term, -1))
                return new FormulaVerdict(
                    FormulaDifference.MissingTerm, $"The proposal lacks the term {UnicodePrinter.Print(terms[t])}.", null,
                    terms[t].ToString());
            if (Fits(values, term, -2))
                return new FormulaVerdict(
                    FormulaDifference.WrongTerm, $"The term {UnicodePrinter.Print(terms[t])} has the opposite sign.", null,
                    terms[t].ToString());
            var differences = values.Select((v, i) => (term[i], Subtract(v.Proposed, v.Truth))).ToList();
            if (Multiple(differences) is { } scale)
            {
                return new FormulaVerdict(
                    FormulaDifference.WrongTerm, $"The term {UnicodePrinter.Print(terms[t])} has {1 + scale:0.######} times its factor.",
                    1 + scale, terms[t].ToString());
            }
        }

        return new FormulaVerdict(FormulaDifference.Other, "The proposal is not the derivative, nor a multiple or the transpose of it.");
    }

    private static FormulaVerdict OtherShape(
        MatrixDerivative truth, double[] expected, double[] found, (int Rows, int Columns) shape, (int Rows, int Columns) proposed)
    {
        if (proposed == (shape.Columns, shape.Rows) && Same(SmallMatrices.Transposed(expected, shape.Rows, shape.Columns), found))
            return new FormulaVerdict(FormulaDifference.Transposed, "The proposal is the transpose of the derivative.");
        string axes = truth.Shape.Count == 0 ? "a scalar" : string.Join("×", truth.Shape);
        return new FormulaVerdict(
            FormulaDifference.Shape,
            $"The derivative is {axes}; the proposal has another shape: {proposed.Rows}×{proposed.Columns} where it is "
            + $"{shape.Rows}×{shape.Columns}.");
    }

    /// <summary>
    /// Has the derivative a value: det(XᵀX) has one for every X, its derivative with (XᵀX)⁻¹ only for those of full rank.
    /// </summary>
    private static bool HasValue(MatrixDerivative truth, FormulaPoint sample)
    {
        try
        {
            return Array.TrueForAll(Value(truth, truth.Derived.Formula, sample.Values, sample), double.IsFinite);
        }
        catch (FormulaException)
        {
            return false;
        }
    }

    /// <summary>The terms of the derivative, as they are printed, then those that it has with its products multiplied out.</summary>
    private static (List<Expression> Terms, int Printed) Terms(MatrixDerivative truth)
    {
        var body = truth.Derived.Formula.Body;
        List<Expression> printed = body is Sum sum ? [.. sum.Terms] : [], open = Distribution.Terms(body);
        return ([.. printed, .. open.Count > 1 ? open.Except(printed) : []], printed.Count);
    }

    private static FormulaPoint Sample(MatrixFormula of, MatrixDerivative truth, int point)
    {
        for (int attempt = 0; ; attempt++)
        {
            var instance = new Instance(point % 2, 40 * point + attempt, NumberedEntries.Lengths(of.Shaped));
            var values = new Dictionary<string, Tensor>();
            foreach (var unknown in truth.Unknowns)
            {
                int[] shape = [.. unknown.Axes.Select(instance.Size)];
                values[unknown.Name] = shape.Length == 0 ? instance.Sample(unknown)[0]
                    : Tensor.From<double>(instance.Sample(unknown), shape);
            }

            var sample = new FormulaPoint(truth.Unknowns, values);
            if (attempt > 100 || (IsFinite(of.Shaped.Formula, sample) && HasValue(truth, sample)))
                return sample;
        }
    }

    private static bool IsFinite(Formula formula, FormulaPoint sample)
    {
        try
        {
            return Evaluator.Evaluate(formula, sample.Values, sample.Lengths).Entries.All(double.IsFinite);
        }
        catch (FormulaException)
        {
            // XᵀX has no inverse where X has more columns than rows: other lengths are tried.
            return false;
        }
    }

    private static bool Same(double[] a, double[] b)
    {
        double scale = Math.Max(1e-12, a.Length == 0 ? 0 : a.Max(Math.Abs));
        for (int i = 0; i < a.Length; i++)
        {
            if (!(Math.Abs(a[i] - b[i]) <= Tolerance * scale))
                return false;
        }

        return true;
    }

    private static double[] Subtract(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x - y)];

    /// <summary>Is what was proposed the truth with a multiple of a term added?</summary>
    private static bool Fits(List<(double[] Truth, double[] Proposed)> values, List<double[]> term, double factor)
    {
        for (int i = 0; i < values.Count; i++)
        {
            double[] expected = [.. values[i].Truth.Zip(term[i], (x, y) => x + factor * y)];
            if (!Same(expected, values[i].Proposed))
                return false;
        }

        return true;
    }

    private static double? Multiple(List<(double[] Truth, double[] Proposed)> values)
    {
        double? factor = null;
        foreach (var (truth, proposed) in values)
        {
            int largest = Array.IndexOf(truth, truth.MaxBy(Math.Abs));
            if (largest < 0 || truth[largest] == 0)
                return null;
            double ratio = proposed[largest] / truth[largest];
            factor ??= ratio;
            if (Math.Abs(ratio - factor.Value) > 1e-7 * Math.Abs(ratio) || !Same([.. truth.Select(x => x * ratio)], proposed))
                return null;
        }

        return factor is 0 or null ? null : Math.Round(factor.Value, 9);
    }
}
