using static Covector.Functions;
using static Covector.Transforms;
using Parameters = (Covector.Tensor W1, Covector.Tensor B1, Covector.Tensor W2, Covector.Tensor B2);

namespace Covector.Benchmarks;

/// <summary>A 64-128-10 network with hyperbolic tangents and cross-entropy, on a random batch of 128 in Float64.</summary>
internal sealed class DigitsNetwork
{
    public const int Batch = 128, Inputs = 64, Hidden = 128, Classes = 10;
    public const double Rate = 0.01;

    public Tensor Images { get; } = Random(1, Batch, Inputs);

    public Tensor Labels { get; } = OneHot(Tensor.Arange(Batch) % Classes, Classes);

    public Parameters Start { get; } =
        (Random(2, Inputs, Hidden) * 0.1, new double[Hidden], Random(3, Hidden, Classes) * 0.1, new double[Classes]);

    public Func<Parameters, Tensor, Tensor, Tensor> CompiledLoss { get; } = Jit<Parameters, Tensor, Tensor, Tensor>(Loss);

    public Func<Parameters, Tensor, Tensor, (Tensor Value, Parameters Grad)> CompiledLossAndGradient { get; } =
        Jit<Parameters, Tensor, Tensor, (Tensor Value, Parameters Grad)>(LossAndGradient);

    public Func<Parameters, Tensor, Tensor, Parameters> CompiledStep { get; } = Jit<Parameters, Tensor, Tensor, Parameters>(Step);

    public static Tensor Loss(Parameters p, Tensor images, Tensor labels)
    {
        var logits = Dot(Tanh(Dot(images, p.W1) + p.B1), p.W2) + p.B2;
        return -Mean(Sum(labels * LogSoftmax(logits), -1));
    }

    public static (Tensor Value, Parameters Grad) LossAndGradient(Parameters p, Tensor images, Tensor labels) =>
        ValueAndGrad<Parameters, Tensor, Tensor>(Loss)(p, images, labels);

    /// <summary>A step of gradient descent.</summary>
    public static Parameters Step(Parameters p, Tensor images, Tensor labels)
    {
        var g = Grad<Parameters, Tensor, Tensor>(Loss)(p, images, labels);
        return (p.W1 - Rate * g.W1, p.B1 - Rate * g.B1, p.W2 - Rate * g.W2, p.B2 - Rate * g.B2);
    }

    private static Tensor Random(int seed, int rows, int columns)
    {
        var random = new Random(seed);
        var values = new double[rows * columns];
        for (int i = 0; i < values.Length; i++)
            values[i] = random.NextDouble() * 2 - 1;
        return Tensor.From(values, rows, columns);
    }
}
