using static Covector.Functions;
using static Covector.Tests.Notation.TracedFunction;

namespace Covector.Tests.Notation;

/// <summary>The table of derivatives as C# functions.</summary>
internal static partial class TracedTable
{
    /// <summary>Inverses and determinants of matrices are no functions of the library.</summary>
    public static readonly string[] WithoutFunction =
    [
        "tr-20", "tr-22", "dt-02", "dt-03", "dt-05", "dt-07", "dt-08", "dt-12", "dt-13", "dt-15", "iv-02", "iv-03", "iv-05", "iv-07",
        "iv-08", "iv-10", "iv-12", "ml-29", "ml-30", "hs-24", "sy-02", "sy-04",
    ];

    [Tree]
    public sealed partial record Network(Tensor W1, Tensor b1, Tensor W2, Tensor b2)
    {
        public Tensor Output(Tensor x) => Dot(W2, Tanh(Dot(W1, x) + b1)) + b2;
    }

    [Tree]
    public sealed partial record TwoMaps(Tensor B, Tensor b, Tensor C, Tensor D, Tensor d);

    /// <summary>The functions by the ids of their cases.</summary>
    public static IReadOnlyDictionary<string, TracedFunction> Functions { get; } = All()
        .SelectMany(line => line.Ids.Split(' ').Select(id => (Id: id, line.Function))).ToDictionary(pair => pair.Id, pair => pair.Function);

    private static (string Ids, TracedFunction Function)[] All() =>
        [.. Notes, .. Scalars, .. Quadratics, .. Norms, .. Traces, .. Jacobians, .. Tensors, .. Learning, .. Hessians];

    private static (string Ids, TracedFunction Function)[] Notes =>
    [
        ("note-01 note-02", Of((u, v) => Dot(u, v))),
        ("note-03 note-04 note-05 note-06 note-07", Of((W, x, b) => Dot(W, x) + b)),
        ("note-08", Of(z => Tanh(z))),
        ("note-09", Of(z => Sigmoid(z))),
        ("note-10", Of(z => Relu(z))),
        ("note-11", Of(z => Exp(z))),
        ("note-12", Of(a => Tanh(a))),
        ("note-13 note-14 note-15 note-16 note-17", OfRecord<Network>((net, x, y) => 0.5 * Square(Norm(net.Output(x) - y)))),
        ("note-18", OfRecord<Network>((net, x) => net.Output(x))),
        ("note-19", Of((W, x, b) => Tanh(Dot(W, x) + b))),
        ("note-20", OfRecord<Network>((net, x, y) => LogSumExp(net.Output(x)) - Dot(y, net.Output(x)))),
    ];

    private static (string Ids, TracedFunction Function)[] Scalars =>
    [
        ("sc-01 sc-02", Of((a, b) => Pow(a, b))),
        ("sc-04", Of(a => Exp(-Square(a) / 2))),
        ("sc-06", Of(a => Log(Sin(Square(a))))),
        ("sc-07", Of(a => Sqrt(1 + Square(a)))),
        ("sc-09", Of((a, b) => Log(Sin(a * b)))),
        ("sc-11", Of((w, x, b, d) => Square((Tanh(Dot(w, x) + b) + 1) / 2 - d))),
    ];

    private static (string Ids, TracedFunction Function)[] Quadratics =>
    [
        ("qf-01", Of((x, a) => Dot(x, a))),
        ("qf-03", Of((a, X, b) => Dot(a, Dot(X.T, b)))),
        ("qf-05 hs-26", Of((b, X, c) => Dot(b, Dot(X.T, Dot(X, c))))),
        ("qf-06", OfRecord<TwoMaps>((maps, x) => Dot(Dot(maps.B, x) + maps.b, Dot(maps.C, Dot(maps.D, x) + maps.d)))),
        ("qf-08", Of((X, b, c, D) => Form(Dot(X, b) + c, D))),
        ("qf-10 hs-01", Of((x, A) => Form(x, A))),
        ("qf-11", Of((x, S) => Dot(Dot(x, S), x))),
        ("qf-13 qf-15", Of((x, A, s, W) => Form(x - Dot(A, s), W))),
        ("qf-16", Of(x => Dot(x, x))),
        ("qf-18", Of((a, X, b) => Dot(a, Dot(X, Dot(X, b))))),
        ("qf-20", Of((a, X, b) => Dot(a, Dot(X.T, Dot(X, Dot(X, b)))))),
        ("qf-21", Of((x, A) => Form(x, A) / Dot(x, x))),
        ("qf-23", Of((x, A) => Exp(-0.5 * Form(x, A)))),
        ("qf-25", Of((x, A) => Sqrt(Form(x, A)))),
        ("qf-26", Of(x => Form(x, Diag(x)))),
        ("qf-28", Of((x, A) => Dot(x, Dot(A, Exp(x))))),
        ("qf-30", Of((x, y, A) => Form(x * y, A))),
    ];

