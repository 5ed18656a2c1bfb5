namespace Covector.Scalars;

internal static partial class ScalarMath
{
    /// <summary>log x = e·log 2 + log(1 + f) with 1 + f between √½ and √2. log ±0 = −∞, log of a negative number is NaN. Maximal error 0.9 ulp.</summary>
    public static Expr Log(Expr x)
    {
        var (exponent, f) = SplitForLog(x);
        return LogSpecials(x, AddExponent(exponent, f));
    }

    /// <summary>
    /// log(1 + x): the rounding error of 1 + x is scaled by the exponent and added to f. Maximal error 1.5 ulp.
    /// </summary>
    public static Expr Log1p(Expr x)
    {
        var u = 1.0 + x;
        // Exact: u + error = 1 + x (Knuth's two-sum). It is NaN when u is infinite, where the special values take over.
        var back = u - 1.0;
        var error = (1.0 - (u - back)) + (x - back);
        var result = LogSpecials(u, LogOfSum(u, error));
        // For the sign of zero.
        return Expr.Select(x.EqualTo(0.0), x, result);
    }

    /// <summary>log₂ x = e + log(1 + f)/log 2, exact for powers of two. Maximal error 1.7 ulp.</summary>
    public static Expr Log2(Expr x)
    {
        var (exponent, f) = SplitForLog(x);
        var log = LogOfFraction(f);
        var scaled = Expr.Fma(log, Coefficients.Log2E.At(0, x), log * Coefficients.Log2E.At(1, x));
        return LogSpecials(x, exponent + scaled);
    }

    /// <summary>log₁₀ x = e·log₁₀ 2 + log(1 + f)/log 10. Maximal error 2 ulp.</summary>
    public static Expr Log10(Expr x)
    {
        var (exponent, f) = SplitForLog(x);
        var log = LogOfFraction(f);
        var small = Expr.Fma(log, Coefficients.Log10E.At(1, x), exponent * Coefficients.Log10Of2.At(1, x));
        var scaled = Expr.Fma(log, Coefficients.Log10E.At(0, x), small);
        return LogSpecials(x, Expr.Fma(exponent, Coefficients.Log10Of2.At(0, x), scaled));
    }

    /// <summary>log x for finite positive x; nothing in particular elsewhere.</summary>
    private static Expr LogOfPositive(Expr x)
    {
        var (exponent, f) = SplitForLog(x);
        return AddExponent(exponent, f);
    }

    /// <summary>log(1 + f) for √½ − 1 ≤ f ≤ √2 − 1.</summary>
    private static Expr LogOfFraction(Expr f)
    {
        var s = f / (2.0 + f);
        var halfSquare = 0.5 * f * f;
        return f - (halfSquare - s * (halfSquare + Coefficients.LogTail.Polynomial(s * s)));
    }

    /// <summary>log(u + error) for finite positive u and a small error.</summary>
    private static Expr LogOfSum(Expr u, Expr error)
    {
        var format = FloatFormat.Of(u);
        var (exponent, f) = SplitForLog(u);
        // 2^−exponent; the largest exponent, bias + 1, has no reciprocal, but the error does not matter there.
        var bounded = Expr.Binary(Op.MinimumNative, exponent.Like(format.Bias), exponent);
        var scale = format.PowerOfTwo(format.Int(format.Bias) - ToInteger(bounded));
        return AddExponent(exponent, Expr.Fma(error, scale, f));
    }

    /// <summary>e·log 2 + log(1 + f), where e is an integer and √½ − 1 ≤ f ≤ √2 − 1.</summary>
    private static Expr AddExponent(Expr exponent, Expr f)
    {
        // log(1 + f) = f − (f²/2 − s(f²/2 + R)): the large terms f and e·log 2 come last.
        var s = f / (2.0 + f);
        var tail = Coefficients.LogTail.Polynomial(s * s);
        var halfSquare = 0.5 * f * f;
        var correction = Expr.Fma(s, halfSquare + tail, exponent * Coefficients.Ln2.At(1, f));
        return Expr.Fma(exponent, Coefficients.Ln2.At(0, f), f - (halfSquare - correction));
    }

    /// <summary>x = 2^e·(1 + f) with 1 + f in [√½, √2) for finite positive x, denormal numbers included; e as a number.</summary>
    private static (Expr Exponent, Expr F) SplitForLog(Expr x)
    {
        var format = FloatFormat.Of(x);
        var denormal = x < format.SmallestNormal;
        var steps = format.MantissaBits + 2;
        var scaled = Expr.Select(denormal, x * Math.ScaleB(1, steps), x);
        var lowest = format.BitsOf(Math.Sqrt(0.5));
        // Adding this puts the boundary between exponents at √½ and keeps the sum positive.
        var bits = scaled.BitCast() + format.Int(format.BitsOf(1.0) - lowest);
        var fraction = (bits & format.Int((1L << format.MantissaBits) - 1)) + format.Int(lowest);
        var biased = FromSmallInteger(bits >>> format.MantissaBits, format);
        var exponent = biased - Expr.Select(denormal, biased.Like(format.Bias + steps), biased.Like(format.Bias));
        return (exponent, fraction.BitCast() - 1.0);
    }

    /// <summary>The values of log at 0, ∞, NaN and negative numbers put into a result that is right elsewhere.</summary>
    private static Expr LogSpecials(Expr x, Expr result)
    {
        result = Expr.Select(x < double.PositiveInfinity, result, x);
        result = Expr.Select(x < 0.0, double.NaN, result);
        return Expr.Select(x.EqualTo(0.0), double.NegativeInfinity, result);
    }

    /// <summary>An integer from 0 to 2^MantissaBits − 1 as a number: its bits become the significand of 2^MantissaBits + n.</summary>
    private static Expr FromSmallInteger(Expr n, FloatFormat format)
    {
        var one = Math.ScaleB(1, format.MantissaBits);
        return (n | format.Int(format.BitsOf(one))).BitCast() - one;
    }

    /// <summary>An integral number of magnitude below 2^(MantissaBits − 1) as an integer.</summary>
    private static Expr ToInteger(Expr number)
    {
        var format = FloatFormat.Of(number);
        return (number + format.RoundingShift).BitCast() - format.Int(format.BitsOf(format.RoundingShift));
    }

    /// <summary>log(eˣ + eʸ) as the larger plus log(1 + e^−|x − y|), in which the difference of equal infinities counts as 0.</summary>
    public static Expr LogAddExp(Expr x, Expr y)
    {
        var distance = Select(Equal(x, y), x.Like(0.0), Abs(x - y));
        return Maximum(x, y) + Log1p(Exp(-distance));
    }
}
