using System.Globalization;

namespace Covector.Tests.Notation;

/// <summary>Random formulas of functions with kinks, branches and plateaus: their derivatives at points of both signs against differences.</summary>
public sealed class RandomBranchTests
{
    private const int Formulas = 400, Points = 12;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 16)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Derivatives_are_those_of_difference_quotients(int seed)
    {
        var random = new Random(seed);
        int compared = 0, formulas = 0;
        var wrong = new List<string>();
        for (int k = 0; k < Formulas; k++)
        {
            string text = Next(random, 3);
            if (!text.Contains('x', StringComparison.Ordinal) || text.Length > 160)
                continue;
            var formula = MatrixFormula.Parse(text, "x, y: scalar");
            MatrixDerivative derivative;
            try
            {
                derivative = formula.Derivative("x");
            }
            catch (FormulaException problem) when (problem.Message.Contains("no finite value", StringComparison.Ordinal)
                || problem.Message.Contains("A denominator is zero", StringComparison.Ordinal))
            {
                continue;
            }
            catch (FormulaException problem)
            {
                wrong.Add(problem.Message);
                continue;
            }

            formulas++;
            for (int p = 0; p < Points; p++)
                compared += Compare(formula, derivative, Number(random), Number(random), wrong) ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{formulas} formulas, {compared} values compared");
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.True(compared > 2000, $"{compared} values compared");
    }

    private static double Number(Random random) => (random.Next(2) == 0 ? -1 : 1) * Math.Exp(3 * random.NextDouble() - 1.5);

    private static bool Compare(MatrixFormula formula, MatrixDerivative derivative, double x, double y, List<string> wrong)
    {
        double F(double at) => formula.Evaluate(Values(at, y)).ToArray<double>()[0];
        double h = 1e-4 * Math.Abs(x), near = (F(x + h) - F(x - h)) / (2 * h), far = (F(x + 2 * h) - F(x - 2 * h)) / (4 * h);
        double expected = (4 * near - far) / 3, scale = Math.Max(1e-2, Math.Abs(expected)) + 1e-4 * Math.Abs(F(x));
        // A kink or a pole is too near, or the values have too few digits.
        if (!(Math.Abs(near - far) < 1e-5 * scale) || Math.Abs(F(x)) > 1e5)
            return false;
        double found = derivative.Evaluate(Values(x, y)).ToArray<double>()[0];
        // 0/0, as in x/‖x‖ at zero, is no wrong number; a step over several periods tells nothing.
        if (!double.IsFinite(found) || Math.Abs(found * h) > 0.3)
            return false;
        if (Math.Abs(found - expected) > 1e-4 * scale)
            wrong.Add($"{formula}: the derivative {derivative} is {found} at x = {x}, y = {y}, not {expected}.");
        return true;
    }

    private static Dictionary<string, Tensor> Values(double x, double y) => new() { ["x"] = x, ["y"] = y };

    private static string Next(Random random, int depth)
    {
        if (depth == 0)
            return random.Next(4) switch { 0 => "y", 1 => random.Next(1, 4).ToString(CultureInfo.InvariantCulture), _ => "x" };
        string u = Next(random, depth - 1), v = Next(random, random.Next(depth));
        return random.Next(22) switch
        {
            0 or 1 => $"({u}+{v})",
            2 or 3 => $"({u}-{v})",
            4 or 5 => $"({u})*({v})",
            6 or 7 => $"sqrt(({u})^2)",
            8 => $"sqrt(({u})^2*({v})^2)",
            9 => $"(({u})^2)^(3/2)",
            10 => $"exp(log(({u})^2)/2)",
            11 => $"log(({u})^2+1)",
            12 => $"arcsin(sin({u}))",
            13 => $"arccos(cos({u}+0.7))",
            14 => $"abs({u})",
            15 => $"max({u},{v})",
            16 => $"relu({u}-2)",
            17 => $"tanh(20*({u}))",
            18 => $"({u})/(1+({v})^2)",
            19 => $"sqrt(({u})^2+({v})^2)",
            20 => $"norm2(({u})*ones(3))",
            _ => $"exp(-({u})^2)",
        };
    }
}