    private static (string Ids, TracedFunction Function)[] Norms =>
    [
        ("nm-01", Of(x => Norm(x))),
        ("nm-03 nm-05", Of((A, x, b) => Square(Norm(Dot(A, x) - b)))),
        ("nm-06", Of((A, x, b) => Norm(Dot(A, x) - b))),
        ("nm-08", Of(X => Square(Norm(X)))),
        ("nm-10", Of((A, X, B) => Sum(Square(Dot(A, X) - B)))),
        ("nm-11", Of((A, X, B, C) => Square(Norm(Dot(Dot(A, X), B) - C)))),
        ("nm-13", Of((A, x, b, c) => Square(Norm(Dot(A, x) - b)) + c * Square(Norm(x)))),
        ("nm-15", Of(x => Pow(Norm(x), 3))),
        ("nm-16", Of(x => 1 / Norm(x))),
        ("nm-18", Of((u, v, c) => (1 - c / Norm(u - v)) * (u - v))),
        ("nm-20", Of((x, y, c) => Exp(-Square(Norm(x - y)) / (2 * Square(c))))),
        ("nm-21", Of((x, y) => Dot(x, y) / (Norm(x) * Norm(y)))),
        ("nm-23", Of(X => Square(Norm(Dot(X.T, X) - Tensor.Eye(X.Shape[1]))))),
    ];

    private static (string Ids, TracedFunction Function)[] Traces =>
    [
        ("tr-02", Of((X, A) => Trace(Dot(X, A)))),
        ("tr-03", Of((A, X, B) => Trace(Dot(A, Dot(X, B))))),
        ("tr-05", Of((X, A) => Trace(Dot(X.T, A)))),
        ("tr-07 hs-29", Of(X => Trace(Dot(X, X)))),
        ("tr-08", Of((X, B) => Sum(Dot(X, X) * B.T))),
        ("tr-10", Of((X, B) => Sum(Diag(Dot(X, Dot(B, X.T)))))),
        ("tr-12", Of(X => Trace(Dot(X.T, X)))),
        ("tr-13", Of((B, X, C) => Trace(Dot(B.T, Dot(X.T, Dot(C, Dot(X, B))))))),
        ("tr-15", Of((A, X, B, C) => Trace(Dot(A, Dot(X.T, Dot(B, Dot(X, C))))))),
        ("tr-17", Of(X => Trace(Dot(X, Dot(X, X))))),
        ("tr-18", Of((A, X) => Einsum("ij,jk,kl,li->", A, X, X, X))),
        ("tr-23", Of(X => Trace(Exp(X)))),
        ("tr-25", Of((A, X, B) => Trace(Dot(A.T, X * B)))),
        ("tr-27", Of(X => Square(Trace(X)))),
        ("tr-28", Of((W, S) => Trace(Dot(W.T, Dot(S, W))))),
        ("tr-30", Of(X => Log(Trace(Dot(X.T, X))))),
        ("hs-21 hs-22", Of((X, A) => Trace(Dot(X.T, Dot(A, X))))),
        ("sy-01", Of((a, S, b) => Dot(a, Dot(S, b)))),

        // The logarithm of the determinant of diag(x), and I + diag(x) solved for y.
        ("dt-10", Of(x => Sum(Log(x)))),
        ("iv-13", Of((x, y) => y / (1 + x))),
    ];

    private static (string Ids, TracedFunction Function)[] Jacobians =>
    [
        ("jc-02", Of((A, x) => Dot(A.T, x))),
        ("jc-04", Of((A, x) => Dot(A, Exp(x)))),
        ("jc-05", Of((A, x) => Exp(Dot(A, x)))),
        ("jc-07", Of(x => x * x)),
        ("jc-09", Of((x, a) => Dot(Outer(x, x), a))),
        ("jc-10", Of((x, y) => x / y)),
        ("jc-12", Of(x => Pow(x, 3))),
        ("jc-14", Of(x => x / Sum(x))),
        ("jc-15", Of(x => Softmax(x))),
        ("jc-17", Of(x => LogSumExp(x))),
        ("jc-19 jc-20", Of((u, v, G, B) => u * (Dot(G, u) - Dot(B, v)) + v * (Dot(B, u) + Dot(G, v)))),
        ("jc-22", Of((c, x) => Exp(c * x))),
        ("jc-24", Of((A, x, y) => Dot(A, Dot(Diag(x), y)))),
        ("jc-25", Of((A, x, B, y) => Dot(A, Dot(Diag(x), Dot(B, y))))),
        ("jc-27", Of((x, c) => (x - Mean(x)) / Sqrt(Var(x) + c))),
        ("jc-29", Of((x, A) => Form(x, A) * x)),
        ("jc-30", Of(x => Abs(x))),
        ("jc-32", Of((A, B, x) => Dot(A, Tanh(Dot(B, x))))),
    ];

