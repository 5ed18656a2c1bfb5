using Covector.Benchmarks.Workloads.Hand;
using static Covector.Functions;
using static Covector.Transforms;
using Norm = (Covector.Tensor X, Covector.Tensor Gamma, Covector.Tensor Beta);

namespace Covector.Benchmarks.Workloads;

/// <summary>Softmax cross-entropy and layer norm of the rows of a 1024×1024 matrix in single precision.</summary>
internal static unsafe class RowWorkloads
{
    private const int Side = 1024;

    private static readonly int[] Rows = [512, 1024, 2048];
    private const float Epsilon = 1e-5f;

    private static readonly Bar[] Bars =
    [
        new(Quantity.Value, Contestant.Hand, 1.2), new(Quantity.Gradient, Contestant.Hand, 1.2),
        new(Quantity.Value, Contestant.Torch, 1), new(Quantity.Gradient, Contestant.Torch, 1),
    ];

    public static IEnumerable<Workload> All() => [Of("softmax cross-entropy", Side, 1e-5, Entropy), Of("layer norm", Side, 1e-4, LayerNorm)];

    private static Workload Of(string name, int rows, double tolerance, Func<int, Contestant[]> prepare) =>
        new("more", name, $"{rows}×{Side}", Bars, false, () => prepare(rows))
        {
            Tolerance = tolerance,
            Growth = new("rows", Rows, rows => Of(name, rows, tolerance, prepare)),
        };

    private static Contestant[] Entropy(int rows)
    {
        Draw draw = new(13);
        Block<float> x = Floats(draw.Normal(rows * Side, 2)), dx = new(rows * Side);
        Block<int> labels = new(Array.ConvertAll(draw.Uniform(rows, 0, Side), v => (int)v));
        Tensor logits = Tensor.From(x.Span, rows, Side), classes = Tensor.From(labels.Span);
        var gradient = ValueAndGrad(Loss);
        float loss = 0;
        return
        [
            Contestant.Covector((logits, classes), at => Loss(at.logits, at.classes), at => gradient(at.logits, at.classes)),
            new(
                Contestant.Hand,
                () => HandRows.CrossEntropy(x, labels, null, rows, Side),
                () => loss = HandRows.CrossEntropy(x, labels, dx, rows, Side),
                () => [[loss], dx.ToDoubles()]),
            .. TorchProgram.Contestants("entropy", [rows, Side], TorchProgram.Bytes<float>(x.Span), TorchProgram.Bytes<int>(labels.Span)),
        ];

        static Tensor Loss(Tensor logits, Tensor labels) => -Mean(Sum(OneHot(labels, Side, DType.Float32) * LogSoftmax(logits), 1));
    }

    private static Contestant[] LayerNorm(int rows)
    {
        Draw draw = new(14);
        Block<float> x = Floats(draw.Normal(rows * Side, 2)), g = Floats(draw.Normal(rows * Side));
        Block<float> gamma = Floats(draw.Uniform(Side)), beta = Floats(draw.Uniform(Side));
        Block<float> y = new(rows * Side), dx = new(rows * Side), dgamma = new(Side), dbeta = new(Side);
        Norm input = (Tensor.From(x.Span, rows, Side), Tensor.From(gamma.Span), Tensor.From(beta.Span));
        var seed = Tensor.From(g.Span, rows, Side);
        return
        [
            Contestant.Covector((input, seed), at => Normalized(at.input), at =>
            {
                var (y, pullback) = Vjp<Norm, Tensor>(Normalized, at.input);
                return (y, pullback(at.seed));
            }),
            new(
                Contestant.Hand,
                () => HandRows.Norm(x, gamma, beta, Epsilon, y, rows, Side),
                () => HandRows.NormGradient(x, gamma, beta, Epsilon, g, y, dx, dgamma, dbeta, rows, Side),
                () => [y.ToDoubles(), dx.ToDoubles(), dgamma.ToDoubles(), dbeta.ToDoubles()]),
            .. TorchProgram.Contestants(
                "norm", [rows, Side], TorchProgram.Bytes<float>(x.Span), TorchProgram.Bytes<float>(gamma.Span), TorchProgram.Bytes<float>(beta.Span),
                TorchProgram.Bytes<float>(g.Span)),
        ];

        static Tensor Normalized(Norm p)
        {
            var centered = p.X - Mean(p.X, [1], keepDims: true);
            return centered / Sqrt(Mean(Square(centered), [1], keepDims: true) + Epsilon) * p.Gamma + p.Beta;
        }
    }

    private static Block<float> Floats(double[] values) => new(Array.ConvertAll(values, v => (float)v));
}
