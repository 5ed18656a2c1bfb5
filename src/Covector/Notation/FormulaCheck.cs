using System.Globalization;

namespace Covector.Notation;

/// <summary>
/// Compares formulas by their values at points with the declared properties, see <see cref="CheckPoints"/>: what is equal there up to
/// rounding is called equal.
/// </summary>
internal sealed class FormulaCheck
{
    private const double SymmetricTolerance = 1e-8;

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
        var samples = new List<ProposalSample>();
        foreach (var (point, isLarge) in CheckPoints.Of(of, truth))
        {
            if (ProposalSample.Of(truth, parsed.Formula, point, isLarge, samples.Count) is not { } sample)
                continue;
            if (!sample.HasSameShape)
                return OtherShape(truth, sample);
            samples.Add(sample);
        }

        if (samples.TrueForAll(s => s.IsSame))
            return new FormulaVerdict(FormulaDifference.None, "The proposal is right.");
        if (truth.Form == DerivativeForm.SymmetricGradient && IsGradient(of, truth, samples))
            return new FormulaVerdict(
                FormulaDifference.Other,
                $"The proposal is the gradient among all matrices. The derivative by {truth.Variable} is compared among "
                + $"{(of.Calculus.Variable(truth.Variable).Properties.HasFlag(Properties.Diagonal) ? "diagonal" : "symmetric")} ones; "
                + "ask for the form gradient to compare it among all.");
        if (samples.TrueForAll(IsTransposed))
            return new FormulaVerdict(FormulaDifference.Transposed, "The proposal is the transpose of the derivative.");
        if (Multiple([.. samples.Select(s => (s, s.Truth.Entries, s.Proposed.Entries))]) is { } factor && factor != 1)
        {
            string text = factor == -1 ? "The proposal has the opposite sign." : $"The proposal is {Text(factor)} times the derivative.";
            return new FormulaVerdict(FormulaDifference.Factor, text, factor);
        }

