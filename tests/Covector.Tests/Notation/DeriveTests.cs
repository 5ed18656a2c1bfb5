using System.Diagnostics;
using Covector.Notation;

namespace Covector.Tests.Notation;

/// <summary>The table of derivatives, derived: values, readability, round trips, time.</summary>
public sealed class DeriveTests
{
    internal static readonly Dictionary<string, DerivativeForm> Forms = new()
    {
        ["grad"] = DerivativeForm.Gradient,
        ["jac"] = DerivativeForm.Jacobian,
        ["tensor"] = DerivativeForm.Tensor,
        ["scalar"] = DerivativeForm.Scalar,
        ["hess"] = DerivativeForm.Hessian,
        ["lin"] = DerivativeForm.LinearMap,
        ["kron"] = DerivativeForm.Kronecker,
        ["row"] = DerivativeForm.Row,
        ["hessk"] = DerivativeForm.HessianKronecker,
        ["hesst"] = DerivativeForm.HessianTensor,
        ["symgrad"] = DerivativeForm.SymmetricGradient,
    };

    internal static MatrixFormula Formula(AcceptanceCase one)
    {
        var parsed = Parser.Parse(one.Expression);
        return new MatrixFormula(ShapeInference.Infer(parsed.Formula, one.DeclaredUnknowns, parsed), null);
    }

    internal static MatrixDerivative Derivative(AcceptanceCase one) => Formula(one).Derivative(one.Wrt, Forms[one.Kind]);

    [Theory]
    [MemberData(nameof(AcceptanceTable.Ids), MemberType = typeof(AcceptanceTable))]
    public void A_derivative_has_the_value_of_the_table(string id)
    {
        var one = AcceptanceTable.Case(id);
        var derivative = Derivative(one);
        AcceptanceTable.Close(one.DerivativeValue, Value(one, derivative.Derived.Formula, derivative.Derived.Indices));
    }

    [Theory]
    [MemberData(nameof(AcceptanceTable.Ids), MemberType = typeof(AcceptanceTable))]
    public void A_derivative_keeps_its_value_when_it_is_printed_and_read(string id)
    {
        var one = AcceptanceTable.Case(id);
        var derivative = Derivative(one);
        AcceptanceTable.Close(one.DerivativeValue, Value(one, Parser.Parse(derivative.ToString()).Formula, derivative.Derived.Indices));
    }

    [Fact]
    public void Derivatives_read_as_those_of_the_table()
    {
        var report = new List<string>();
        int compared = 0, same = 0, brief = 0;
        foreach (var one in AcceptanceTable.Cases)
        {
            var (isSame, ratio, derivative) = Compared(one);
            brief += ratio <= 1.2 ? 1 : 0;
            if (one.Kind is "grad" or "row" or "jac" or "hess" or "lin")
                (compared, same) = (compared + 1, same + (isSame ? 1 : 0));
            if (!isSame || ratio > 1.2)
                report.Add($"{one.Id} {one.Kind} {(isSame ? "same" : "other form")}, {ratio:0.00} times as long: {derivative}   in the table: {one.Derivative}");
        }

        string path = Path.Combine(AppContext.BaseDirectory, "Notation", "readability.txt");
        File.WriteAllLines(path, [$"{same} of {compared} the same up to order, {brief} of {AcceptanceTable.Cases.Count} within 1.2 times the length", .. report]);
        Assert.True(same >= 0.85 * compared, $"{same} of {compared} are the same; see {path}.");
        Assert.True(brief >= 0.95 * AcceptanceTable.Cases.Count, $"{brief} of {AcceptanceTable.Cases.Count} are as short; see {path}.");
    }

    /// <summary>Is a derivative written as in a table, up to order, and how many times as many words does it have?</summary>
    internal static (bool IsSame, double Ratio, string Text) Compared(AcceptanceCase one)
    {
        var derivative = Derivative(one).Derived.Formula;
        var (isSame, ratio) = Compared(derivative, Parser.Parse(one.Derivative).Formula, one.UnknownsOfDerivative);
        return (isSame, ratio, derivative.ToString());
    }

    internal static (bool IsSame, double Ratio) Compared(Formula derivative, Formula expected, IReadOnlyList<Unknown> unknowns) =>
        (FormulaComparison.SameUpToOrder(Whole(derivative, unknowns), Whole(expected, unknowns)),
            FormulaComparison.CountTokens(derivative) / (double)FormulaComparison.CountTokens(expected));

    [Fact]
    public void A_derivative_takes_less_than_two_milliseconds()
    {
        foreach (var one in AcceptanceTable.Cases)
            Derivative(one);
        // The best of a few runs of each: other work on the machine only ever adds.
        var times = AcceptanceTable.Cases.Select(one => Enumerable.Range(0, 5).Min(_ =>
        {
            var formula = Formula(one);
            var watch = Stopwatch.StartNew();
            formula.Derivative(one.Wrt, Forms[one.Kind]);
            return watch.Elapsed.TotalMilliseconds;
        })).Order().ToList();
        Assert.True(times[times.Count / 2] < 2, $"The median is {times[times.Count / 2]:0.00} ms.");
    }

    internal static double[] Value(AcceptanceCase one, Formula derivative, IReadOnlyList<string>? indices) => indices is null
        ? AcceptanceTable.Evaluate(one, derivative)
        : Evaluator.EvaluateIndexed(derivative, one.Inputs, AcceptanceTable.Lengths, indices, one.DerivativeShape);

    /// <summary>The formula with its named values in their places.</summary>
    private static ShapedFormula Whole(Formula formula, IReadOnlyList<Unknown> unknowns)
    {
        var values = new Dictionary<string, Expression>();
        Expression Inlined(Expression expression) =>
            expression is Symbol symbol && values.TryGetValue(symbol.Name, out var value) ? value : expression.Map(Inlined);
        foreach (var definition in formula.Definitions)
            values[definition.Name] = Inlined(definition.Value);
        return ShapeInference.Infer(new Formula(Inlined(formula.Body)), unknowns);
    }
}
