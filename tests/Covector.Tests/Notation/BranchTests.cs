using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Notation;

/// <summary>
/// What holds on one side of zero, or in one period, is no identity: derivatives of roots of squares, logarithms and inverse functions on
/// the other side. The expected values are worked out by hand.
/// </summary>
public sealed class BranchTests
{
    [Theory]
    // max(x, y).
    [InlineData("(x+y+sqrt((x-y)^2))/2", "x=3, y=1", 1)]
    [InlineData("(x+y+sqrt((x-y)^2))/2", "x=1, y=3", 0)]
    // max(x, 0).
    [InlineData("(x+sqrt(x^2))/2", "x=-1", 0)]
    [InlineData("(x+sqrt(x^2))/2", "x=2", 1)]
    [InlineData("sqrt(x^2)-x", "x=-2", -2)]
    [InlineData("sqrt(x^2)-x", "x=2", 0)]
    [InlineData("(x^2)^(1/2)-x", "x=-2", -2)]
    [InlineData("(x^4)^(1/4)-x", "x=-2", -2)]
    [InlineData("(x^2)^(3/2)-x^3", "x=-2", -24)]
    // sin|x| sin x = sin²x to the right, −sin²x to the left.
    [InlineData("sin(sqrt(x^2))*sin(x)", "x=-2", -0.7568024953079282)]
    [InlineData("sqrt((x-y)^2)-(x-y)", "x=3, y=1", 0)]
    [InlineData("sqrt((x-y)^2)-(x-y)", "x=1, y=3", -2)]
    [InlineData("sqrt((x-100)^2)-(100-x)", "x=101", 2)]
    [InlineData("sqrt((x-100)^2)-(100-x)", "x=7", 0)]
    [InlineData("sqrt(y^2*x)-y*sqrt(x)", "x=4, y=-1", 0.5)]
    [InlineData("sqrt(4*x)-3*sqrt(x)", "x=4", -0.25)]
    [InlineData("exp(log(x^2)/2)-x", "x=-2", -2)]
    [InlineData("exp((log(x^2)+y)/2)-x*exp(y/2)", "x=-2, y=0", -2)]
    [InlineData("(x^2)^y-x^(2*y)", "x=-2, y=1.5", -24)]
    [InlineData("(x^2)^y-x^(2*y)", "x=2, y=1.5", 0)]
    [InlineData("exp(log(x^2)*y)-x", "x=-2, y=0.5", -2)]
    [InlineData("arcsin(sin(x))-x", "x=2", -2)]
    [InlineData("arcsin(sin(x))-x", "x=1", 0)]
    [InlineData("arccos(cos(x))-x", "x=-1", -2)]
    [InlineData("y*(arctan(tan(x))-x)", "y=1, x=2", -3.1415926535897932, "y")]
    // 1/|x| − 1/x to the left: the derivative is 2/x².
    [InlineData("1/sqrt(x^2)-1/x", "x=-2", 0.5)]
    // √(1 + 1/x) = √(x(x + 1))/x to the right and its opposite to the left, where g = √(1 + 1/x) has the derivative −1/(2x²g).
    [InlineData("sqrt(1+1/x)-sqrt(x*(x+1))/x", "x=-2", -0.35355339059327379)]
    [InlineData("sqrt(1+1/x)-sqrt(x*(x+1))/x", "x=2", 0)]
    public void Scalars(string text, string point, double expected, string wrt = "x")
    {
        var values = point.Split(", ").Select(p => p.Split('=')).ToDictionary(
            p => p[0], p => (Tensor)double.Parse(p[1], System.Globalization.CultureInfo.InvariantCulture));
        values.TryAdd("y", 1.0);
        var derivative = MatrixFormula.Parse(text, "x, y: scalar").Derivative(wrt);
        double found = derivative.Evaluate(values).ToArray<double>()[0];
        Assert.True(Math.Abs(expected - found) < 1e-12, $"{derivative} is {found}, not {expected}.");
    }

    [Fact]
    public void The_norm_of_a_multiple()
    {
        var values = new Dictionary<string, Tensor> { ["c"] = -2.0, ["x"] = new[] { 3.0, 4 } };
        // |c| ‖x‖ − c ‖x‖: −2 ‖x‖ to the left of zero.
        Assert.Equal(-10, MatrixFormula.Parse("norm2(c*x)-c*norm2(x)", "c: scalar").Derivative("c").Evaluate(values).ToArray<double>()[0], 12);
        Assert.True(MatrixFormula.Parse("norm2(-3*x)-3*norm2(x)").Derivative("x").ToString() is "0" or "zeros(n)");
    }

    [Fact]
    public void Determinants()
    {
        var values = new Dictionary<string, Tensor> { ["A"] = Tensor.From<double>([0, 1, 1, 0], [2, 2]) };
        // |det A| − det A = −2 det A, and the gradient of det A is [[0, −1], [−1, 0]].
        foreach (string text in (string[])["det(A'*A)^(1/2)-det(A)", "sqrt(det(A)^2)-det(A)", "exp(logdet(A'*A)/2)-det(A)"])
        {
            double[] found = MatrixFormula.Parse(text, "A: n×n").Derivative("A").Evaluate(values).ToArray<double>();
            Assert.Equal([0, 2, 2, 0], Array.ConvertAll(found, x => Math.Round(x, 12)));
        }
    }

