using Covector.Benchmarks.Workloads.Hand;
using static Covector.Transforms;

namespace Covector.Benchmarks.Workloads;

using Option = (Tensor Spot, Tensor Strike, Tensor Rate, Tensor Volatility, Tensor Time);

/// <summary>Prices of options with their five first derivatives: a function of five numbers under Vmap of its gradient.</summary>
internal static unsafe class BlackScholesWorkload
{
    private static readonly (double Low, double High)[] Ranges = [(50, 150), (60, 140), (0, 0.08), (0.1, 0.6), (0.1, 3)];

    public static IEnumerable<Workload> All() => [Of(1_000_000)];

    private static Workload Of(int n) =>
        new("more", "Black–Scholes", $"n = {n:N0}", [new(Quantity.Gradient, Contestant.Hand, 1.2), new(Quantity.Gradient, "C++ scalar", 0.35)], false, () =>
        {
            Draw draw = new(5);
            Block<double>[] input = [.. Ranges.Select(range => new Block<double>(draw.Uniform(n, range.Low, range.High)))];
            Option options = (Tensor.From(input[0].Span), Tensor.From(input[1].Span), Tensor.From(input[2].Span), Tensor.From(input[3].Span), Tensor.From(input[4].Span));
            Block<double> results = new(6 * n);
            var hand = new Contestant(
                Contestant.Hand,
                () => HandBlackScholes.Value(input[0], input[1], input[2], input[3], input[4], results, n),
                () => HandBlackScholes.Gradient(input[0], input[1], input[2], input[3], input[4], results, n),
                () => Split(results, n));
            return Contestants.Of(
                Jit(Vmap<Option, Tensor>(BlackScholes.Call)),
                Jit(Vmap(ValueAndGrad<Option>(BlackScholes.Call))),
                f => f(options),
                f => f(options),
                [hand, .. NativeProgram.All.Select(program => Native(program, input, n))]);
        });

    private static Contestant Native(NativeProgram program, Block<double>[] x, int n)
    {
        var value = (delegate* unmanaged<int, double*, double*, double*, double*, double*, double*, void>)program["black_scholes_value"];
        var gradient = (delegate* unmanaged<int, double*, double*, double*, double*, double*, double*, double*, double*, double*, double*, double*, void>)program["black_scholes_gradient"];
        Block<double> results = new(6 * n);
        return new(
            program.Name,
            () => value(n, x[0], x[1], x[2], x[3], x[4], results),
            () =>
            {
                double* y = results;
                gradient(n, x[0], x[1], x[2], x[3], x[4], y, y + n, y + 2 * n, y + 3 * n, y + 4 * n, y + 5 * n);
            },
            () => Split(results, n));
    }

    private static double[][] Split(Block<double> results, int n) => [.. Enumerable.Range(0, 6).Select(i => results.Span.Slice(i * n, n).ToArray())];
}
