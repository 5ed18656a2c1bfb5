using Covector.Benchmarks.Workloads.Hand;
using static Covector.Functions;
using static Covector.Transforms;
using Norm = (Covector.Tensor X, Covector.Tensor Gamma, Covector.Tensor Beta);

namespace Covector.Benchmarks.Workloads;

/// <summary>Softmax cross-entropy and layer norm of the rows of a 1024×1024 matrix in single precision.</summary>
internal static unsafe class RowWorkloads
{
    private const int Side = 1024;
    private const float Epsilon = 1e-5f;

    private static readonly Bar[] Bars = [new(Quantity.Value, Contestant.Hand, 1.2), new(Quantity.Gradient, Contestant.Hand, 1.2)];

    public static IEnumerable<Workload> All() =>
    [
        new("more", "softmax cross-entropy", $"{Side}×{Side}", Bars, false, Entropy) { Tolerance = 1e-5 },
        new("more", "layer norm", $"{Side}×{Side}", Bars, false, LayerNorm) { Tolerance = 1e-4 },
    ];

    private static Contestant[] Entropy()
    {
        Draw draw = new(13);
        Block<float> x = Floats(draw.Normal(Side * Side, 2)), dx = new(Side * Side);
        Block<int> labels = new(Array.ConvertAll(draw.Uniform(Side, 0, Side), v => (int)v));
        Tensor logits = Tensor.From(x.Span, Side, Side), classes = Tensor.From(labels.Span);
        var value = Jit(Loss);
        var gradient = Jit<Tensor, Tensor, (Tensor, Tensor)>(ValueAndGrad(Loss));
        float loss = 0;
        return
        [
            Contestant.Covector(() => value(logits, classes), () => gradient(logits, classes)),
            new(
                Contestant.Hand,
                () => HandRows.CrossEntropy(x, labels, null, Side, Side),
                () => loss = HandRows.CrossEntropy(x, labels, dx, Side, Side),
                () => [[loss], dx.ToDoubles()]),
        ];

        static Tensor Loss(Tensor logits, Tensor labels) => -Mean(Sum(OneHot(labels, Side, DType.Float32) * LogSoftmax(logits), 1));
    }

    private static Contestant[] LayerNorm()
    {
        Draw draw = new(14);
        Block<float> x = Floats(draw.Normal(Side * Side, 2)), g = Floats(draw.Normal(Side * Side));
        Block<float> gamma = Floats(draw.Uniform(Side)), beta = Floats(draw.Uniform(Side));
        Block<float> y = new(Side * Side), dx = new(Side * Side), dgamma = new(Side), dbeta = new(Side);
        Norm input = (Tensor.From(x.Span, Side, Side), Tensor.From(gamma.Span), Tensor.From(beta.Span));
        var seed = Tensor.From(g.Span, Side, Side);
        var value = Jit<Norm, Tensor>(Normalized);
        var gradient = Jit<Norm, Tensor, (Tensor, Norm)>((input, g) =>
        {
            var (y, pullback) = Vjp<Norm, Tensor>(Normalized, input);
            return (y, pullback(g));
        });
        return
        [
            Contestant.Covector(() => value(input), () => gradient(input, seed)),
            new(
                Contestant.Hand,
                () => HandRows.Norm(x, gamma, beta, Epsilon, y, Side, Side),
                () => HandRows.NormGradient(x, gamma, beta, Epsilon, g, y, dx, dgamma, dbeta, Side, Side),
                () => [y.ToDoubles(), dx.ToDoubles(), dgamma.ToDoubles(), dbeta.ToDoubles()]),
        ];

        static Tensor Normalized(Norm p)
        {
            var centered = p.X - Mean(p.X, [1], keepDims: true);
            return centered / Sqrt(Mean(Square(centered), [1], keepDims: true) + Epsilon) * p.Gamma + p.Beta;
        }
    }

    private static Block<float> Floats(double[] values) => new(Array.ConvertAll(values, v => (float)v));
}
