using Covector.Notation;

namespace Covector.Tests.Notation;

/// <summary>Formulas of all kinds with the derivatives that one writes by hand, in Data/written_forms.txt: values against differences, and readability.</summary>
public sealed class WrittenFormsTests
{
    public static IEnumerable<TheoryDataRow<string>> Lines =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Notation", "Data", "written_forms.txt"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => new TheoryDataRow<string>(line));

    private static (MatrixFormula Formula, MatrixDerivative Derivative, string Variable, string Written) Read(string line)
    {
        string[] parts = [.. line.Split('|').Select(part => part.Trim())];
        var formula = MatrixFormula.Parse(parts[0]);
        return (formula, formula.Derivative(parts[1], DeriveTests.Forms[parts[2]]), parts[1], parts[3]);
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_derivative_is_that_of_difference_quotients_and_the_written_one(string line)
    {
        var (formula, derivative, variable, written) = Read(line);
        Assert.True(new CentralDifferences(formula, variable).Deviation(derivative) < 1e-6, derivative.ToString());
        if (derivative.Indices.Count == 0)
            Assert.True(derivative.Check(written).IsRight, derivative.Check(written).Message);
    }

    [Fact]
    public void Derivatives_read_as_those_that_one_writes()
    {
        var report = new List<string>();
        int same = 0, brief = 0, count = 0;
        foreach (string line in Lines.Select(row => row.Data))
        {
            var (formula, derivative, variable, written) = Read(line);
            var unknowns = formula.Shaped.Unknowns;
            var (isSame, ratio) = DeriveTests.Compared(
                derivative.Derived.Formula, Parser.Parse(written).Formula, [.. unknowns, new Unknown("d" + variable, unknowns.Single(u => u.Name == variable).Axes)]);
            (same, brief, count) = (same + (isSame ? 1 : 0), brief + (isSame || ratio <= 1.2 ? 1 : 0), count + 1);
            if (!isSame)
                report.Add($"{ratio:0.00} times as long: {line}\n    {derivative}");
        }

        string path = Path.Combine(AppContext.BaseDirectory, "Notation", "readability-written.txt");
        File.WriteAllLines(path, [$"{same} of {count} the same up to order, {brief} within 1.2 times the length", .. report]);
        Assert.True(same >= 0.85 * count, $"{same} of {count} are the same; see {path}.");
        Assert.True(brief >= 0.97 * count, $"{brief} of {count} are as short; see {path}.");
    }
}
