using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Notation;

/// <summary>Derivations as they are read.</summary>
public sealed partial class ExplainTests
{
    [Tree]
    internal sealed partial record Network(Tensor W, Tensor B, Tensor U)
    {
        public static Tensor Score(Network network, Tensor x) => Dot(network.U, Tanh(Dot(network.W, x) + network.B));
    }

    private static readonly Network _network = new(
        Tensor.From(new[,] { { 0.1, -0.2, 0.3 }, { 0.4, 0.5, -0.6 } }), new[] { 0.05, -0.1 }, new[] { 2.0, -1.0 });

    private static string Lines(Derivation derivation) =>
        string.Join('\n', derivation.Steps.Select(step => step.Unicode));

    /// <summary>A choice by equality or a condition taken as a number is no formula; it must not be dropped.</summary>
    [Fact]
    public void Choices_that_no_formula_has_are_refused()
    {
        Tensor x = new[] { 1.0, 2, 3 };
        Assert.Throws<FormulaException>(() => FormulaOf((Tensor v) => Sum(Where(Equal(v, 2.0), v, 0)))(x));
        Assert.Throws<FormulaException>(() => FormulaOf((Tensor v) => Sum((v > 0).AsType(DType.Float64) * v))(x));
        Assert.Throws<FormulaException>(() => FormulaOf((Tensor v) => Sum(Where(v > 1e-30, Log(v), 0)))(x));
    }

    [Theory]
    [InlineData(1e-4)]
    [InlineData(0.07)]
    [InlineData(123.456)]
    [InlineData(1.0 / 3)]
    public void Numbers_of_functions_are_kept(double number)
    {
        Tensor x = new[] { 1.0, 2, 3 };
        var formula = FormulaOf((Tensor v) => Sum(v) * number)(x);
        Assert.Equal(6 * number, (double)formula.Evaluate(new Dictionary<string, Tensor> { ["v"] = x }), 1e-12);
    }

    [Fact]
    public void The_note_is_derived_as_in_the_note_by_W()
    {
        Assert.Equal(
            """
            z = W x + B
            h = tanh(z)
            s = Uᵀ h
            ∂s/∂h = Uᵀ
            ∂h/∂z = diag(𝟏 − h^⊙²)
            ∂z[i]/∂W[j,k] = I[i,j] x[k]
            δ = ∂s/∂z = ∂s/∂h ∂h/∂z = Uᵀ diag(𝟏 − h^⊙²) = Uᵀ ⊙ (𝟏 − h^⊙²)ᵀ
            ∂s/∂W[j,k] = δ[i] ∂z[i]/∂W[j,k] = δ[i] I[i,j] x[k] = δ[j] x[k]
            ∂s/∂W = δ ∂z/∂W = δᵀ xᵀ
            ∂s/∂W = (U ⊙ (𝟏 − tanh(W x + B)^⊙²)) xᵀ
            """.ReplaceLineEndings("\n"),
            Lines(Explain<Network, Tensor>(Network.Score, "W")(_network, new[] { 1.0, 2, 3 })));
    }

