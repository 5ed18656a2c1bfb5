using Covector.Benchmarks.Workloads.Hand;
using static Covector.Functions;
using static Covector.Transforms;

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

    private static Workload Of(int n) =>
        new("more", "tanh(a x + b) exp(−x²)", $"n = {n:N0}", [new(Quantity.Value, Contestant.Hand, 1.15), new(Quantity.Gradient, Contestant.Hand, 1.15)], n > 1_000_000, () =>
        {
            Block<float> x = new(Array.ConvertAll(new Draw(4).Uniform(n, -2, 2), v => (float)v));
            var input = Tensor.From(x.Span);
            Block<float> y = new(n), dy = new(n);
            var hand = new Contestant(
                Contestant.Hand,
                () => HandChain.Value(A, B, x, y, n),
                () => HandChain.Gradient(A, B, x, y, dy, n),
                () => [y.ToDoubles(), dy.ToDoubles()]);
            return Contestants.Of(
                Jit(Chain),
                Jit<Tensor, (Tensor, Tensor)>(Vmap<Tensor, (Tensor, Tensor)>(ValueAndGrad(Chain))),
                f => f(input),
                f => f(input),
                [
                    hand,
                    .. NativeProgram.All.Select(program =>
                    {
                        var value = (delegate* unmanaged<int, float, float, float*, float*, void>)program["chain_value"];
                        var gradient = (delegate* unmanaged<int, float, float, float*, float*, float*, void>)program["chain_gradient"];
                        Block<float> y = new(n), dy = new(n);
                        return new Contestant(
                            program.Name, () => value(n, A, B, x, y), () => gradient(n, A, B, x, y, dy), () => [y.ToDoubles(), dy.ToDoubles()]);
                    }),
                ]);
        })
        { Tolerance = 1e-6 };
}
