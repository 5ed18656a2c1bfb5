using Covector.Notation;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Notation;

/// <summary>A formula that is read from a graph is compared with what the graph computes.</summary>
public sealed class ReadingCheckTests
{
    private static readonly Unknown[] _unknowns = [new("W", [new("n"), new("n")]), new("x", [new("n")])];

    private static readonly Graph _graph = MakeGraph(
        (Tensor W, Tensor x) => Sum(Sin(Dot(W, x)) * x) + LogSumExp(x) + Mean(x))(Tensor.Ones(4, 4), Tensor.Ones(4));

    private static bool Differs(string formula) => ReadingCheck.Differs(
        _graph, ShapeInference.Infer(Parser.Parse(formula).Formula, _unknowns),
        length => length == 4 ? new Dimension("n") : throw new InvalidOperationException());

    [Theory]
    [InlineData("sum(sin(W*x).*x)+logsumexp(x)+mean(x)")]
    [InlineData("x'*sin(W*x)+log(sum(exp(x)))+sum(x)/n")]
    public void A_formula_that_agrees_is_taken(string formula) => Assert.False(Differs(formula));

    [Theory]
    [InlineData("sum(sin(W'*x).*x)+logsumexp(x)+mean(x)")]
    [InlineData("sum(cos(W*x).*x)+logsumexp(x)+mean(x)")]
    [InlineData("sum(sin(W*x).*x)+logsumexp(x)-mean(x)")]
    [InlineData("sum(sin(W*x).*x)+logsumexp(x)")]
    [InlineData("2*sum(sin(W*x).*x)+logsumexp(x)+mean(x)")]
    [InlineData("sum(sin(W*x).*x)+logsumexp(x)+sum(x)/4.0001")]
    [InlineData("sin(W*x).*x")]
    [InlineData("sum(sin(W*x).*x)+log(sum(x))+mean(x)")]
    public void A_wrong_one_is_not(string formula) => Assert.True(Differs(formula));

    [Fact]
    public void The_lengths_of_the_graph_do_not_matter()
    {
        var graph = MakeGraph((Tensor W, Tensor x) => Dot(W, x) - Mean(Tanh(x)) + Trace(Dot(W.T, W)))(Tensor.Ones(700, 1000), Tensor.Ones(1000));
        var small = new SmallGraph(graph, length => length == 700 ? 2 : 3);
        Tensor W = Tensor.From(new[,] { { 1.0, 2, 3 }, { 4, 5, 6 } }), x = new[] { 0.1, 0.2, 0.3 };
        var expected = Dot(W, x) - Mean(Tanh(x)) + Sum(W * W);
        AcceptanceTable.Close(expected.ToArray<double>(), small.Run([W, x]).ToArray<double>());
    }

    /// <summary>A value outside of the domain of the samples: nothing to compare, and nothing to hold against the formula.</summary>
    [Fact]
    public void A_formula_without_a_finite_value_is_kept()
    {
        Assert.Equal("log(x-50)", FormulaOf((Tensor x) => Log(x - 50))(60.0).ToString());
        Assert.Null(Explain((Tensor x) => Log(x - 50))(60.0).Derivative);
    }

    [Fact]
    public void Functions_of_floats_and_of_integers_agree_with_their_formulas()
    {
        Assert.Equal("sum(0.5*x)", FormulaOf((Tensor x) => Sum(0.5f * x))(Tensor.From(new[] { 1f, 2f })).ToString());
        Assert.Equal("x'*x", FormulaOf((Tensor x) => Dot(x, x))(Tensor.From(new[] { 1L, 2L })).ToString());
    }

    /// <summary>Values that a program shares, and a formula would repeat: 2⁴⁰ letters.</summary>
    [Fact]
    public void What_is_too_long_for_a_formula_is_written_as_equations()
    {
        static Tensor Doubling(Tensor x)
        {
            for (int i = 0; i < 40; i++)
                x = Sin(x) * x + x;
            return Sum(x);
        }

        static Tensor Deep(Tensor x)
        {
            for (int i = 0; i < 20_000; i++)
                x = Sin(x);
            return Sum(x);
        }

        Tensor x = new[] { 1.0, 2 };
        Assert.Throws<FormulaException>(() => FormulaOf((Tensor v) => Doubling(v))(x));
        Assert.Throws<FormulaException>(() => FormulaOf((Tensor v) => Deep(v))(x));
        Assert.Null(Explain((Tensor v) => Doubling(v))(x).Derivative);
    }
}
