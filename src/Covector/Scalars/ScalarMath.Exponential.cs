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
        var bounded = Within(x, format.Choose(-104.0, -746.0), format.Choose(89.0, 710.0));
        var (n, r, _) = ReduceByLog2(bounded);
        return ScaleInTwoSteps(1.0 + Expm1OfReduced(r), n);
    }

    /// <summary>
    /// eˣ − 1 = 2ⁿ(eʳ − 1) + (2ⁿ − 1). Half of it is computed, since 2ⁿ itself overflows for the largest results. Maximal error 2.2 ulp.
    /// </summary>
    public static Expr Expm1(Expr x)
    {
        var format = FloatFormat.Of(x);
        var bounded = Within(x, format.Choose(-25.0, -50.0), format.Choose(89.0, 710.0));
        var (n, r, _) = ReduceByLog2(bounded);
        var half = format.PowerOfTwo(n + format.Int(format.Bias - 1));
        var result = 2.0 * Expr.Fma(half, Expm1OfReduced(r), half - 0.5);
        return Expr.Select(Abs(x) < Math.ScaleB(1, -format.MantissaBits - 2), x, result);
    }

    /// <summary>
    /// 1/(1 + e⁻ˣ), as e⁻|ˣ|/(1 + e⁻|ˣ|) for negative x, which keeps the denormal results. Maximal error 2.3 ulp.
    /// </summary>
    public static Expr Logistic(Expr x)
    {
        var e = Exp(-Abs(x));
        return Expr.Select(x < 0.0, e, 1.0) / (1.0 + e);
    }

    /// <summary>n = round(x/log 2) as an integer and as a number, and r = x − n·log 2.</summary>
    private static (Expr N, Expr R, Expr Number) ReduceByLog2(Expr x)
    {
        var format = FloatFormat.Of(x);
        var shifted = Expr.Fma(x, Log2E, format.RoundingShift);
        var number = shifted - format.RoundingShift;
        var n = shifted.BitCast() - format.Int(format.BitsOf(format.RoundingShift));
        var r = Expr.Fma(number, Coefficients.Ln2.Minus(0, x), x);
        return (n, Expr.Fma(number, Coefficients.Ln2.Minus(1, x), r), number);
    }

    /// <summary>eʳ − 1 for |r| ≤ 0.35, within 0.8 ulp.</summary>
    private static Expr Expm1OfReduced(Expr r) => Expr.Fma(r * r, Coefficients.ExpTail.SplitPolynomial(r), r);

    /// <summary>y·2ⁿ for |n| up to twice the exponent range, by two factors whose exponents are halves of n.</summary>
    private static Expr ScaleInTwoSteps(Expr y, Expr n)
    {
        var format = FloatFormat.Of(y);
        var sum = n + format.Int(2 * format.Bias);
        var first = sum >>> 1;
        return y * format.PowerOfTwo(first) * format.PowerOfTwo(sum - first);
    }

    /// <summary>x limited to [low, high]; NaN stays NaN.</summary>
    private static Expr Within(Expr x, double low, double high) =>
        Expr.Binary(Op.MinimumNative, x.Like(high), Expr.Binary(Op.MaximumNative, x.Like(low), x));
}