        var (terms, printed) = Terms(truth);
        var verdict = OfTerms(truth, terms[..printed], samples) ?? WrongSign(truth, parsed.Formula, samples)
            ?? OfTerms(truth, terms[printed..], samples) ?? IfSymmetric(truth, parsed.Formula, samples);
        return verdict ?? new FormulaVerdict(
            FormulaDifference.Other, "The proposal is not the derivative, nor a multiple or the transpose of it."
            + (samples.Find(s => !s.IsSame)!.Difference() is { } where ? " " + where : ""));
    }

    private static bool IsGradient(MatrixFormula of, MatrixDerivative truth, List<ProposalSample> samples)
    {
        var gradient = of.Derivative(truth.Variable, DerivativeForm.Gradient);
        return gradient.Derived.Indices is null && samples.Take(CheckPoints.Random).All(
            s => s.Within(gradient.ValueAt(gradient.Derived.Formula, s.Point).Entries, s.Proposed.Entries, 2));
    }

    private static bool IsTransposed(ProposalSample sample) => sample.Truth.Rows == sample.Truth.Columns && sample.Truth.Rows > 1
        && sample.Within(sample.Truth.Transposed().Entries, sample.Proposed.Entries, 1);

    /// <summary>Six digits where they do not look like another number: 0.333333, but 1.00000005.</summary>
    private static string Text(double number)
    {
        double rounded = Math.Round(number, 6);
        bool isPlain = Math.Abs(rounded - Math.Round(number, 3)) < 1e-9;
        return number.ToString(isPlain || rounded == 0 ? "G12" : "0.######", CultureInfo.InvariantCulture);
    }

    /// <summary>A term somewhere in the proposal whose sign is all that is wrong.</summary>
    private static FormulaVerdict? WrongSign(MatrixDerivative truth, Formula proposal, List<ProposalSample> samples)
    {
        foreach (var (variant, term, sum) in Flipped(proposal.Body))
        {
            var flipped = new Formula(proposal.Definitions, variant);
            if (samples.TrueForAll(s => s.Within(s.Truth.Entries, truth.ValueAt(flipped, s.Point).Entries, 2)))
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
    private static FormulaVerdict? IfSymmetric(MatrixDerivative truth, Formula proposal, List<ProposalSample> samples)
    {
        foreach (var unknown in truth.Unknowns.Where(
            u => u.Axes is [var rows, var columns] && rows == columns && !u.IsSymmetric && u.Name != "d" + truth.Variable))
        {
            bool isRight = samples.Take(CheckPoints.Random).All(sample =>
            {
                var matrix = sample.Point.Values[unknown.Name];
                var symmetric = matrix.Zip(matrix.Transposed(), (a, b) => 0.5 * (a + b));
                var point = sample.Point.With(unknown.Name, symmetric);
                double[] expected = truth.ValueAt(truth.Derived.Formula, point).Entries, found = truth.ValueAt(proposal, point).Entries;
                double scale = ProposalSample.Size(expected);
                return expected.Zip(found).All(pair => Math.Abs(pair.First - pair.Second) <= SymmetricTolerance * scale);
            });
            if (isRight)
                return new FormulaVerdict(
                    FormulaDifference.Other, $"The proposal is right if {unknown.Name} is symmetric; in general it is not.");
        }

        return null;
    }

    /// <summary>Does the proposal lack a term, or has one another factor?</summary>
    private static FormulaVerdict? OfTerms(MatrixDerivative truth, List<Expression> terms, List<ProposalSample> samples)
    {
        foreach (var term in terms)
        {
            var formula = new Formula(truth.Derived.Formula.Definitions, term);
            double[][] values = [.. samples.Select(s => truth.ValueAt(formula, s.Point).Entries)];
            var differences = samples.Select((s, i) => (s, values[i], Subtract(s.Proposed.Entries, s.Truth.Entries))).ToList();
            if (Multiple(differences) is not { } scale)
                continue;
            string text = UnicodePrinter.Print(term);
            return scale switch
            {
                -1 => new FormulaVerdict(
                    FormulaDifference.MissingTerm, $"The proposal lacks the term {text}.", null, term.ToString()),
                -2 => new FormulaVerdict(
                    FormulaDifference.WrongTerm, $"The term {text} has the opposite sign.", null, term.ToString()),
                _ => new FormulaVerdict(
                    FormulaDifference.WrongTerm, $"The term {text} has {Text(1 + scale)} times its factor.", 1 + scale, term.ToString()),
            };
        }

        return null;
    }

    private static FormulaVerdict OtherShape(MatrixDerivative truth, ProposalSample sample)
    {
        var (expected, found) = (sample.Truth, sample.Proposed);
        if ((found.Rows, found.Columns) == (expected.Columns, expected.Rows)
            && sample.Within(expected.Transposed().Entries, found.Entries, 1))
            return new FormulaVerdict(FormulaDifference.Transposed, "The proposal is the transpose of the derivative.");
        string axes = truth.Shape.Count == 0 ? "a scalar" : string.Join("×", truth.Shape);
        return new FormulaVerdict(
            FormulaDifference.Shape,
            $"The derivative is {axes}; the proposal has another shape: {found.Rows}×{found.Columns} where it is "
            + $"{expected.Rows}×{expected.Columns}.");
    }

    /// <summary>The terms of the derivative, as they are printed, then those that it has with its products multiplied out.</summary>
    private static (List<Expression> Terms, int Printed) Terms(MatrixDerivative truth)
    {
        var body = truth.Derived.Formula.Body;
        List<Expression> printed = body is Sum sum ? [.. sum.Terms] : [], open = Distribution.Terms(body);
        return ([.. printed, .. open.Count > 1 ? open.Except(printed) : []], printed.Count);
    }

    private static double[] Subtract(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x - y)];

    /// <summary>The number that values are times others, the same at all points that tell it; null where there is none.</summary>
    private static double? Multiple(List<(ProposalSample Sample, double[] Of, double[] Values)> values)
    {
        double? factor = null;
        foreach (var (sample, of, multiple) in values)
        {
            double size = ProposalSample.Size(of), bound = sample.Bound;
            if (size <= 1e3 * bound)
            {
                // It is rounding, or zero: so must the other be.
                if (!(ProposalSample.Size(multiple) <= 1e4 * (bound + size)))
                    return null;
                continue;
            }

            int largest = Array.FindIndex(of, x => Math.Abs(x) == size);
            double ratio = multiple[largest] / of[largest];
            factor ??= double.Parse(ratio.ToString("G12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            // Where the first point has told it up to rounding, there is as much rounding at the others.
            double allowed = 4 * (1 + Math.Abs(factor.Value)) + 1e-11 * Math.Abs(factor.Value) * size / bound;
            if (factor is 0 || !sample.Within([.. of.Select(x => x * factor.Value)], multiple, allowed))
                return null;
        }

        return factor;
    }
}
