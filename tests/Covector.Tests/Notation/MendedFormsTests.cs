using Covector.Notation;
using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Notation;

/// <summary>Forms of derivatives that a first reader tried, against difference quotients and closed forms.</summary>
public sealed class MendedFormsTests
{
    [Theory]
    [InlineData("1/0*x")]
    [InlineData("x*inv(0)")]
    [InlineData("x/(1-1)")]
    [InlineData("x^(1/0)")]
    public void A_denominator_that_is_zero_is_refused(string text)
    {
        var formula = MatrixFormula.Parse(text);
        var problem = Assert.Throws<FormulaException>(() => formula.Derivative("x"));
        Assert.Contains("A denominator is zero", problem.Message, StringComparison.Ordinal);
        Assert.Equal("0", MatrixFormula.Parse("x: scalar; (x-x)^2").Derivative("x").ToString(FormulaFormat.Plain));
    }

    /// <summary>
    /// The derivative is one at the largest entry, where the distance from the largest is zero: it must not be a few units of the last place.
    /// </summary>
    [Theory]
    [InlineData("max(x+y)", 1)]
    [InlineData("min(x-y)", 1)]
    [InlineData("max(-x-y-0.1*ones(n))", -1)]
    [InlineData("max(c*(y+x))", 3)]
    [InlineData("m=max(x+y+y); m", 1)]
    [InlineData("max(x+y)+min(x+y)", 2)]
    public void The_derivative_of_the_largest_entry_is_that_of_one_entry(string text, double sum)
    {
        var random = new Random(3);
        var formula = MatrixFormula.Parse(text, "x, y: n; c: scalar");
        MatrixDerivative[] derivatives = [formula.Derivative("x"), formula.Derivative("x", DerivativeForm.Row), formula.Explain("x").Derivative!];
        for (int k = 0; k < 50; k++)
        {
            double[] Next() => [.. Enumerable.Range(0, 5).Select(_ => 4 * random.NextDouble() - 2)];
            var all = new Dictionary<string, Tensor> { ["x"] = Next(), ["y"] = Next(), ["c"] = 3 };
            var values = formula.Variables.ToDictionary(v => v.Name, v => all[v.Name]);
            foreach (var derivative in derivatives)
                Assert.Equal(sum, derivative.Evaluate(values).ToArray<double>().Sum(), 1e-12);
        }
    }

    [Theory]
    [InlineData("x: n positive, y: n; x.^y", "x")]
    [InlineData("x: n positive, y: n; x.^y", "y")]
    [InlineData("X: m×n positive, Y: m×n; X.^Y", "X")]
    [InlineData("X: m×n positive, Y: m×n; X.^Y", "Y")]
    [InlineData("x: n positive; x.^x", "x")]
    [InlineData("x: n positive, y: n; sum(x.^y)", "x")]
    [InlineData("x: n positive, y: n; sum(x.^y)", "y")]
    [InlineData("c: n positive, x: n; c.^x", "x")]
    [InlineData("c: scalar positive, x: n; sum(c.^x)", "x")]
    [InlineData("c: scalar positive, x: n; c.^x", "c")]
    [InlineData("logdet(X)", "X")]
    [InlineData("logsumexp(X)", "X")]
    [InlineData("logsumexp(A*X)*logsumexp(X')", "X")]
    [InlineData("det(X)", "X")]
    [InlineData("diag(X*y)*Y", "X")]
    [InlineData("sum(W*x)", "W")]
    [InlineData("S: n×n spd; sqrt(x'*S*x)", "x")]
    [InlineData("logdet(X'*X)", "X")]
    [InlineData("tanh(X*tanh(Y*x+y)+x)", "x")]
    [InlineData("D: n×n diagonal, A: n×n; tr(D*A)", "D")]
    [InlineData("vec(A*X*B)", "X")]
    [InlineData("sin(t)*t", "t")]
    [InlineData("t^3", "t")]
    [InlineData("x: n, u: m, v: m; (u+v)*sum(softmax(x))", "x")]
    [InlineData("x: n; sum((sigmoid(x)-ones(n)).^2)+sum(sigmoid(-x))", "x")]
    [InlineData("x: n; norm2(x+sum(x)*ones(n))", "x")]
    [InlineData("x: n; sum(x)^2+x'*x", "x")]
    [InlineData("x: n; sum((x-sum(x)*ones(n)).^2)", "x")]
    [InlineData("x, y: n; A: n×n; max(A*x+y)", "x")]
    public void Every_form_agrees_with_difference_quotients(string text, string variable)
    {
        var formula = MatrixFormula.Parse(text);
        var differences = new CentralDifferences(formula, variable);
        bool isStacked = text.StartsWith("vec", StringComparison.Ordinal);
        foreach (var form in differences.Forms.Where(f => !isStacked || f is DerivativeForm.Natural or DerivativeForm.LinearMap or DerivativeForm.Kronecker))
        {
            var derivative = formula.Derivative(variable, form);
            Assert.True(differences.Deviation(derivative) < 1e-5, $"{form}: {derivative}");
            foreach (var format in Enum.GetValues<FormulaFormat>())
                Assert.NotEmpty(derivative.ToString(format));
        }
    }

