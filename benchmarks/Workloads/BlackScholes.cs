using static Covector.Functions;

namespace Covector.Benchmarks.Workloads;

/// <summary>The price of one option, as a textbook writes it.</summary>
internal static class BlackScholes
{
    /// <summary>A European call: S Φ(d₁) − K e^(−rT) Φ(d₂), d₁ = (log(S/K) + (r + σ²/2)T)/(σ√T), d₂ = d₁ − σ√T.</summary>
    public static Tensor Call((Tensor Spot, Tensor Strike, Tensor Rate, Tensor Volatility, Tensor Time) option)
    {
        var (spot, strike, rate, volatility, time) = option;
        var width = volatility * Sqrt(time);
        var up = (Log(spot / strike) + (rate + 0.5 * Square(volatility)) * time) / width;
        return spot * NormalDistribution(up) - strike * Exp(-rate * time) * NormalDistribution(up - width);
    }

    private static Tensor NormalDistribution(Tensor x) => 0.5 * Erfc(-x * Math.Sqrt(0.5));
}
