using Covector.Notation;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Notation;

/// <summary>Entries by their numbers, x[1] and A[2,3], unit vectors, and sections, x[2:4] and A[1:2,:].</summary>
public sealed class NumberedEntryTests
{
    private static readonly Tensor _x = new[] { 0.3, -0.7, 1.1, 0.4 };

    private static readonly Tensor _matrix = Tensor.From(new[,] { { 1.0, -2, 0.3, 4 }, { 0.5, 0.6, -7, 8 }, { -0.9, 1, 0.2, 1.2 } });

    [Theory]
    [InlineData("x[1]*x[2]+sin(x[3])", "x[2]*unit(n,1)+x[1]*unit(n,2)+cos(x[3])*unit(n,3)")]
    [InlineData("(A*x)[2]", "A'*unit(m,2)")]
    [InlineData("A[2,3]*x[1]", "A[2,3]*unit(n,1)")]
    [InlineData("exp(x)[2]", "exp(x)[2]*unit(n,2)")]
    [InlineData("sum(x)*x[4]", "x[4]*ones(n)+sum(x)*unit(n,4)")]
    [InlineData("unit(n,2)'*x", "unit(n,2)")]
    [InlineData("x[2]*unit(n,3)'*x", "x[3]*unit(n,2)+x[2]*unit(n,3)")]
    [InlineData("(unit(n,1).*unit(n,2))'*x", "zeros(n)")]
    [InlineData("x[40]^2", "2*x[40]*unit(n,40)")]
    public void Gradients_are_sums_of_unit_vectors(string formula, string gradient) =>
        Assert.Equal(gradient, MatrixFormula.Parse(formula, "A: m×n, x: n").Derivative("x").ToString());

    [Fact]
    public void They_are_written_as_in_mathematics_and_as_in_code()
    {
        var gradient = MatrixFormula.Parse("x[1]*x[2]").Derivative("x");
        Assert.Equal("x[2] e₁ + x[1] e₂", gradient.ToString(FormulaFormat.Unicode));
        Assert.Equal(@"x_{2}\, e_{1} + x_{1}\, e_{2}", gradient.ToString(FormulaFormat.Latex));
        Assert.Contains("x[1] * Tensor.Eye(n)[0] + x[0] * Tensor.Eye(n)[1]", gradient.ToString(FormulaFormat.CSharp), StringComparison.Ordinal);
        Assert.Contains("x[1] * np.eye(n)[0] + x[0] * np.eye(n)[1]", gradient.ToString(FormulaFormat.NumPy), StringComparison.Ordinal);
        Assert.Contains("x[2] * Matrix(I, n, n)[:, 1]", gradient.ToString(FormulaFormat.Julia), StringComparison.Ordinal);
        var tensor = MatrixFormula.Parse("x[1]*A", "A: m×n, x: n").Derivative("x", DerivativeForm.Tensor);
        Assert.Equal("δ[k,1] A[i,j]", tensor.ToString(FormulaFormat.Unicode));
    }

