using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Covector.Notation;

namespace Covector.Tests.Notation;

/// <summary>The LaTeX of formulas, read by KaTeX in its strict mode: <c>npm install --prefix tests/katex</c> brings it.</summary>
public sealed class KatexTests
{
    private const int Random = 500;

    private static readonly string[] _names =
    [
        "x", "W1", "delta1'*W2", "x_max", "loss*x", "alpha+Alpha+omicron+Sigma", "dX*A", "X1[i,j]*x2[k]", "delta(i1,j_a)*X[i1,j_a]",
            "a^b^c", "(-a)^(-2)",
        "a/b/c", "(a/b)^2", "sin(a)^2+sin(a)^(-1)", "abs(a)^2", "sqrt(a)^2", "-(x-y)", "x*(-a)", "1/3*x", "(1/3)^a", "norm1(X)^2",
            "sum(X,1)*x", "max(x,y)",
        "zeros(n)+ones(n)'*X*x", "(ones(m,n)-X.^2)'", "comm(n,m)*vec(X)", "log1p(x)+expm1(x)+square(x)+arctan(x)", "inv(inv(A))", "(A')'",
            "A^(-1)*x",
        "(x.^2).^3", "x.^(a+1)", "µ_1*x", "kron(A,B)*c", "-(-a)", "logdet(A)^2", "(a*b)*(c*d)",
        "x[1]*x[2]+sin(x[3])", "A[2,3]^2", "x[2:4]-x[1:3]", "(A*x)[2:3]", "A[1:2,:]*x", "unit(n,2)'*x", "exp(x)[2]",
    ];

    [Fact]
    public async Task LaTeX_is_read_in_strict_mode()
    {
        string folder = Path.Combine(RepositoryRoot(), "tests", "katex");
        Assert.SkipUnless(Directory.Exists(Path.Combine(folder, "node_modules", "katex")), "KaTeX is not installed in tests/katex.");
        var lines = new StringBuilder();
        foreach (var one in AcceptanceTable.Cases)
        {
            lines.AppendLine(LatexPrinter.Print(Parser.Parse(one.Expression).Formula));
            lines.AppendLine(LatexPrinter.Print(Parser.Parse(one.Derivative).Formula));
        }

        foreach (string text in _names)
            lines.AppendLine(LatexPrinter.Print(Parser.Parse(text).Formula));
        for (int seed = 0; seed < Random; seed++)
            lines.AppendLine(LatexPrinter.Print(RandomFormulas.Next(new System.Random(seed), 3)));
        foreach (var one in AcceptanceTable.Cases.Concat(TextbookTable.Cases))
            AddDerivation(DeriveTests.Derivative(one), DeriveTests.Formula(one).Explain(one.Wrt));
        foreach (var line in ExpressionTests.Lines)
        {
            var (formula, variable) = ExpressionTests.Read(line.Data);
            AddDerivation(formula.Derivative(variable), formula.Explain(variable));
        }

        void AddDerivation(MatrixDerivative derivative, Derivation derivation)
        {
            lines.AppendLine(derivative.ToString(FormulaFormat.Latex));
            foreach (var step in derivation.StepsWithRewrites())
                lines.AppendLine(step.Latex);
        }

        var start = new ProcessStartInfo("node", "check.mjs")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync(lines.ToString());
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await output + await errors);
        int count = lines.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        Assert.True(count > 5000, $"Only {count} formulas.");
        Assert.StartsWith($"{count} read, 0 refused", await output, StringComparison.Ordinal);
    }

    private static string RepositoryRoot([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", ".."));
}
