using Covector.Notation;
using static Covector.Transforms;

namespace Covector.Tests.Notation;

/// <summary>Formulas as functions that are traced: values of the table, and derivatives by tracing instead of by formulas.</summary>
public sealed class FormulaFunctionTests
{
    private static bool IsTraceable(string expression) =>
        !expression.Contains("inv", StringComparison.Ordinal) && !expression.Contains("det", StringComparison.Ordinal);

    private static Dictionary<string, Tensor> Values(AcceptanceCase one) => one.Unknowns.ToDictionary(u => u.Name, u =>
    {
        double[] entries = one.Inputs[u.Name].Entries;
        return u.Axes.Count == 0 ? entries[0] : Tensor.From<double>(entries, [.. u.Axes.Select(a => a.Name.Split('*').Aggregate(1, (size, name) => size * AcceptanceTable.Lengths[name]))]);
    });

    [Fact]
    public void Values_and_Jacobians_are_those_of_the_tables()
    {
        int traced = 0;
        foreach (var one in AcceptanceTable.Cases.Concat(TextbookTable.Cases).Where(c => IsTraceable(c.Expression)))
        {
            var values = Values(one);
            var f = FunctionOf(DeriveTests.Formula(one), one.Wrt, values);
            AcceptanceTable.Close(one.FunctionValue, f(values[one.Wrt]).ToArray<double>());
            if (one.Kind is "grad" or "jac" or "tensor" or "row" or "scalar" or "lin")
                AcceptanceTable.Close(one.DerivativeValue, Jacobian(f)(values[one.Wrt]).ToArray<double>());
            traced++;
        }

        Assert.True(traced > 350, $"{traced} functions were traced.");
    }

    [Fact]
    public void What_tensors_cannot_do_is_said_before_tracing() =>
        Assert.Contains("inv", Assert.Throws<FormulaException>(() => FunctionOf(
            MatrixFormula.Parse("inv(A)*x"), "x", new Dictionary<string, Tensor> { ["A"] = Tensor.Ones(2, 2), ["x"] = new[] { 1.0, 2 } })).Message, StringComparison.Ordinal);

    [Fact]
    public void A_length_follows_from_the_other_values()
    {
        var values = new Dictionary<string, Tensor> { ["A"] = Tensor.From<double>([1, 2, 3, 4, 5, 6], [2, 3]), ["b"] = new[] { 1.0, 1 } };
        var f = FunctionOf(MatrixFormula.Parse("norm2(A*x-b)^2"), "x", values);
        // A x = (14, 32).
        Assert.Equal(13 * 13 + 31 * 31, f(new[] { 1.0, 2, 3 }).ToArray<double>()[0], 10);
        string message = Assert.Throws<FormulaException>(
            () => FunctionOf(MatrixFormula.Parse("c*sum(x)", "c: scalar"), "x", new Dictionary<string, Tensor> { ["c"] = 2.0 })).Message;
        Assert.Contains("only its shape counts", message, StringComparison.Ordinal);
    }
}
