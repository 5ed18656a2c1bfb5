using Covector.Notation;

namespace Covector.Tests.Notation;

/// <summary>Derivatives of functions that nothing was written for: values, readability, forms.</summary>
public sealed class TextbookTableTests
{
    [Theory]
    [MemberData(nameof(TextbookTable.Ids), MemberType = typeof(TextbookTable))]
    public void A_derivative_has_the_value_of_differences(string id)
    {
        var one = TextbookTable.Case(id);
        var parsed = Parser.Parse(one.Expression);
        AcceptanceTable.Close(one.FunctionValue, Evaluator.Evaluate(parsed.Formula, one.Inputs, AcceptanceTable.Lengths).Entries);
        var derivative = DeriveTests.Derivative(one);
        AcceptanceTable.Close(one.DerivativeValue, DeriveTests.Value(one, derivative.Derived.Formula, derivative.Derived.Indices));
        AcceptanceTable.Close(one.DerivativeValue, DeriveTests.Value(one, Parser.Parse(derivative.ToString()).Formula, derivative.Derived.Indices));
    }

    [Theory]
    [MemberData(nameof(TextbookTable.Ids), MemberType = typeof(TextbookTable))]
    public void The_form_of_the_textbook_has_the_same_value(string id)
    {
        var one = TextbookTable.Case(id);
        AcceptanceTable.Close(one.DerivativeValue, AcceptanceTable.Evaluate(one, Parser.Parse(one.Derivative).Formula));
    }

    [Theory]
    [MemberData(nameof(TextbookTable.Ids), MemberType = typeof(TextbookTable))]
    public void A_derivative_is_in_the_form_that_was_asked_for(string id)
    {
        var one = TextbookTable.Case(id);
        var derivative = DeriveTests.Derivative(one);
        // Entry by entry where the textbook writes so, and nowhere else.
        Assert.Equal(one.IndexOrder is not null, derivative.Derived.Indices is not null);
        Assert.Equal(one.DerivativeShape.Length, derivative.Shape.Count(axis => axis != "1") + (one.Kind is "row" ? 1 : 0) + Linear(one));
    }

    // The shape of a linear map is that of its value.
    private static int Linear(AcceptanceCase one) => one.Kind == "lin" ? one.DerivativeShape.Length - one.FunctionShape.Length : 0;

    [Fact]
    public void Derivatives_read_as_those_of_textbooks()
    {
        var report = new List<string>();
        int same = 0, brief = 0;
        foreach (var one in TextbookTable.Cases)
        {
            try
            {
                var (isSame, ratio, text) = DeriveTests.Compared(one);
                (same, brief) = (same + (isSame ? 1 : 0), brief + (isSame || ratio <= 1.2 ? 1 : 0));
                if (!isSame || ratio > 1.2)
                    report.Add($"{one.Id} {one.Kind} {one.Expression} by {one.Wrt}: {(isSame ? "same" : "other form")}, {ratio:0.00} times as long: {text}   in textbooks: {one.Derivative}");
            }
            catch (Exception problem) when (problem is FormulaException or NotSupportedException)
            {
                report.Add($"{one.Id} {one.Kind} {one.Expression} by {one.Wrt}: {problem.Message}");
            }
        }

        string path = Path.Combine(AppContext.BaseDirectory, "Notation", "readability-textbook.txt");
        int count = TextbookTable.Cases.Count;
        File.WriteAllLines(path, [$"{same} of {count} the same up to order, {brief} within 1.2 times the length", .. report]);
        Assert.True(same >= 0.85 * count, $"{same} of {count} are the same; see {path}.");
        Assert.True(brief >= 0.95 * count, $"{brief} of {count} are as short; see {path}.");
    }
}
