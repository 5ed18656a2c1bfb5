using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Tests.Notation;

/// <summary>What programs write with the functions of the library, read as formulas.</summary>
public sealed class ReadFunctionTests
{
    private static readonly Tensor _x = new[] { 0.3, 0.7, 0.6, 0.4 };

    private static readonly Tensor _matrix = Tensor.From(new[,] { { 1.0, 2, 0.3, 4 }, { 0.5, 0.6, 7, 8 }, { 0.9, 1, 0.2, 1.2 } });

    private static readonly Dictionary<string, Func<Tensor, Tensor, Tensor>> _functions = new()
    {
        ["max(x)"] = (A, x) => Max(x),
        ["min(A*x)"] = (A, x) => Min(Dot(A, x)),
        ["sum(sigmoid(x).*x)"] = (A, x) => Sum(Silu(x)),
        ["sum(log(x)/log(2))"] = (A, x) => Sum(Log2(x)),
        ["mean((x-mean(x)*ones(n)).^2)"] = (A, x) => Var(x),
        ["sqrt(mean((x-mean(x)*ones(n)).^2))"] = (A, x) => Std(x),
        ["(A'*ones(m)/m)'*x"] = (A, x) => Dot(Mean(A, 0), x),
        ["tr(A*A')/m"] = (A, x) => Mean(Diag(Dot(A, A.T))),
        ["-mean(x.*log(x)+(ones(n)-x).*log(ones(n)-x))"] = (A, x) => -Mean(x * Log(x) + (1 - x) * Log(1 - x)),
        ["-x'*(A'*ones(m)-logsumexp(A'*ones(m))*ones(n))"] = (A, x) => -Dot(x, LogSoftmax(Sum(A, 0))),
        ["sum(tanh(A*x))"] = (A, x) => Sum(Vmap((Tensor row) => Tanh(Dot(row, x)))(A)),
        ["sum(diag(x))"] = (A, x) => Sum(Diag(x)),
        ["tr(x*x')"] = (A, x) => Trace(Outer(x, x)),
        ["norm2(kron(A,x*x'))"] = (A, x) =>
            Norm(Einsum("ij,kl->ikjl", A, Outer(x, x)).Reshape(A.Shape[0] * x.Shape[0], A.Shape[1] * x.Shape[0])),
        ["norm2(kron(x*x',A'))"] = (A, x) =>
            Norm(Einsum("kl,ij->jkil", Outer(x, x), A).Transpose(1, 0, 3, 2).Reshape(A.Shape[1] * x.Shape[0], A.Shape[0] * x.Shape[0])),
        ["sum(0.5*exp(A)+ones(m,n))"] = (A, x) => Sum(0.5 * Exp(A.Reshape(-1)) + 1),
        ["sum(diag(x))*sum(x)"] = (A, x) => Sum(Diag(x).Reshape(-1)) * Sum(x.Reshape(1, 4), 0)[..].Sum(),
        ["tr(A'*tanh(A))"] = (A, x) => Dot(A.Reshape(-1), Tanh(A.Reshape(-1))),
        ["tr(2*eye(n))*sum(x)"] = (A, x) => Trace(2 * Tensor.Eye(4)) * Sum(x),
    };

    public static TheoryData<string> Formulas => new(_functions.Keys);

    [Theory]
    [MemberData(nameof(Formulas))]
    public void A_function_is_a_formula_with_its_gradients(string text)
    {
        var f = _functions[text];
        var values = new Dictionary<string, Tensor> { ["A"] = _matrix, ["x"] = _x };
        var formula = FormulaOf((Tensor A, Tensor x) => f(A, x))(_matrix, _x);
        Assert.Equal(text, formula.ToString());
        Close(f(_matrix, _x), formula.Evaluate(values));
        Close(Grad((Tensor x) => f(_matrix, x))(_x), formula.Derivative("x").Evaluate(values));
        Close(Grad((Tensor A) => f(A, _x))(_matrix), formula.Derivative("A").Evaluate(values));
    }

    private static void Close(Tensor expected, Tensor actual) =>
        AcceptanceTable.Close([1, .. expected.ToArray<double>()], [1, .. actual.ToArray<double>()]);
}