    [Theory]
    [InlineData("x: 3; x[4]", "has no entry 4")]
    [InlineData("x: n; x[0]", "whole number from 1 on")]
    [InlineData("x: n; x[1,2,3]", "indices")]
    [InlineData("A: m×n; A[1]", "1 index")]
    [InlineData("x: 3; unit(3,4)'*x", "only 3 unit vectors")]
    [InlineData("x: 3; x[2:4]", "has no entries 2:4")]
    [InlineData("x: n; x[4:2]", "not smaller")]
    [InlineData("x: n; x[2:2]", "at least two entries")]
    [InlineData("A: m×n; A[1,2:3]", "the other index is a range, too")]
    [InlineData("A: m×n; A[1:2]", "no part with 1 range")]
    [InlineData("x: 5; x[2:4]-x[1:2]", "3 ≠ 2")]
    public void Entries_that_there_are_not_are_refused(string formula, string message) =>
        Assert.Contains(message, Assert.Throws<FormulaException>(() => MatrixFormula.Parse(formula)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_entry_beyond_the_values_is_refused()
    {
        var values = new Dictionary<string, Tensor> { ["x"] = _x };
        Assert.Equal(0.4, (double)MatrixFormula.Parse("x[4]").Evaluate(values));
        Assert.Throws<FormulaException>(() => MatrixFormula.Parse("x[5]").Evaluate(values));
        Assert.Throws<FormulaException>(() => MatrixFormula.Parse("x[100]").Derivative("x"));
    }

    /// <summary>Functions with entries, and the formulas that they are.</summary>
    private static readonly Dictionary<string, Func<Tensor, Tensor, Tensor>> _functions = new()
    {
        ["x[1]*x[2]+sin(x[3])"] = (A, x) => x[0] * x[1] + Sin(x[2]),
        ["100*(x[2]-x[1]^2)^2+(1-x[1])^2"] = (A, x) => 100 * Square(x[1] - Square(x[0])) + Square(1 - x[0]),
        ["unit(m,2)'*A*x+A[1,3]*x[4]"] = (A, x) => Dot(A[1], x) + A[0, 2] * x[^1],
        ["softmax(A*x)[2]"] = (A, x) => Softmax(Dot(A, x))[1],
        ["-(A*x-logsumexp(A*x)*ones(m))[3]"] = (A, x) => -LogSoftmax(Dot(A, x))[2],
        ["x[1]*x"] = (A, x) => x[0] * x,
        ["(A*A')[1,2]*A*unit(n,1)"] = (A, x) => Dot(A, A.T)[0, 1] * A[.., 0],
        ["exp(x[2])*A*x"] = (A, x) => Exp(x[1]) * Dot(A, x),
        ["A'*unit(m,3)+x[3]*x"] = (A, x) => A[2] + x[2] * x,
        ["x[2:4]-x[1:3]"] = (A, x) => x[1..] - x[..^1],
        ["sum((x[2:4]-x[1:3]).^2)"] = (A, x) => Sum(Square(x[1..] - x[..^1])),
        ["x[2:4]'*x[1:3]"] = (A, x) => Dot(x[1..], x[..^1]),
        ["sum(100*(x[2:4]-x[1:3].^2).^2+(ones(3)-x[1:3]).^2)"] = (A, x) => Sum(100 * Square(x[1..] - Square(x[..^1])) + Square(1 - x[..^1])),
        ["A[1:2,2:4]*tanh(x[2:4])"] = (A, x) => Dot(A[..2, 1..], Tanh(x[1..])),
        ["(A*x)[2:3]'*x[1:2]"] = (A, x) => Dot(Dot(A, x)[1..], x[..2]),
        ["A[2:3,:]*x"] = (A, x) => Dot(A[1..], x),
        ["A[:,2:3]'*A*x"] = (A, x) => Dot(A[.., 1..3].T, Dot(A, x)),
        ["(A'*unit(3,2))[2:4].*x[2:4]"] = (A, x) => A[1, 1..] * x[1..],
        ["A[2,1]*norm2(x)"] = (A, x) => A.T[0, 1] * Norm(x),
    };

    public static TheoryData<string> Formulas => new(_functions.Keys);

    [Theory]
    [MemberData(nameof(Formulas))]
    public void Functions_with_entries_are_formulas_with_their_derivatives(string text)
    {
        var f = _functions[text];
        var values = new Dictionary<string, Tensor> { ["A"] = _matrix, ["x"] = _x };
        var formula = FormulaOf((Tensor A, Tensor x) => f(A, x))(_matrix, _x);
        Assert.Equal(text, formula.ToString());
        var value = f(_matrix, _x);
        Close(value, formula.Evaluate(values));
        Close(value, MatrixFormula.Parse(text, string.Join(", ", formula.Variables)).Evaluate(values));
        bool isScalar = value.Rank == 0;
        var byX = formula.Derivative("x", isScalar ? DerivativeForm.Gradient : DerivativeForm.Jacobian);
        var byA = formula.Derivative("A", isScalar ? DerivativeForm.Gradient : DerivativeForm.Tensor);
        Close(Jacobian((Tensor x) => f(_matrix, x))(_x), byX.Evaluate(values));
        Close(Jacobian((Tensor A) => f(A, _x))(_matrix), byA.Evaluate(values));
        if (isScalar)
            Close(Hessian((Tensor x) => f(_matrix, x))(_x), formula.Derivative("x", DerivativeForm.Hessian).Evaluate(values));
        foreach (string variable in (string[])["A", "x"])
        {
            var derivation = Explain((Tensor A, Tensor x) => f(A, x), variable)(_matrix, _x);
            Assert.NotNull(derivation.Derivative);
            Assert.All(derivation.Steps, step => Assert.True(step.Error is null or < 1e-5, $"{step}: {step.Error}"));
        }
    }

    [Fact]
    public void A_derivative_with_entries_is_read_again()
    {
        var values = new Dictionary<string, Tensor> { ["x"] = _x };
        var derivative = MatrixFormula.Parse("exp(x[2])*x'*x+x[1]/x[4]").Derivative("x");
        Close(derivative.Evaluate(values), MatrixFormula.Parse(derivative.ToString(), "x: n").Evaluate(values));
        var ofDifferences = MatrixFormula.Parse("norm2(x[2:4]-x[1:3])^2").Derivative("x");
        Assert.Equal("2*(eye(n)[:,2:4]-eye(n)[:,1:3])*(x[2:4]-x[1:3])", ofDifferences.ToString());
        Assert.Equal("2(I[:,2:4] − I[:,1:3]) (x[2:4] − x[1:3])", ofDifferences.ToString(FormulaFormat.Unicode));
        Assert.Equal(@"2\, \left(I_{:, 2:4} - I_{:, 1:3}\right)\, \left(x_{2:4} - x_{1:3}\right)", ofDifferences.ToString(FormulaFormat.Latex));
        Close(ofDifferences.Evaluate(values), MatrixFormula.Parse(ofDifferences.ToString(), "x: n").Evaluate(values));
        Assert.True(MatrixFormula.Parse("x[1]*x[2]").Derivative("x").Check("unit(n,1)*x[2]+unit(n,2)*x[1]").IsRight);
        Assert.False(MatrixFormula.Parse("x[1]*x[2]").Derivative("x").Check("unit(n,1)*x[1]+unit(n,2)*x[2]").IsRight);
    }

    /// <summary>The 1,000th entry needs arrays of a thousand: the linear map is written instead.</summary>
    [Fact]
    public void Far_entries_are_written_as_linear_maps() =>
        Assert.Null(Explain((Tensor x) => x[999] * x[0])(Tensor.Ones(1000)).Derivative);

    private static void Close(Tensor expected, Tensor actual) => AcceptanceTable.Close(expected.ToArray<double>(), actual.ToArray<double>());
}