    [Fact]
    public void The_note_is_derived_as_in_the_note_by_b()
    {
        string text = Lines(Explain<Network, Tensor>(Network.Score, "B")(_network, new[] { 1.0, 2, 3 }));
        Assert.Contains("∂z/∂B = I", text, StringComparison.Ordinal);
        Assert.Contains("∂s/∂B = δ ∂z/∂B = δ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_formula_has_a_derivation()
    {
        foreach (var line in ExpressionTests.Lines)
        {
            var (formula, variable) = ExpressionTests.Read(line.Data);
            var derivation = formula.Explain(variable);
            Assert.Contains(derivation.Steps, step => step.Kind == DerivationStepKind.Result);
            Assert.All(derivation.Steps, step => Assert.True(step.Error is null or < 1e-5));
        }
    }

    [Fact]
    public void The_names_of_the_reader_stay()
    {
        var derivation = MatrixFormula.Parse("z = W*x+b; h = tanh(z); u'*h", "u: m").Explain("x");
        Assert.Equal(["z", "h", "s"], derivation.Steps.Where(s => s.Kind == DerivationStepKind.Name).Select(s => s.Unicode[..1]));
        Assert.Contains("δ = ∂s/∂z", Lines(derivation), StringComparison.Ordinal);
    }

    /// <summary>What one would name has the value of something else in these: y + x of x + y, √x of |√x|, eˣ of nothing, as eˣ/(1 + eˣ) is σ(x).</summary>
    [Theory]
    [InlineData("(x+y)/(1+(y+x)^2)", 0.5, -0.3)]
    [InlineData("(x+y)/(1+(2*y+2*x)^2)", 0.5, -0.3)]
    [InlineData("t=y+x; (x+y)*t+t^2", 0.5, -0.3)]
    [InlineData("x*exp(x)/(1+exp(x))", 0.5, 0)]
    [InlineData("-x*sinh(x)/cosh(x)", 0.5, 0)]
    [InlineData("log(abs(sqrt(x)))", 0.5, 0)]
    [InlineData("log1p(log(x^2)/1)", 2, 0)]
    [InlineData("exp(1*log(x)^2)+y", 0.5, 1)]
    [InlineData("exp(log(-max(x,y))*3)", -0.5, -1)]
    [InlineData("(1-tanh(x-x))*x", 0.5, 0)]
    public void Names_of_what_has_the_value_of_something_else_are_given_up(string text, double x, double y)
    {
        var formula = MatrixFormula.Parse(text, "x: scalar; y: scalar");
        var values = new Dictionary<string, Tensor> { ["x"] = x, ["y"] = y };
        double F(double at) => formula.Evaluate(new Dictionary<string, Tensor>(values) { ["x"] = at }).ToArray<double>()[0];
        var derivation = formula.Explain("x");
        Assert.Equal(DerivationStepKind.Result, derivation.Steps[^1].Kind);
        Assert.All(derivation.Steps, step => Assert.True(step.Error is null or < 1e-5));
        double expected = (F(x + 1e-5) - F(x - 1e-5)) / 2e-5;
        Assert.Equal(expected, derivation.Derivative!.Evaluate(values).ToArray<double>()[0], 1e-6 * (1 + Math.Abs(expected)));
        Assert.NotEmpty(derivation.StepsWithRewrites());
    }

    [Fact]
    public void Other_names_stay_where_one_is_given_up()
    {
        string text = Lines(MatrixFormula.Parse("log(abs(sqrt(x)))", "x: scalar").Explain("x"));
        Assert.Contains("∂s/∂h₀ = 1/h₀", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Rewritings_stand_behind_the_step_that_they_belong_to()
    {
        var steps = MatrixFormula.Parse("u'*tanh(W*x+b)", "u: m").Explain("b").StepsWithRewrites();
        int rewrite = steps.ToList().FindIndex(s => s.Unicode == "δ[j] I[i,j] = δ[i]");
        Assert.True(rewrite > 0);
        Assert.Equal(DerivationStepKind.Rewrite, steps[rewrite].Kind);
        Assert.StartsWith("∂s/∂b = ", steps[rewrite - 1].Unicode, StringComparison.Ordinal);
    }

    public static IEnumerable<TheoryDataRow<string>> Ids => [.. Functions.Keys.Select(id => new TheoryDataRow<string>(id))];

    /// <summary>Cases of the table as functions of their variables, in the order of the table.</summary>
    private static readonly Dictionary<string, Func<Tensor[], Tensor>> Functions = new()
    {
        ["note-03"] = t => Dot(t[0], t[1]) + t[2],
        ["note-08"] = t => Tanh(t[0]),
        ["note-10"] = t => Relu(t[0]),
        ["qf-10"] = t => Dot(t[0], Dot(t[1], t[0])),
        ["nm-01"] = t => Norm(t[0]),
        ["nm-03"] = t => Sum(Square(Dot(t[0], t[1]) - t[2])),
        ["tr-12"] = t => Sum(t[0] * t[0]),
        ["jc-15"] = t => Softmax(t[0]),
        ["jc-17"] = t => LogSumExp(t[0]),
        ["jc-32"] = t => Dot(t[0], Tanh(Dot(t[1], t[2]))),
        ["ml-02"] = t => Sum(Exp(t[0])),
        ["ml-07"] = t => Sum(t[0] * Log(t[0])),
        ["ml-10"] = t => LogSumExp(Dot(t[0], t[1])) - Dot(t[2], Dot(t[0], t[1])),
        ["ml-19"] = t => Sum(Square(t[0] - Dot(t[1], t[2].T))),
        ["hs-02"] = t => 0.5 * Sum(Square(Dot(t[0], t[1]) - t[2])),
    };

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_function_has_the_derivative_of_its_formula(string id)
    {
        var one = AcceptanceTable.Case(id);
        var unknowns = one.Unknowns;
        var inputs = one.Inputs;
        Tensor[] values = [.. unknowns.Select(u => u.Axes.Count == 2
            ? Tensor.From<double>(inputs[u.Name].Entries, [inputs[u.Name].Rows, inputs[u.Name].Columns])
            : u.Axes.Count == 1 ? Tensor.From<double>(inputs[u.Name].Entries) : (Tensor)inputs[u.Name].Entries[0])];
        var formula = FormulaOf((Tensor[] all) => Functions[id](all))(values);
        int at = unknowns.ToList().FindIndex(u => u.Name == one.Wrt);
        var form = one.Kind switch
        {
            "grad" => DerivativeForm.Gradient,
            "jac" => DerivativeForm.Jacobian,
            "row" => DerivativeForm.Row,
            "hess" => DerivativeForm.Hessian,
            _ => throw new InvalidDataException(one.Kind),
        };
        var derivative = formula.Derivative(formula.Variables[at].Name, form);
        var point = formula.Variables.Zip(values).ToDictionary(pair => pair.First.Name, pair => pair.Second);
        AcceptanceTable.Close(one.DerivativeValue, derivative.Evaluate(point).ToArray<double>());
    }
}
