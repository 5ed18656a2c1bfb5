using Covector.Benchmarks.Workloads.Hand;
using static Covector.Functions;
using static Covector.Transforms;
using Layer = (Covector.Tensor W, Covector.Tensor B);

namespace Covector.Benchmarks.Workloads;

/// <summary>The loss of a network on a batch of 128 in single precision, and a step of gradient descent on it.</summary>
internal static class NetworkWorkloads
{
    private const int Batch = 128;
    private const float Rate = 0.01f;

    public static IEnumerable<Workload> All() => [Of("digits step", [64, 128, 10]), Of("network step", [784, 512, 512, 10])];

    private static Workload Of(string name, int[] widths)
    {
        Bar[] bars = [new(Quantity.Gradient, Contestant.Hand, 1.15)];
        return new("more", name, $"{string.Join('-', widths)}, batch {Batch}", bars, false, () =>
        {
            Draw draw = new(15);
            Block<float> images = new(Floats(draw.Uniform(Batch * widths[0]))), labels = new(Batch * widths[^1]);
            for (int i = 0; i < Batch; i++)
                labels.Span[i * widths[^1] + i % widths[^1]] = 1;
            float[][] start = [.. Enumerable.Range(1, widths.Length - 1).SelectMany(i => Initial(draw, widths[i - 1], widths[i]))];

            var hand = new HandNetwork(Batch, widths, images, labels);
            hand.Load(start);
            Tensor x = Tensor.From(images.Span, Batch, widths[0]), y = Tensor.From(labels.Span, Batch, widths[^1]);
            var layers = new Layer[widths.Length - 1];
            for (int i = 0; i < layers.Length; i++)
                layers[i] = (Tensor.From(start[2 * i], widths[i], widths[i + 1]), Tensor.From(start[2 * i + 1]));
            var loss = Jit<Layer[], Tensor, Tensor, Tensor>(Loss);
            var step = Jit<Layer[], Tensor, Tensor, (Tensor, Layer[])>(Step);
            return
            [
                Contestant.Covector(() => loss(layers, x, y), () => step(layers, x, y)),
                new(Contestant.Hand, () => hand.Loss(), () => hand.Step(Rate), () =>
                {
                    hand.Load(start);
                    return [[hand.Step(Rate)], .. hand.Parameters.Select(block => block.ToDoubles())];
                }),
            ];
        })
        { Tolerance = 1e-5 };
    }

    private static Tensor Loss(Layer[] layers, Tensor images, Tensor labels)
    {
        var h = images;
        foreach (var (w, b) in layers[..^1])
            h = Tanh(Dot(h, w) + b);
        return -Mean(Sum(labels * LogSoftmax(Dot(h, layers[^1].W) + layers[^1].B), 1));
    }

    private static (Tensor Loss, Layer[] Next) Step(Layer[] layers, Tensor images, Tensor labels)
    {
        var (loss, gradient) = ValueAndGrad<Layer[], Tensor, Tensor>(Loss)(layers, images, labels);
        return (loss, [.. layers.Zip(gradient, (p, d) => (p.W - Rate * d.W, p.B - Rate * d.B))]);
    }

    private static float[][] Initial(Draw draw, int from, int to) =>
        [Floats(draw.Normal(from * to, 1 / Math.Sqrt(from))), Floats(draw.Normal(to, 0.1))];

    private static float[] Floats(double[] values) => Array.ConvertAll(values, v => (float)v);
}
