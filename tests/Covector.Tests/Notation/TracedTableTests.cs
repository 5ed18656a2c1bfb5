using Covector.Notation;
using static Covector.Transforms;

namespace Covector.Tests.Notation;

/// <summary>
/// The table of derivatives through C# functions: their formulas, the derivatives of these, and the derivatives that the program computes.
/// </summary>
public sealed class TracedTableTests
{
    public static IEnumerable<TheoryDataRow<string>> Ids => TracedTable.Functions.Keys.Select(id => new TheoryDataRow<string>(id));

    [Fact]
    public void Every_case_without_an_inverse_or_a_determinant_is_a_function()
    {
        Assert.Equal(
            AcceptanceTable.Cases.Select(one => one.Id).Order(StringComparer.Ordinal),
            TracedTable.Functions.Keys.Concat(TracedTable.WithoutFunction).Order(StringComparer.Ordinal));
        Assert.Equal((154, 22), (TracedTable.Functions.Count, TracedTable.WithoutFunction.Length));
        Assert.All(TracedTable.WithoutFunction, id => Assert.Matches("inv|det", AcceptanceTable.Case(id).Expression));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_formula_has_the_value_of_its_function_and_is_read_again(string id)
    {
        var (one, function, values) = Open(id);
        var arguments = function.Arguments(values);
        Close(one.FunctionValue, function.Apply(arguments));
        var formula = function.FormulaAt(arguments);
        Assert.Equal(function.Names, formula.Variables.Select(v => v.Name));
        Close(one.FunctionValue, formula.Evaluate(values));
        Close(one.FunctionValue, MatrixFormula.Parse(formula.ToString(), Declared(formula)).Evaluate(values));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_formula_has_the_derivative_of_the_table(string id)
    {
        var (one, function, values) = Open(id);
        var derivative = function.FormulaAt(function.Arguments(values)).Derivative(one.Wrt, DeriveTests.Forms[one.Kind]);
        if (one.Kind == "lin")
            AcceptanceTable.Close(one.DerivativeValue, Applied(values[one.Wrt], dx => derivative.Evaluate(With(values, "d" + one.Wrt, dx))));
        else
            Close(one.DerivativeValue, derivative.Evaluate(values));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_derivative_keeps_its_value_when_it_is_printed_and_read(string id)
    {
        var (one, function, values) = Open(id);
        var derivative = function.FormulaAt(function.Arguments(values)).Derivative(one.Wrt, DeriveTests.Forms[one.Kind]);
        var read = Parser.Parse(derivative.ToString()).Formula;
        double[] Value(Tensor? differential)
        {
            var point = new FormulaPoint(derivative.Unknowns, differential is null ? values : With(values, "d" + one.Wrt, differential));
            return derivative.Derived.Indices is { } indices
                ? Evaluator.EvaluateIndexed(read, point.Values, point.Lengths, indices, one.DerivativeShape)
                : Evaluator.Evaluate(read, point.Values, point.Lengths).Entries;
        }

        AcceptanceTable.Close(one.DerivativeValue, one.Kind == "lin" ? Applied(values[one.Wrt], dx => Tensor.From<double>(Value(dx))) : Value(null));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_program_computes_the_derivative_of_the_table(string id)
    {
        var (one, function, values) = Open(id);
        var (f, x) = (function.By(one.Wrt, values), values[one.Wrt]);
        if (one.Kind == "lin")
        {
            AcceptanceTable.Close(one.DerivativeValue, Applied(x, dx => Jvp(f, x, dx).Tangent));
            return;
        }

        int rank = f(x).Rank;
        Close(one.DerivativeValue, one.Kind switch
        {
            "grad" or "row" or "scalar" => Grad(f)(x),
            "symgrad" => Grad(f)(x) is var g ? 0.5 * (g + g.T) : x,
            "jac" or "tensor" => Jacobian(f)(x),
            "kron" => Stacked(Jacobian(f)(x), rank),
            "hess" or "hesst" => Hessian(f)(x),
            "hessk" => Stacked(Hessian(f)(x), x.Rank),
            _ => throw new InvalidDataException(one.Kind),
        });
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_derivation_is_one_of_formulas(string id)
    {
        var (one, function, values) = Open(id);
        var derivation = function.ExplainAt(function.Arguments(values), one.Wrt);
        Assert.NotNull(derivation.Derivative);
        Assert.Contains(derivation.Steps, step => step.Kind == DerivationStepKind.Result);
        Assert.All(derivation.Steps, step => Assert.True(step.Error is null or < 1e-5, $"{step}: {step.Error}"));
    }

    private static (AcceptanceCase Case, TracedFunction Function, Dictionary<string, Tensor> Values) Open(string id)
    {
        var one = AcceptanceTable.Case(id);
        var inputs = one.Inputs;
        return (one, TracedTable.Functions[id], one.Unknowns.ToDictionary(u => u.Name, u => inputs[u.Name] is var value && u.Axes.Count == 2
            ? Tensor.From<double>(value.Entries, [value.Rows, value.Columns])
            : u.Axes.Count == 1 ? Tensor.From<double>(value.Entries) : (Tensor)value.Entries[0]));
    }

    private static string Declared(MatrixFormula formula) => string.Join(", ", formula.Variables);

    private static Dictionary<string, Tensor> With(Dictionary<string, Tensor> values, string name, Tensor value) => new(values) { [name] = value };

    private static void Close(double[] expected, Tensor actual) => AcceptanceTable.Close(expected, actual.ToArray<double>());

    /// <summary>The entries of a linear map: its values for the unit matrices.</summary>
    private static double[] Applied(Tensor x, Func<Tensor, Tensor> map)
    {
        double[] entries = [];
        for (int i = 0; i < x.Size; i++)
        {
            double[] unit = new double[x.Size];
            unit[i] = 1;
            double[] image = map(Tensor.From<double>(unit, x.Shape.ToArray())).ToArray<double>();
            Array.Resize(ref entries, image.Length * (int)x.Size);
            for (int j = 0; j < image.Length; j++)
                entries[j * x.Size + i] = image[j];
        }

        return entries;
    }

    /// <summary>A tensor with columns stacked: the first axis of each side moves fastest.</summary>
    private static Tensor Stacked(Tensor tensor, int rank)
    {
        int[] order = [.. Enumerable.Range(0, rank).Reverse(), .. Enumerable.Range(rank, tensor.Rank - rank).Reverse()];
        long rows = 1;
        for (int i = 0; i < rank; i++)
            rows *= tensor.Shape[i];
        return tensor.Transpose(order).Reshape((int)rows, (int)(tensor.Size / rows));
    }
}
