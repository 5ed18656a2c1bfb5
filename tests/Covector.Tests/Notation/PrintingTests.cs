using Covector.Notation;

namespace Covector.Tests.Notation;

public sealed class PrintingTests
{
    [Fact]
    public void What_is_printed_is_read_as_the_same_nodes()
    {
        for (int seed = 0; seed < 3_000; seed++)
        {
            var formula = RandomFormulas.Next(new Random(seed), 4);
            string text = PlainPrinter.Print(formula);
            var again = Parser.Parse(text).Formula.Body;
            Assert.True(formula == again, $"{seed}: {text} is read as {again}");
        }
    }

    [Fact]
    public void Every_formula_has_all_printed_forms()
    {
        for (int seed = 0; seed < 1_000; seed++)
        {
            var formula = RandomFormulas.Next(new Random(seed), 4);
            string unicode = UnicodePrinter.Print(formula), latex = LatexPrinter.Print(formula);
            Assert.Equal(unicode.Count(c => c == '('), unicode.Count(c => c == ')'));
            Assert.Equal(latex.Count(c => c == '{'), latex.Count(c => c == '}'));
            Assert.Equal(latex.Split(@"\left").Length, latex.Split(@"\right").Length);
        }
    }

    [Theory]
    [InlineData("2*(x*y')", "2*(x*y')")]
    [InlineData("(2*x)*y'", "(2*x)*y'")]
    [InlineData("((x))+(y)", "x+y")]
    [InlineData("(a/b)*c", "a/b*c")]
    [InlineData("a/(b*c)", "a/(b*c)")]
    [InlineData("a-(b-c)", "a-(b-c)")]
    [InlineData("x.^(-2)", "x.^(-2)")]
    [InlineData("(x.*y)*z", "(x.*y)*z")]
    [InlineData("y.^2.*s", "y.^2 .*s")]
    [InlineData("1./x", "1 ./ x")]
    [InlineData("0.125*x+1e-3*y", "0.125*x+0.001*y")]
    [InlineData("-(a+b)", "-(a+b)")]
    [InlineData("(A')'", "(A')'")]
    public void Parentheses_are_as_few_as_can_be(string text, string expected) =>
        Assert.Equal(expected, Parser.Parse(text).Formula.ToString());

    [Fact]
    public void A_fraction_and_a_negative_number_keep_their_value()
    {
        var formula = new Product([new Number(new Rational(-1, 3)), new Symbol("x"), new Number(-2)]);
        string text = formula.ToString();
        Assert.Equal("(-1/3)*x*(-2)", text);
        var value =
            Evaluator.Evaluate(Parser.Parse(text).Formula, new Dictionary<string, DenseMatrix> { ["x"] = DenseMatrix.Scalar(6) },
                new Dictionary<string, int>());
        Assert.Equal(4, value.Entries[0], 12);
    }

    [Theory]
    [InlineData("norm2(X)", "‖X‖_F", @"\left\lVert X\right\rVert_{F}")]
    [InlineData("norm2(x)", "‖x‖₂", @"\left\lVert x\right\rVert_{2}")]
    [InlineData("a*W1[i,j]", "a W₁[i,j]", @"a\, \left(W_{1}\right)_{ij}")]
    [InlineData("lambda1*x_max", "λ₁ x_max", @"\lambda_{1}\, x_{\mathrm{max}}")]
    [InlineData("2*3*a", "2·3a", @"2\, 3\, a")]
    [InlineData("x*ones(n)'", "x·𝟏ᵀ", @"x\, \mathbf{1}^{\top}")]
    [InlineData("sin(a)^2", "sin(a)²", @"\sin^{2}\left(a\right)")]
    [InlineData("a^(-2)", "a⁻²", "a^{-2}")]
    [InlineData("abs(a)", "|a|", @"\left\lvert a\right\rvert")]
    public void Unicode_and_LaTeX(string text, string unicode, string latex)
    {
        var shaped = ShapeInference.Infer(Parser.Parse(text));
        Assert.Equal(unicode, UnicodePrinter.Print(shaped.Formula, shaped));
        Assert.Equal(latex, LatexPrinter.Print(shaped.Formula, shaped));
    }
}
