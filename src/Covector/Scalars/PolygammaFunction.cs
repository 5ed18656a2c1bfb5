namespace Covector.Scalars;

/// <summary>
/// The derivatives ψ⁽ⁿ⁾ of the digamma function for n ≥ 1, for scalars. For positive x, steps of ψ⁽ⁿ⁾(x) = ψ⁽ⁿ⁾(x + 1) − (−1)ⁿ n!/xⁿ⁺¹ up to
/// where the asymptotic series converges to the last digit; for negative x, the reflection by the n-th derivative of π cot πx.
/// </summary>
internal static class PolygammaFunction
{
    /// <summary>B₂ₖ for k = 1, 2, ….</summary>
    private static ReadOnlySpan<double> Bernoulli =>
    [
        1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510, 43867.0 / 798, -174611.0 / 330,
        854513.0 / 138,
    ];

    /// <summary>ψ⁽ⁿ⁾(x); at 0, −1, −2, … it is ∞ for odd n and NaN for even n, where the sides differ.</summary>
    /// <exception cref="ArgumentOutOfRangeException">n is below 1 or above 100.</exception>
    public static double Value(int n, double x)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(n, 100);
        if (x > 0) return double.IsPositiveInfinity(x) ? (n % 2 == 1 ? 0.0 : -0.0) : OfPositive(n, x);
        if (double.IsNaN(x) || double.IsInfinity(x)) return double.NaN;
        if (Math.Floor(x) == x) return n % 2 == 1 ? double.PositiveInfinity : double.NaN;
        // (−1)ⁿψ⁽ⁿ⁾(1 − x) − ψ⁽ⁿ⁾(x) = dⁿ/dxⁿ π cot πx. With 1 + a for 1 − x a step of the recurrence avoids the rounding of 1 − x.
        var a = -x;
        var mirrored = OfPositive(n, a) - (Sign(n) * Factorial(n) / Math.Pow(a, n + 1));
        return (n % 2 == 0 ? mirrored : -mirrored) - CotangentDerivative(n, x);
    }

    /// <summary>(−1)ⁿ⁺¹, the sign of ψ⁽ⁿ⁾ for positive arguments.</summary>
    private static double Sign(int n) => n % 2 == 0 ? -1 : 1;

    private static double OfPositive(int n, double x)
    {
        var factorial = Factorial(n);
        // The sum of n!/(x + k)ⁿ⁺¹ from its smallest term up.
        var threshold = 12 + (0.6 * n);
        var steps = Math.Max(0, (int)Math.Ceiling(threshold - x));
        var shifted = x + steps;
        var series = AsymptoticSeries(n, shifted, factorial);
        for (var k = steps - 1; k >= 0; k--) series += factorial * Math.Pow(x + k, -(n + 1));
        return Sign(n) * series;
    }

    /// <summary>(n − 1)!/xⁿ + n!/(2xⁿ⁺¹) + Σ B₂ₖ (2k + n − 1)!/((2k)! x²ᵏ⁺ⁿ).</summary>
    private static double AsymptoticSeries(int n, double x, double factorial)
    {
        var power = Math.Pow(x, -n) * (factorial / n);
        var sum = 0.0;
        var inverseSquare = 1 / (x * x);
        // (2k + n − 1)!/((2k)! (n − 1)!) x^−2k
        var ratio = 1.0;
        for (var k = 1; k <= Bernoulli.Length; k++)
        {
            ratio *= (2.0 * k + n - 1) * (2.0 * k + n - 2) / (2.0 * k * (2.0 * k - 1)) * inverseSquare;
            sum += Bernoulli[k - 1] * ratio;
        }
        return power * (1 + (n / (2 * x) + sum));
    }

    /// <summary>The n-th derivative of π cot πx: πⁿ⁺¹ times a polynomial in the cotangent, each derivative of cot being −(1 + cot²).</summary>
    private static double CotangentDerivative(int n, double x)
    {
        var r = x - Math.Round(x);
        // Through the nearer of the zeros of sine and cosine.
        var cotangent = Math.Abs(r) <= 0.25
            ? 1 / Math.Tan(Math.PI * r)
            : Math.Tan(Math.PI * (Math.CopySign(0.5, r) - r));
        Span<double> polynomial = stackalloc double[n + 2];
        Span<double> derivative = stackalloc double[n + 2];
        polynomial[1] = 1;
        for (var order = 0; order < n; order++)
        {
            derivative.Clear();
            for (var k = 1; k <= order + 1; k++)
            {
                derivative[k - 1] -= k * polynomial[k];
                derivative[k + 1] -= k * polynomial[k];
            }
            derivative.CopyTo(polynomial);
        }
        var sum = 0.0;
        for (var k = n + 1; k >= 0; k--) sum = (sum * cotangent) + polynomial[k];
        return sum * Math.Pow(Math.PI, n + 1);
    }

    private static double Factorial(int n)
    {
        var product = 1.0;
        for (var k = 2; k <= n; k++) product *= k;
        return product;
    }
}
