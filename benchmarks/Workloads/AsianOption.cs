using static Covector.Functions;
using static Covector.Transforms;

namespace Covector.Benchmarks.Workloads;

/// <summary>The price of a call on the average price along simulated paths.</summary>
internal static class AsianOption
{
    /// <summary>e^(−rT) times the mean of max(average − K, 0) over the paths of a geometric Brownian motion.</summary>
    /// <param name="p">What the price depends on.</param>
    /// <param name="draws">A normal draw for every step of every path, [steps, paths].</param>
    public static Tensor Price((Tensor Spot, Tensor Strike, Tensor Rate, Tensor Volatility, Tensor Time, Tensor Dividend) p, Tensor draws)
    {
        int steps = draws.Shape[0];
        var dt = p.Time / steps;
        var drift = (p.Rate - p.Dividend - 0.5 * Square(p.Volatility)) * dt;
        var width = p.Volatility * Sqrt(dt);
        return Exp(-p.Rate * p.Time) * Mean(Vmap(Payoff, 1)(draws));

        Tensor Payoff(Tensor path)
        {
            var (_, sum) = Scan<(Tensor Price, Tensor Sum), Tensor, Tensor?>(Step, (p.Spot, 0.0), path).Carry;
            return Maximum(sum / steps - p.Strike, 0);
        }

        ((Tensor Price, Tensor Sum) Next, Tensor? Output) Step((Tensor Price, Tensor Sum) state, Tensor draw)
        {
            var price = state.Price * Exp(drift + width * draw);
            return ((price, state.Sum + price), null);
        }
    }
}