    private static (string Ids, TracedFunction Function)[] Tensors =>
    [
        ("t3-01 t3-02", Of((A, X, b) => Dot(A, Dot(X, b)))),
        ("t3-04", Of(X => Diag(X))),
        ("t3-06", Of((X, b) => Sin(Dot(X, b)))),
        ("t3-07", Of((W, x) => Softmax(Dot(W, x)))),
        ("t3-09", Of(x => Diag(x))),
        ("t3-11", Of((X, b) => Dot(X.T, Dot(X, b)))),
        ("t4-01", Of(X => X)),
        ("t4-03", Of(X => X.T)),
        ("t4-05 t4-06", Of((A, X, B) => Dot(Dot(A, X), B))),
        ("t4-08", Of(X => Dot(X, X.T))),
        ("t4-10 t4-11", Of(X => Dot(X, X))),
        ("t4-13", Of(X => Dot(Dot(X, X), Dot(X, X)) / 6 - X)),
        ("t4-15 t4-16", Of(X => Exp(X))),
        ("t4-18", Of((X, A) => Dot(X.T, Dot(A, X)))),
        ("t4-20", Of(X => Trace(X) * X)),
        ("t4-21", Of((W, X) => Tanh(Dot(W, X)))),
        ("t4-23", Of((A, X) => A - 0.5 * Dot(X, X))),
        ("t4-25", Of((x, A) => Dot(Diag(x), A))),
        ("t4-26", Of((A, X) => Kron(A, X))),
    ];

    private static (string Ids, TracedFunction Function)[] Learning =>
    [
        ("ml-02", Of(X => Sum(Exp(X)))),
        ("ml-04", Of(X => Sum(Log(X)))),
        ("ml-05", Of((A, X) => Sum(Square(Dot(A, X))))),
        ("ml-07", Of(x => Sum(x * Log(x)))),
        ("ml-09 hs-04", Of((X, w, y) => Sum(Log(Exp(-y * Dot(X, w)) + 1)))),
        ("ml-10 hs-27", Of((W, x, y) => LogSumExp(Dot(W, x)) - Dot(y, Dot(W, x)))),
        ("ml-12", Of((z, y) => -Dot(y, LogSoftmax(z)))),
        ("ml-14", Of((X, w, y) => Sum(Relu(1 - y * Dot(X, w))))),
        ("ml-15", Of((X, w, y) => Sum(Square(Relu(1 - y * Dot(X, w)))))),
        ("ml-17", Of((v, K, u) => Dot(v, Softmax(Dot(K, u))))),
        ("ml-19 ml-20 hs-19", Of((T, U, V) => Sum(Square(T - Dot(U, V.T))))),
        ("ml-22", Of((A, x) => Sum(Softplus(Dot(A, x))))),
        ("ml-24", Of((X, W, v, y) => Square(Norm(Dot(Tanh(Dot(X, W)), v) - y)))),
        ("ml-25", Of((W, x, b, y) => Square(Norm(Sigmoid(Dot(W, x) + b) - y)))),
        ("ml-27", Of((y, A, x) => Dot(y, Log(Dot(A, Exp(x)) / Sum(Exp(x)))))),
        ("ml-32", Of((A, x, b) => Pow(Norm(Dot(A, x) - b), 4))),
    ];

    private static (string Ids, TracedFunction Function)[] Hessians =>
    [
        ("hs-02", Of((A, x, b) => 0.5 * Sum(Square(Dot(A, x) - b)))),
        ("hs-06", Of((a, x) => Pow(Dot(a, x), 3))),
        ("hs-07", Of(x => Log(Dot(x, x)))),
        ("hs-09", Of(x => Sum(Pow(x, 4)))),
        ("hs-11", Of((A, x, b) => Sum(Log(Cosh(Dot(A, x) - b))))),
        ("hs-12", Of((w, W, x) => Dot(w, Tanh(Dot(W, x))))),
        ("hs-14", Of((A, x, b) => LogSumExp(Dot(A, x) + b))),
        ("hs-16", Of((x, y, a) => Form(x, Diag(y)) + Dot(a, x))),
        ("hs-17", Of((b, A, x) => -Sum(Log(b - Dot(A, x))))),
    ];

    /// <summary>xᵀ A x.</summary>
    private static Tensor Form(Tensor x, Tensor A) => Dot(x, Dot(A, x));

    /// <summary>A ⊗ B: a block a_ij B for each entry of A.</summary>
    private static Tensor Kron(Tensor A, Tensor B) =>
        Einsum("ij,kl->ikjl", A, B).Reshape(A.Shape[0] * B.Shape[0], A.Shape[1] * B.Shape[1]);
}
