namespace Covector.Scalars;

internal static partial class ScalarMath
{
    private const double Pi = 3.1415926535897931;

    /// <summary>
    /// log |Γ(x)|; ∞ at 0, −1, −2, … and ±∞. For 0 &lt; x &lt; 8 steps of Γ(x + 1) = xΓ(x) lead into [1¼, 2¼], beyond stands Stirling's series,
    /// negative x are reflected. Maximal error 4 ulp for x &gt; 0; for negative x, 4 ulp of the largest of the result, 1 and log |x|·|x|.
    /// </summary>
    public static Expr LogGamma(Expr x)
    {
        var format = FloatFormat.Of(x);
        var a = Abs(x);
        var positive = LogGammaOfPositive(a);
        // Γ(−a)Γ(a)·a·sin πa = −π. Below the bound Γ(−a) and Γ(a) agree in magnitude, and a·sin πa would underflow.
        var reflected = -LogOfPositive(a * SinPiOfAbs(a) * (1 / Pi)) - positive;
        var pole = Expr.Unary(Op.Floor, a).EqualTo(a);
        reflected = Expr.Select(pole, double.PositiveInfinity, reflected);
        var negative = (x < 0.0) & (a > Math.ScaleB(1, -format.MantissaBits - 4));
        var result = Expr.Select(negative, reflected, positive);
        result = Expr.Select(a.EqualTo(0.0) | a.EqualTo(double.PositiveInfinity), double.PositiveInfinity, result);
        return Expr.Select(IsNaN(x), x, result);
    }

    /// <summary>
    /// ψ(x) = Γ′(x)/Γ(x); ∓∞ at ±0, NaN at −1, −2, … and −∞. Maximal error 4 ulp of the larger of the result and 1 for x &gt; 0; for negative x 5 ulp
    /// of the largest of these and π|cot πx|.
    /// </summary>
    public static Expr Digamma(Expr x)
    {
        var a = Abs(x);
        // The sum of 1/(a + k), for the k that lift a to 6: the largest term, 1/a, by itself, the others as one fraction.
        var reciprocal = 1.0 / a;
        var below = a < 6.0;
        var lifted = Expr.Select(below, a + 1.0, a);
        var numerator = x.Like(0);
        var denominator = x.Like(1);
        for (var k = 1; k < 6; k++)
        {
            var small = lifted < 6.0;
            numerator = Expr.Select(small, Expr.Fma(numerator, lifted, denominator), numerator);
            denominator = Expr.Select(small, denominator * lifted, denominator);
            lifted = Expr.Select(small, lifted + 1.0, lifted);
        }
        var inverse = 1.0 / lifted;
        var t = inverse * inverse;
        var tail = Expr.Fma(t, Coefficients.DigammaTail.Polynomial(t), 0.5 * inverse + numerator / denominator);
        var positive = LogOfPositive(lifted) - tail - Expr.Select(below, reciprocal, 0.0);

        // ψ(−a) = ψ(a) + 1/a + π cot πa.
        var (sine, cosine, r) = SinCosPi(a);
        var cotangent = WithSignOf(r, Pi * cosine / sine);
        var reflected = Expr.Select(r.EqualTo(0.0), double.NaN, positive + (reciprocal + cotangent));
        // Near 0 the terms 1/a and the one in ψ(a) leave 1/a.
        reflected = Expr.Select(a < Math.ScaleB(1, -FloatFormat.Of(x).MantissaBits - 4), reciprocal, reflected);
        var result = Expr.Select(x < 0.0, reflected, positive);
        result = Expr.Select(x.EqualTo(double.PositiveInfinity), x, result);
        result = Expr.Select(x.EqualTo(double.NegativeInfinity), double.NaN, result);
        result = Expr.Select(x.EqualTo(0.0), -1.0 / x, result);
        return Expr.Select(IsNaN(x), x, result);
    }

    private static Expr LogGammaOfPositive(Expr a)
    {
        // y = m − 2 for the m in [1¼, 2¼] that a leads to; the steps up and all steps of y are exact.
        var product = Expr.Select(a < 0.25, a * (a + 1.0), Expr.Select(a < 1.25, a, a.Like(1)));
        var y = Expr.Select(a < 0.25, a, Expr.Select(a < 1.25, a - 1.0, a - 2.0));
        for (var k = 0; k < 6; k++)
        {
            var high = y > 0.25;
            product = Expr.Select(high, product * (y + 1.0), product);
            y = Expr.Select(high, y - 1.0, y);
        }
        var large = a >= 8.0;
        var log = LogOfPositive(Expr.Select(large, a, product));
        var signedLog = Expr.Select(a < 1.25, -log, log);
        var near = Expr.Fma(y, Coefficients.LogGammaNear2.SplitPolynomial(y), signedLog);

        var inverse = 1.0 / a;
        var series = Expr.Fma(inverse, Coefficients.Stirling.Polynomial(inverse * inverse), a.Like(0.41893853320467278));
        var far = Expr.Fma(a - 0.5, log - 1.0, series);
        return Expr.Select(large, far, near);
    }

    private static Expr SinPiOfAbs(Expr a) => SinCosPi(a).Sine;

    /// <summary>|sin πa|, |cos πa| and the remainder r of a to the nearest integer, whose sign is that of tan πa.</summary>
    private static (Expr Sine, Expr Cosine, Expr R) SinCosPi(Expr a)
    {
        var r = a - Expr.Unary(Op.Round, a);
        var size = Abs(r);
        var outer = size > 0.25;
        var (sine, cosine) = SinCosOfReduced(Expr.Select(outer, 0.5 - size, size) * Pi);
        return (Expr.Select(outer, cosine, sine), Expr.Select(outer, sine, cosine), r);
    }
}