    [Fact]
    public void The_largest_entry_is_none_of_them()
    {
        var derivative = MatrixFormula.Parse("max(x)-x[1]", "x: n").Derivative("x");
        Assert.Equal([-1, 1.0], derivative.Evaluate(new Dictionary<string, Tensor> { ["x"] = new[] { 1.0, 2 } }).ToArray<double>());
        Assert.Equal([0, 0.0], derivative.Evaluate(new Dictionary<string, Tensor> { ["x"] = new[] { 3.0, 2 } }).ToArray<double>());
    }

    [Fact]
    public void A_function_that_is_read()
    {
        static Tensor F(Tensor x) => Sqrt(Square(x)) - x;
        var formula = FormulaOf(F)(-2.0);
        double found = formula.Derivative(formula.Variables[0].Name)
            .Evaluate(new Dictionary<string, Tensor> { [formula.Variables[0].Name] = -2.0 }).ToArray<double>()[0];
        Assert.Equal(-2, found);
        Assert.Equal(Grad(F)(-2.0).ToArray<double>()[0], found);
    }

    /// <summary>What is nearly constant on most samples is not constant.</summary>
    [Theory]
    [InlineData("tanh(50*x)", 0.01, 39.32238664829637)]
    [InlineData("tanh(5000*x)", 0.0001, 3932.238664829637)]
    [InlineData("exp(-x^2*1000)", 0.01, -18.09674836071919)]
    [InlineData("sigmoid(100*x)", 0.01, 19.661193324148187)]
    [InlineData("softplus(100*x)-100*x", 0.01, -26.894142136999513)]
    public void Far_from_zero(string text, double x, double expected)
    {
        var derivative = MatrixFormula.Parse(text, "x: scalar").Derivative("x");
        double found = derivative.Evaluate(new Dictionary<string, Tensor> { ["x"] = x }).ToArray<double>()[0];
        Assert.True(Math.Abs(found - expected) < 1e-12 * Math.Abs(expected), $"{derivative} is {found}, not {expected}.");
    }

    [Theory]
    [InlineData("sqrt(x^2)-x", "x: scalar positive")]
    [InlineData("sqrt(x*y)-sqrt(x)*sqrt(y)", "x, y: scalar positive")]
    [InlineData("sqrt(y^2*x)-y*sqrt(x)", "x, y: scalar positive")]
    [InlineData("sqrt(x.^2)-x", "x: n positive")]
    [InlineData("sqrt((1+x^2)^2)-1-x^2", "x: scalar")]
    [InlineData("sqrt(exp(x)^2)-exp(x)", "x: scalar")]
    [InlineData("sqrt(x^2)-abs(x)", "x: scalar")]
    [InlineData("sqrt(9*x)-3*sqrt(x)", "x: scalar")]
    [InlineData("log(exp(x))-x", "x: scalar")]
    [InlineData("exp(log(x))-x", "x: scalar")]
    [InlineData("sin(arcsin(x))-x", "x: scalar")]
    [InlineData("sqrt(x'*x)-norm2(x)", "x: n")]
    public void What_holds_everywhere_is_used(string text, string declarations) =>
        Assert.Contains(MatrixFormula.Parse(text, declarations).Derivative("x").ToString(), (string[])["0", "zeros(n)", "zeros(n,n)"]);

    [Theory]
    [InlineData("sqrt(x^2)", "x: scalar", "sign(x)")]
    [InlineData("sqrt(x^2)", "x: scalar positive", "1")]
    [InlineData("sqrt(x*y)", "x, y: scalar positive", "0.5*sqrt(y/x)")]
    public void The_derivative_is(string text, string declarations, string expected) =>
        Assert.True(MatrixFormula.Parse(text, declarations).Derivative("x").Check(expected).IsRight);

    /// <summary>Lines of derivations are compared on both sides of zero.</summary>
    [Theory]
    [InlineData("sqrt(x^2)-x"), InlineData("x*abs(x)*sqrt(y^2)"), InlineData("norm2(y*x)"), InlineData("log(x^2+y^2)*relu(x-y)"), InlineData("max(abs(x),x)")]
    public void Derivations_hold(string text)
    {
        var derivation = MatrixFormula.Parse(text, "x, y: scalar").Explain("x");
        Assert.All(derivation.Steps.Where(s => s.Error is not null), s => Assert.InRange(s.Error!.Value, 0, 1e-5));
        Assert.Contains("checked against difference quotients", derivation.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Forms without all entries are compared along a direction, and say so.</summary>
    [Theory]
    [InlineData("kron(A,B)*x", "A"), InlineData("A*X*B", "X")]
    public void A_linear_map_is_compared(string text, string variable)
    {
        var derivation = MatrixFormula.Parse(text).Explain(variable);
        Assert.InRange(derivation.Steps[^1].Error!.Value, 0, 1e-4);
        Assert.Contains("1e-4 are allowed", derivation.ToString(), StringComparison.Ordinal);
    }
}