    [Theory]
    [InlineData("x.^y", "x", "diag(y.*x.^(y-ones(n)))")]
    [InlineData("x.^y", "y", "diag(x.^y.*log(x))")]
    [InlineData("2.^x", "x", "log(2)*diag(2.^x)")]
    [InlineData("D: n×n diagonal, A: n×n; tr(D*A)", "D", "diag(diag(A))")]
    [InlineData("vec(A*X*B)", "X", "vec(A*dX*B)")]
    public void A_derivative_reads(string text, string variable, string expected)
    {
        var derivative = MatrixFormula.Parse(text).Derivative(variable);
        Assert.True(derivative.Check(expected).IsRight, derivative.ToString());
        Assert.DoesNotContain("exp", derivative.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Kronecker_forms_are_matrices_or_stacked_entries()
    {
        var formula = MatrixFormula.Parse("diag(X*y)*Y");
        var derivative = formula.Derivative("X", DerivativeForm.Kronecker);
        Assert.Equal(["m*p", "m*n"], derivative.Shape);
        var value = derivative.Evaluate(new Dictionary<string, Tensor>
        {
            ["X"] = Tensor.Zeros(2, 2),
            ["y"] = new[] { 3.0, 5 },
            ["Y"] = Tensor.From(new double[,] { { 1, 2, 7 }, { 3, 4, 11 } }),
        });
        // ∂F[i,j]/∂X[i,l] = y[l] Y[i,j]: rows (i,j), columns (i,l), i fastest.
        Assert.Equal(
            Tensor.From(new double[,]
            {
                { 3, 0, 5, 0 }, { 0, 9, 0, 15 }, { 6, 0, 10, 0 }, { 0, 12, 0, 20 }, { 21, 0, 35, 0 }, { 0, 33, 0, 55 },
            }).ToArray<double>(), value.ToArray<double>());
        Assert.Equal("diag(vec(Y))*kron(ones(p)*y',eye(m))", derivative.ToString());
        // Where there is none, code has all entries.
        var entries = MatrixFormula.Parse("diag(X)*diag(X)'").Derivative("X", DerivativeForm.Kronecker);
        Assert.NotEmpty(entries.Indices);
        Assert.Equal(["n*n", "n*n"], entries.Shape);
        Assert.Contains("np.reshape(", entries.ToString(FormulaFormat.NumPy), StringComparison.Ordinal);
        Assert.Contains("reshape([", entries.ToString(FormulaFormat.Julia), StringComparison.Ordinal);
        Assert.Contains(".Reshape(n * n, n * n)", entries.ToString(FormulaFormat.CSharp), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a*b*c", 0)]
    [InlineData("a*sin(b)", 0)]
    [InlineData("a*u*b", 0)]
    [InlineData("A*x-b", 1)]
    [InlineData("W*x+b", 1)]
    public void The_letter_b_is_a_vector_among_matrices(string text, int rank) =>
        Assert.Equal(rank, MatrixFormula.Parse(text).Variables.Single(v => v.Name == "b").Axes.Count);

    [Theory]
    [InlineData("x'*A*x", "x", "2*A*x", FormulaDifference.Other, "right if A is symmetric")]
    [InlineData("x'*A*x", "x", "A*x", FormulaDifference.MissingTerm, "lacks the term Aᵀ x")]
    [InlineData("x'*A*x", "x", "(A-A')*x", FormulaDifference.WrongTerm, "The term Aᵀ in A − Aᵀ has the opposite sign")]
    [InlineData("norm2(A*X*B-C)^2", "X", "2*A'*A*X*B*B'", FormulaDifference.MissingTerm, "lacks the term −2Aᵀ C Bᵀ")]
    [InlineData("norm2(A*X*B-C)^2", "X", "2*A'*A*X*B*B'-A'*C*B'", FormulaDifference.WrongTerm, "0.5 times its factor")]
    [InlineData("A: m×n; norm2(A*x-y)^2/2", "x", "A'*(A*x+y)", FormulaDifference.WrongTerm, "The term y in A x + y has the opposite sign")]
    [InlineData("A: m×n; norm2(A*x-y)^2/2", "x", "A*(A*x-y)", FormulaDifference.Shape, "m×n")]
    public void A_wrong_proposal_is_judged(string text, string variable, string proposal, FormulaDifference difference, string message)
    {
        var verdict = MatrixFormula.Parse(text).Derivative(variable).Check(proposal);
        Assert.Equal(difference, verdict.Difference);
        Assert.Contains(message, verdict.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x'*A*x", "x", DerivativeForm.Scalar, "There is no scalar derivative by x: n")]
    [InlineData("A*x", "x", DerivativeForm.SymmetricGradient, "There is no gradient among symmetric matrices by x: n")]
    [InlineData("5", "x", DerivativeForm.Natural, "it has no variables")]
    public void What_has_no_such_form_is_refused_in_words(string text, string variable, DerivativeForm form, string message) =>
        Assert.Contains(message, Assert.Throws<FormulaException>(() => MatrixFormula.Parse(text).Derivative(variable, form)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_unknown_letter_of_a_proposal_is_named() =>
        Assert.Contains("There is no variable q in the formula", Assert.Throws<FormulaException>(
            () => MatrixFormula.Parse("x'*A*x").Derivative("x").Check("A*q")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("sum(log(b-A*x))+sum(log(c-B*x))", "x", "-A'*(1./(b-A*x))-B'*(1./(c-B*x))")]
    [InlineData("sum(sqrt(b-A*x))", "b", "0.5*(b-A*x).^(-0.5)")]
    [InlineData("sum(arcsin(A*x))", "x", "A'*(ones(m)-(A*x).^2).^(-0.5)")]
    public void Values_on_which_a_formula_is_finite_are_found(string text, string variable, string expected)
    {
        var derivative = MatrixFormula.Parse(text, "A: m×n, B: p×n").Derivative(variable);
        Assert.True(derivative.Check(expected).IsRight, derivative.Check(expected).Message);
    }

    [Fact]
    public void A_singular_matrix_has_no_inverse() =>
        Assert.Contains("singular", Assert.Throws<FormulaException>(() => MatrixFormula.Parse("inv(A)").Evaluate(
            new Dictionary<string, Tensor> { ["A"] = Tensor.Ones(2, 2) })).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("inv(A)", 3e-15, false)]
    [InlineData("A^-1", 3e-15, false)]
    [InlineData("inv(A)", 1e-13, true)]
    [InlineData("A^-2", 1e-10, true)]
    public void A_matrix_that_rounding_may_make_singular_has_no_inverse(string text, double determinant, bool hasOne)
    {
        // The condition number of this matrix in the 1-norm is 36 over its determinant; the limit is 2⁵²/n.
        var values = new Dictionary<string, Tensor> { ["A"] = Tensor.From(new[,] { { 1.0, 2 }, { 2, 4 + determinant } }) };
        if (hasOne)
            Assert.All(MatrixFormula.Parse(text).Evaluate(values).ToArray<double>(), x => Assert.True(double.IsFinite(x)));
        else
            Assert.Contains("the matrix of 2×2 is singular to the precision", Assert.Throws<FormulaException>(
                () => MatrixFormula.Parse(text).Evaluate(values)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Q: n×n orthogonal, A: n×n; tr(Q'*A*Q)", "Q", "(A+A')*Q")]
    [InlineData("Q: n×n orthogonal, x: n; norm2(Q*x)", "Q", "Q*x*x'/norm2(Q*x)")]
    [InlineData("y: n simplex; sum(y)", "y", "ones(n)")]
    [InlineData("y: n signs, x: n; sum(y.^2)+x'*y", "y", "2*y+x")]
    [InlineData("a, b: n; S: n×n symmetric; a'*S*b+b'*S*a", "S", "a*b'+b*a'")]
    [InlineData("A: n×n; S: n×n symmetric; tr(A*S)-tr(A'*S)", "S", "A'-A")]
    public void A_gradient_is_that_among_all_values(string text, string variable, string expected)
    {
        var derivative = MatrixFormula.Parse(text).Derivative(variable, DerivativeForm.Gradient);
        Assert.Equal(expected, derivative.ToString());
        Assert.NotEmpty(MatrixFormula.Parse(text).Explain(variable, DerivativeForm.Gradient).Steps);
    }

    [Fact]
    public void A_product_of_lengths_is_not_one_of_them() => Assert.Contains("m", Assert.Throws<FormulaException>(
        () => MatrixFormula.Parse("x: m×n, A: p×m, B: q×n; kron(B,A)*x")).Message, StringComparison.Ordinal);

    [Fact]
    public void Derivations_name_shapes_and_norms()
    {
        Assert.Contains("‖X‖_F", MatrixFormula.Parse("norm2(X)").Explain("X").ToString(), StringComparison.Ordinal);
        Assert.Contains("_{F}", MatrixFormula.Parse("norm2(X)").Explain("X").ToLatex().Replace("_F", "_{F}", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains(MatrixFormula.Parse("u'*tanh(W*x+b)", "u: m").Explain("b").Steps, s => s.Kind == DerivationStepKind.Chain && s.Shape is ["1", "m"]);
        Assert.Single(MatrixFormula.Parse("inv(X)").Explain("X").Steps, s => s.Unicode.StartsWith("∂y[i,j]/∂X[k,l] = ", StringComparison.Ordinal));
        Assert.StartsWith("dy = ", MatrixFormula.Parse("X*Y*X").Explain("X").Steps[^1].Unicode, StringComparison.Ordinal);
        Assert.Equal(["1", "n"], MatrixFormula.Parse("x'*A*x").Derivative("x", DerivativeForm.Jacobian).Shape);
        Assert.All(
            MatrixFormula.Parse("A: m×n; norm2(A*x-y)^2/2").Explain("x").StepsWithRewrites().Where(s => s.Kind == DerivationStepKind.Rewrite),
            s => Assert.NotEqual(s.Unicode.Split(" = ")[0], s.Unicode.Split(" = ")[1]));
    }

    // Its root has a value on half of the samples only.
    [Theory]
    [InlineData("sqrt(c)*x", "x", "sqrt(c)*eye(n)")]
    [InlineData("x/sqrt(c)", "c", "-0.5*x/c^1.5")]
    [InlineData("x.*sqrt(y)", "x", "diag(sqrt(y))")]
    [InlineData("exp(-x.^2/2)/sqrt(2*pi)", "x", "-diag(x.*exp(-x.^2/2))/sqrt(2*pi)")]
    [InlineData("softmax(A*x/sqrt(3))", "x", "s=softmax(A*x/sqrt(3)); (diag(s)-s*s')*A/sqrt(3)")]
    public void Roots_of_other_variables_stay(string text, string variable, string expected)
    {
        var derivative = MatrixFormula.Parse(text, "x: n").Derivative(variable);
        Assert.Equal(expected, derivative.ToString());
        Assert.True(new CentralDifferences(MatrixFormula.Parse(text, "x: n"), variable).Deviation(derivative) < 1e-6);
    }

    [Fact]
    public void Method_groups_of_several_arguments_are_explained()
    {
        static Tensor F(Tensor W, Tensor x) => Sum(Tanh(Dot(W, x)));
        static Tensor G(Tensor W, Tensor x, Tensor b) => Sum(Tanh(Dot(W, x) + b));
        var (W, x, b) = (Tensor.From(new[,] { { 1.0, 2, 3 }, { 4, 5, 6 } }), new[] { 1.0, -1, 2 }, new[] { 0.5, 1 });
        Assert.True(Explain(F)(W, x).Derivative!.Check("(ones(m)-tanh(W*x).^2)*x'").IsRight);
        Assert.True(Explain(G, "b")(W, x, b).Derivative!.Check("ones(m)-tanh(W*x+b).^2").IsRight);
        Assert.Equal("sum(tanh(W*x))", FormulaOf(F)(W, x).ToString());
        Assert.Equal("sum(tanh(W*x+b))", FormulaOf(G)(W, x, b).ToString());
    }

    [Fact]
    public void Functions_of_C_sharp_with_powers_are_formulas()
    {
        var power = FormulaOf((Tensor x) => Sum(Pow(x, 2.5)))(new[] { 1.0, 2, 3 });
        Assert.True(power.Derivative("x").Check("2.5*x.^1.5").IsRight);
        var ridge = FormulaOf((Tensor A, Tensor x) => Sum(Square(Dot(A, x))) + 0.1 * Sum(Square(x)))(Tensor.From(new[,] { { 1.0, 2 }, { 3, 4 }, { 5, 6 } }), new[] { 1.0, 2 });
        Assert.True(ridge.Derivative("x").Check("2*A'*A*x+0.2*x").IsRight);
        var product = Explain((Tensor x) => Sin(x) * x)(0.7);
        Assert.True(product.Derivative!.Check("cos(x)*x+sin(x)").IsRight);
        var slices = Explain((Tensor x) => x[1..] - x[..^1])(new[] { 1.0, 2, 4 });
        Assert.NotEmpty(slices.Steps);
    }
}
