using Covector.Benchmarks.Workloads.Hand;
using static Covector.Transforms;
using unsafe NativeGradient = delegate* unmanaged<
    int, double*, double*, double*, double*, double*, double*, double*, double*, double*, double*, double*, void>;
using unsafe NativeValue = delegate* unmanaged<int, double*, double*, double*, double*, double*, double*, void>;
using Option = (Covector.Tensor Spot, Covector.Tensor Strike, Covector.Tensor Rate, Covector.Tensor Volatility, Covector.Tensor Time);

namespace Covector.Benchmarks.Workloads;

/// <summary>Prices of options with their five first derivatives: a function of five numbers under Vmap of its gradient.</summary>
internal static unsafe class BlackScholesWorkload
{
    private static readonly (double Low, double High)[] Ranges = [(50, 150), (60, 140), (0, 0.08), (0.1, 0.6), (0.1, 3)];

    public static IEnumerable<Workload> All() => [Of(1_000_000)];

    private static Workload Of(int n)
    {
        Bar[] bars = [new(Quantity.Gradient, Contestant.Hand, 1.2), new(Quantity.Gradient, "C++ scalar", 0.35)];
        return new("more", "Black–Scholes", $"n = {n:N0}", bars, false, () =>
        {
            Draw draw = new(5);
            Block<double>[] x = [.. Ranges.Select(range => new Block<double>(draw.Uniform(n, range.Low, range.High)))];
            var columns = Array.ConvertAll(x, block => Tensor.From(block.Span));
            Option options = (columns[0], columns[1], columns[2], columns[3], columns[4]);
            Block<double> results = new(6 * n);
            var hand = new Contestant(
                Contestant.Hand,
                () => HandBlackScholes.Value(x[0], x[1], x[2], x[3], x[4], results, n),
                () => HandBlackScholes.Gradient(x[0], x[1], x[2], x[3], x[4], results, n),
                () => Split(results, n));
            var prices = Jit(Vmap<Option, Tensor>(BlackScholes.Call));
            var greeks = Jit(Vmap(ValueAndGrad<Option>(BlackScholes.Call)));
            var ours = Contestant.Covector(() => prices(options), () => greeks(options));
            return [ours, hand, .. NativeProgram.Contestants(program => Native(program, x, n))];
        });
    }

    private static Contestant Native(NativeProgram program, Block<double>[] x, int n)
    {
        var value = (NativeValue)program["black_scholes_value"];
        var gradient = (NativeGradient)program["black_scholes_gradient"];
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

    private static double[][] Split(Block<double> results, int n) =>
        [.. Enumerable.Range(0, 6).Select(i => results.Span.Slice(i * n, n).ToArray())];
}
