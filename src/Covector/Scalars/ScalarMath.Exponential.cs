namespace Covector.Scalars;

internal static partial class ScalarMath
{
    private const double Log2E = 1.4426950408889634;

    /// <summary>
    /// eˣ = 2ⁿ·eʳ with n = round(x/log 2). The power of two is applied in two steps, so that results below the smallest normal
    /// number are rounded once from a full significand. Maximal error 1.1 ulp.
    /// </summary>
    public static Expr Exp(Expr x)
    {
        var format = FloatFormat.Of(x);
        // The first bound overflows to ∞ and the second underflows to 0.
        return ExpOfBounded(Within(x, format.Choose(-104.0, -746.0), format.Choose(89.0, 710.0)));
    }

    /// <summary>
    /// eˣ − 1 = 2ⁿ(eʳ − 1) + (2ⁿ − 1). Half of it is computed, since 2ⁿ itself overflows for the largest results. Maximal error 2.2 ulp.
    /// </summary>
    public static Expr Expm1(Expr x)
    {
        var format = FloatFormat.Of(x);
        var bounded = Within(x, format.Choose(-25.0, -50.0), format.Choose(89.0, 710.0));
        var (n, r) = ReduceByLog2(bounded, format.Bias - 1);
        var half = format.PowerOfTwo(n);
        var result = 2.0 * Expr.Fma(half, Expm1OfReduced(r), half - 0.5);
        return Expr.Select(Abs(x) < Math.ScaleB(1, -format.MantissaBits - 2), x, result);
    }

    /// <summary>
    /// 1/(1 + e⁻ˣ), as e⁻|ˣ|/(1 + e⁻|ˣ|) for negative x, which keeps the denormal results. Maximal error 2.3 ulp.
    /// </summary>
    public static Expr Logistic(Expr x)
    {
        // Of the bounds of exp, the upper one cannot be reached.
        var lowest = x.Like(FloatFormat.Of(x).Choose(-104.0, -746.0));
        var e = ExpOfBounded(Expr.Binary(Op.MaximumNative, lowest, MinusAbs(x)));
        return Expr.Select(x < 0.0, e, 1.0) / (1.0 + e);
    }

    /// <summary>eˣ where n fits into two exponents.</summary>
    private static Expr ExpOfBounded(Expr x)
    {
        var (n, r) = ReduceByLog2(x, 2 * FloatFormat.Of(x).Bias);
        return ScaledOnePlus(Expm1OfReduced(r), n);
    }

    /// <summary>
    /// n = round(x/log 2) and r = x − n·log 2. The integer is n + offset in its low bits, as many as an exponent has and two more; what
    /// stands above them is shifted out when it becomes one.
    /// </summary>
    private static (Expr N, Expr R) ReduceByLog2(Expr x, int offset)
    {
        double shift = FloatFormat.Of(x).RoundingShift + offset;
        var shifted = Expr.Fma(x, Log2E, shift);
        var number = shifted - shift;
        var r = Expr.Fma(number, Coefficients.Ln2.Minus(0, x), x);
        return (shifted.BitCast(), Expr.Fma(number, Coefficients.Ln2.Minus(1, x), r));
    }

    /// <summary>eʳ − 1 for |r| ≤ 0.35, within 0.8 ulp.</summary>
    private static Expr Expm1OfReduced(Expr r) => Expr.Fma(r * r, Coefficients.ExpTail.SplitPolynomial(r), r);

    /// <summary>(1 + y)·2ⁿ for |n| up to twice the exponent range. The first product is exact, so that the sum is rounded but once.</summary>
    private static Expr ScaledOnePlus(Expr y, Expr n)
    {
        var (first, second) = HalvesOfPower(FloatFormat.Of(y), n);
        return Expr.Fma(y, first, first) * second;
    }

    /// <summary>y·2ⁿ for |n| up to twice the exponent range.</summary>
    private static Expr ScaleInTwoSteps(Expr y, Expr n)
    {
        var (first, second) = HalvesOfPower(FloatFormat.Of(y), n);
        return y * first * second;
    }

    /// <summary>Two factors of 2ⁿ whose exponents are halves of n, which comes with twice the bias.</summary>
    private static (Expr First, Expr Second) HalvesOfPower(FloatFormat format, Expr n)
    {
        var half = n >>> 1;
        return (format.PowerOfTwo(half), format.PowerOfTwo(n - half));
    }

    /// <summary>x limited to [low, high]; NaN stays NaN.</summary>
    private static Expr Within(Expr x, double low, double high) =>
        Expr.Binary(Op.MinimumNative, x.Like(high), Expr.Binary(Op.MaximumNative, x.Like(low), x));
}
