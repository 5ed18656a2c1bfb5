using System.Diagnostics;
using Covector.Notation;

namespace Covector.Tests.Notation;

public sealed class ParserTests
{
    [Theory]
    [InlineData("-a*b", "Negation(Product)")]
    [InlineData("a*b/c", "Quotient(Product)")]
    [InlineData("a/b*c", "Product(Quotient)")]
    [InlineData("a.*b*c", "Product(Hadamard)")]
    [InlineData("-a^2", "Negation(Power)")]
    [InlineData("a^2'", "Transpose(Power)")]
    [InlineData("a'^2", "Power(Transpose)")]
    [InlineData("a^b^c", "Power(Power)")]
    [InlineData("1./x", "ElementwiseQuotient(Number)")]
    [InlineData("x.^y'", "Transpose(ElementwisePower)")]
    [InlineData("a+b*c", "Sum(Symbol)")]
    [InlineData("a+(b+c)", "Sum(Symbol)")]
    [InlineData("(a*b)*c", "Product(Product)")]
    [InlineData("(a.*b).*c", "Hadamard(Symbol)")]
    [InlineData("(a.*b).*c*d", "Product(Hadamard)")]
    public void Precedence_is_that_of_the_syntax(string text, string expected)
    {
        var body = Parser.Parse(text).Formula.Body;
        Assert.Equal(expected, $"{body.GetType().Name}({body.Children()[0].GetType().Name})");
    }

    [Theory]
    [InlineData("Aᵀ·x", "A'*x")]
    [InlineData("A⊤*x", "A'*x")]
    [InlineData("x⊙y⊘z", "(x.*y)./z")]
    [InlineData("‖A*x−b‖²", "norm2(A*x-b)^2")]
    [InlineData("‖x‖₁+‖y‖_F", "norm1(x)+norm2(y)")]
    [InlineData("||x||^2", "norm2(x)^2")]
    [InlineData("|a|", "abs(a)")]
    [InlineData("√(x'*x)", "sqrt(x'*x)")]
    [InlineData("σ(W₁*x)", "sigmoid(W1*x)")]
    [InlineData("λ*x", "lambda*x")]
    [InlineData("x²", "x^2")]
    [InlineData("x^⊙²", "x.^2")]
    [InlineData("A⁻¹*b", "A^(-1)*b")]
    [InlineData("2.*x", "2 .*x")]
    [InlineData("2.5e-1*x", "0.25*x")]
    [InlineData("x.'*y", "x'*y")]
    [InlineData("trace(A)+ln(a)+atan(b)", "tr(A)+log(a)+arctan(b)")]
    [InlineData("let z = W*x\nz'*z", "z=W*x; z'*z")]
    [InlineData("f(x) = norm2(x)^2", "norm2(x)^2")]
    [InlineData("a*-b", "a*(-b)")]
    [InlineData("--a", "-(-a)")]
    [InlineData("(a.*b).*(c.*d).*e", "a.*b.*c.*d.*e")]
    [InlineData("((a).*(b)).*(-c)", "a.*b.*(-c)")]
    public void Spellings(string text, string expected) => Assert.Equal(expected, Parser.Parse(text).Formula.ToString());

    [Fact]
    public void A_function_has_a_name_and_parameters()
    {
        var parsed = Parser.Parse("x: n, A: n×n; f(x, A) = x'*A*x");
        Assert.Equal("f", parsed.Name);
        Assert.Equal(["x", "A"], parsed.Parameters);
    }

    [Theory]
    [InlineData("A: m×n, x: n; A*x", "A: m×n, x: n", "m")]
    [InlineData("A: mxn, B: n x 3\nA*B", "A: m×n, B: n×3", "m×3")]
    [InlineData("S: spd; logdet(S)", "S: n×n", "")]
    [InlineData("A, B: n×n; y: simplex; A*B*y", "A: n×n, B: n×n, y: n", "n")]
    [InlineData("c: scalar positive, x: vector; c*x", "c, x: n", "n")]
    [InlineData("x: n×1, y: 1×n; y*x", "x: n, y: 1×n", "")]
    [InlineData("W*x+b", "W: m×n, x: n, b: m", "m")]
    [InlineData("W2*tanh(W1*x+b1)+b2-y", "W2: p×m, W1: m×n, x: n, b1: m, b2: p, y: p", "p")]
    [InlineData("sin(x)/x", "x", "")]
    [InlineData("x^2+y", "x, y", "")]
    [InlineData("x'*a", "x: n, a: n", "")]
    [InlineData("vec(A*X*B)", "A: m×n, X: n×p, B: p×q", "m*q")]
    [InlineData("kron(x',eye(m))", "x: n", "m×n*m")]
    [InlineData("sum(X,1)", "X: m×n", "1×n")]
    [InlineData("sum(X,2)", "X: m×n", "m")]
    [InlineData("x*ones(n)'/n", "x: m", "m×n")]
    public void Shapes_are_inferred(string text, string unknowns, string shape)
    {
        var shaped = ShapeInference.Infer(Parser.Parse(text));
        Assert.Equal(unknowns, string.Join(", ", shaped.Unknowns));
        Assert.Equal(shape, string.Join("×", shaped.Shape));
    }

    [Fact]
    public void Properties_are_read()
    {
        var unknowns = ShapeInference.Infer(Parser.Parse(
            "tr(S)+c", "S: n×n symmetric positive definite, Q: n×n orthogonal, c: positive, y: simplex, D: diagonal")).Unknowns;
        Assert.Equal([Properties.Symmetric | Properties.PositiveDefinite, Properties.Orthogonal, Properties.Positive, Properties.Simplex,
            Properties.Diagonal], unknowns.Select(unknown => unknown.Properties));
    }

