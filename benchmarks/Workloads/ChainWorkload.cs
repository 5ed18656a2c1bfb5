using Covector.Benchmarks.Workloads.Hand;
using static Covector.Functions;
using static Covector.Transforms;
using unsafe NativeGradient = delegate* unmanaged<int, float, float, float*, float*, float*, void>;
using unsafe NativeValue = delegate* unmanaged<int, float, float, float*, float*, void>;

namespace Covector.Benchmarks.Workloads;

/// <summary>tanh(a x + b) exp(−x²) in single precision, and its derivative at every number.</summary>
internal static unsafe class ChainWorkload
{
    private const float A = 1.5f, B = 0.3f;

    public static IEnumerable<Workload> All()
    {
        for (int n = 1000; n <= 10_000_000; n *= 10)
            yield return Of(n);
    }

    private static Tensor Chain(Tensor x) => Tanh(A * x + B) * Exp(-(x * x));

    private static Workload Of(int n)
    {
        Bar[] bars = [new(Quantity.Value, Contestant.Hand, 1.15), new(Quantity.Gradient, Contestant.Hand, 1.15)];
        return new("more", "tanh(a x + b) exp(−x²)", $"n = {n:N0}", bars, n > 1_000_000, () =>
        {
            Block<float> x = new(Array.ConvertAll(new Draw(4).Uniform(n, -2, 2), v => (float)v));
            var input = Tensor.From(x.Span);
            Block<float> y = new(n), dy = new(n);
            var hand = Contestant.Loops(
                n,
                (i, count) => HandChain.Value(A, B, x.At(i), y.At(i), count),
                (i, count) => HandChain.Gradient(A, B, x.At(i), y.At(i), dy.At(i), count),
                () => [y.ToDoubles(), dy.ToDoubles()]);
            var ours = Contestant.Covector(input, Chain, Vmap<Tensor, (Tensor, Tensor)>(ValueAndGrad(Chain)));
            return [ours, hand, .. NativeProgram.Contestants(Native)];

            Contestant Native(NativeProgram program)
            {
                var value = (NativeValue)program["chain_value"];
                var gradient = (NativeGradient)program["chain_gradient"];
                Block<float> y = new(n), dy = new(n);
                return new(
                    program.Name, () => value(n, A, B, x, y), () => gradient(n, A, B, x, y, dy), () => [y.ToDoubles(), dy.ToDoubles()]);
            }
        })
        {
            Tolerance = 1e-6,
            Growth = new("n", [50_000, 200_000, 800_000], Of),
        };
    }
}