    [Theory]
    [InlineData("A: m×n, x: p; A*x", 14, "A*x: A is m×n, x has length p; n ≠ p.")]
    [InlineData("A: m×n, x: p; 1+sum(A*x)", 20, "n ≠ p")]
    [InlineData("x: n, A: m×n; A*x+1", 14,
        "A*x has length m, 1 is a scalar; a number is added to every entry by a product with ones, as in ones(m).")]
    [InlineData("x: n, y: n; x*y", 12, "the inner product is x'*y")]
    [InlineData("A: m×n; tr(A)", 8, "tr is of a square matrix")]
    [InlineData("A: m×n; A^2", 8, "A is m×n")]
    [InlineData("x: n; 1/x", 6, "'./' divides entry by entry")]
    [InlineData("A: n×n, B: n×n; A/B", 16, "inv(A)*b")]
    [InlineData("tahn(x)", 0, "did you mean tanh?")]
    [InlineData("foo(x)", 0, "no function foo")]
    [InlineData("sin(x", 0, "Expected ')'")]
    [InlineData("x)", 1, "found ')'")]
    [InlineData("x y", 2, "products are written with *")]
    [InlineData("2x", 1, "products are written with *")]
    [InlineData("x+", 2, "the formula ends")]
    [InlineData("", 0, "the formula ends")]
    [InlineData("sin(x,y)", 0, "sin takes 1 argument, not 2")]
    [InlineData("kron(x)", 0, "kron takes 2 arguments, not 1")]
    [InlineData("a*\0b", 2, "NUL")]
    [InlineData("a # b", 2, "'#'")]
    [InlineData("x: n; X[i,", 10, "Expected the name of an index")]
    [InlineData("X: m×n; X[i,j,k]", 8, "no entry with 3 indices")]
    [InlineData("x^99999", 2, "exponent is greater than 1,000")]
    [InlineData("1e999", 0, "out of the range")]
    [InlineData("A: m×n, A: n×n; A", 8, "declared twice")]
    [InlineData("A: m×n×p; A", 3, "matrix has two axes")]
    [InlineData("A: nonsense words; A", 12, "'words' is no property")]
    [InlineData("z=x; z=y; z", 7, "z is defined twice")]
    [InlineData("x; y", 0, "Of several expressions")]
    [InlineData("x: n; eye(x)*x", 6, "expected the length of an axis")]
    public void Errors_show_where(string text, int position, string message)
    {
        var error = Assert.Throws<FormulaException>(() => ShapeInference.Infer(Parser.Parse(text)));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(position, error.Position);
        Assert.Contains('^', error.Message[error.Message.LastIndexOf('\n')..]);
    }

    [Fact]
    public void The_caret_is_below_the_place()
    {
        var error = Assert.Throws<FormulaException>(() => ShapeInference.Infer(Parser.Parse("A: m×n, x: p\ny+A*x")));
        Assert.Equal("A*x: A is m×n, x has length p; n ≠ p.\n  y+A*x\n    ^^^", error.Message);
    }

    public static TheoryData<string> Hostile => new(
        new string('(', 100_000), new string('(', 90_000) + "x", string.Concat(Enumerable.Repeat("sin(", 25_000)), new string('-', 99_000)
            + "x",
        "x" + new string('\'', 90_000), new string('√', 50_000) + "x", string.Concat(Enumerable.Repeat("|x+", 30_000)),
        string.Concat(Enumerable.Repeat("a.*b*", 20_000)) + "x", string.Concat(Enumerable.Repeat("x^", 40_000)) + "x",
        "9^9^9^9^9^9999999", new string('9', 50_000), new string('x', 90_000), "x^" + new string('9', 1_000), new string('a', 5_000_000),
        string.Concat(Enumerable.Repeat("x[i]", 20_000)), string.Concat(Enumerable.Repeat("a/", 40_000)) + "0", "x\0", "A: "
            + new string('n', 50_000),
        string.Concat(Enumerable.Repeat("a:", 40_000)), new string('[', 9_000), new string('‖', 9_000), "⁹⁹⁹⁹⁹⁹⁹⁹⁹⁹", "x²²²²²",
            "ones(n,n,n)", "ones(9999999)",
        "x = y = z", "let z", "f(", "f(x", "f(x)=", ":", "a:", ":;", ";", ",", "''", "ᵀ", "^", "\ud835", "A: 0×n; A", "A*B+C*");

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_text_is_refused_quickly(string text)
    {
        var watch = Stopwatch.StartNew();
        Assert.Throws<FormulaException>(() => ShapeInference.Infer(Parser.Parse(text)));
        Assert.True(watch.ElapsedMilliseconds < 2_000, $"It took {watch.ElapsedMilliseconds} ms.");
    }

    [Fact]
    public void Long_sums_and_products_are_read()
    {
        var watch = Stopwatch.StartNew();
        var sum = ShapeInference.Infer(Parser.Parse(string.Join("+", Enumerable.Repeat("x'*x", 15_000))));
        Assert.Equal(15_000, Assert.IsType<Sum>(sum.Formula.Body).Terms.Count);
        var product = ShapeInference.Infer(Parser.Parse(string.Join("*", Enumerable.Repeat("A", 40_000))));
        Assert.Equal("n×n", string.Join("×", product.Shape));
        Assert.True(watch.ElapsedMilliseconds < 4_000, $"It took {watch.ElapsedMilliseconds} ms.");
    }
}
