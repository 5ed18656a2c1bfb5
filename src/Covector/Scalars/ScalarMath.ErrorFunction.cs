namespace Covector.Scalars;

internal static partial class ScalarMath
{
    private const double SqrtHalf = 0.70710678118654757;
    private const double SqrtHalfRestDouble = -4.8336466567264567e-17;
    private const double SqrtHalfRestSingle = 1.210161710447897e-8;

    /// <summary>erf x: an odd polynomial up to 0.9, and 1 − erfc |x| beyond. Maximal error 1.5 ulp.</summary>
    public static Expr Erf(Expr x)
    {
        var a = Abs(x);
        return WithSignOf(x, Expr.Select(a > 0.9, 1.0 - ErfcOfPositive(a), ErfOfSmall(a)));
    }

    /// <summary>erfc x = 1 − erf x, accurate in the right tail down to the denormal numbers. Maximal error 3.5 ulp.</summary>
    public static Expr Erfc(Expr x)
    {
        var a = Abs(x);
        var tail = ErfcOfPositive(a);
        return Expr.Select(a <= 0.5, 1.0 - ErfOfSmall(x), Expr.Select(x < 0.0, 2.0 - tail, tail));
    }

    /// <summary>
    /// erf⁻¹ x = x·P(w) with w = −log(1 − x²), the argument of the logarithm being a sum of two numbers; ±∞ at ±1, NaN beyond. Maximal
    /// error 3 ulp.
    /// </summary>
    public static Expr ErfInv(Expr x)
    {
        var square = x * x;
        var squareRest = Expr.Fma(x, x, -square);
        var u = 1.0 - square;
        var w = -LogOfSum(u, ((1.0 - u) - square) - squareRest);
        var root = Sqrt(w);
        var center = Coefficients.ErfInvCenter.SplitPolynomial(w - 3.125);
        var middle = Coefficients.ErfInvMiddle.SplitPolynomial(root - 3.25);
        var far = Coefficients.ErfInvFar.SplitPolynomial(root - 5.0);
        var factor = Expr.Select(w <= 6.25, center, Expr.Select(root <= 4.0, middle, far));
        var result = x * factor;
        result = Expr.Select(Abs(x).EqualTo(1.0), x * double.PositiveInfinity, result);
        return Expr.Select(Abs(x) > 1.0, double.NaN, result);
    }

    /// <summary>
    /// log Φ(x) for the normal distribution function Φ(x) = ½ erfc(−x/√2): for negative x the sum of −x²/2 and the logarithm of the scaled
    /// rest, which is accurate however far to the left; for others log1p of −½ erfc(x/√2); and around 0 the logarithm of ½ + ½ erf(x/√2).
    /// Maximal error 4 ulp.
    /// </summary>
    public static Expr LogNdtr(Expr x)
    {
        var format = FloatFormat.Of(x);
        // Further out only x² counts on the left, and nothing on the right.
        var size = Expr.Binary(Op.MinimumNative, x.Like(1e18), Abs(x));
        // |x|/√2 to twice the precision: its square is the exponent.
        var a = size * SqrtHalf;
        var aRest = Expr.Fma(size, SqrtHalf, -a);
        aRest = Expr.Fma(size, format.Choose(SqrtHalfRestSingle, SqrtHalfRestDouble), aRest);
        var scaled = ScaledErfcOverFactor(a);
        // The slope of the scaled function is small enough for the rest to matter only in the exponent.
        var negative = x < 0.0;
        var half = 0.5 * scaled;
        var decay = ExpOfMinusSquare(a, aRest, half);
        var one = 1.0 - decay;
        // Where erf reaches, but not so far right that the logarithm amplifies its error.
        var middle = (x > -1.27) & (x < 1.17);
        var deviation = WithSignOf(x, 0.5 * ErfOfSmall(a));
        var sum = 0.5 + deviation;
        var u = Expr.Select(middle, sum, Expr.Select(negative, half, one));
        var error = Expr.Select(middle, (0.5 - sum) + deviation, Expr.Select(negative, 0.0, (1.0 - one) - decay));
        var log = LogOfSum(u, error);
        // For large x the logarithm is −decay itself, down to the denormal numbers.
        var right = Expr.Select(decay < Math.ScaleB(1, -format.MantissaBits - 2), -decay, log);
        var left = Expr.Fma(x * -0.5, x, log);
        var result = Expr.Select(middle, log, Expr.Select(negative, left, right));
        return Expr.Select(x.EqualTo(double.NegativeInfinity), x, Expr.Select(IsNaN(x), x, result));
    }

    /// <summary>
    /// φ(x)/Φ(x) for the normal distribution: √(2/π)/(e^(a²)·erfc a) with a = −x/√2 for negative x, however far to the left; for others
    /// φ(x) over ½ + ½ erf(x/√2) or, further out, 1 − ½ erfc(x/√2). Maximal error 4 ulp.
    /// </summary>
    public static Expr InverseMills(Expr x)
    {
        var format = FloatFormat.Of(x);
        var size = Abs(x);
        var a = size * SqrtHalf;
        Expr flat = FlatErfc(a), factor = Expr.Fma(a, 2.0, 1.0), scaled = flat / factor;
        // Very far to the left it is −x to the last digit.
        var left = Expr.Select(size > 1e10, size, 0.79788456080286541 * factor / flat);
        // Further out on the right the result is 0.
        var bounded = Expr.Binary(Op.MinimumNative, x.Like(1e3), size);
        var b = bounded * SqrtHalf;
        var bRest = Expr.Fma(bounded, SqrtHalf, -b);
        bRest = Expr.Fma(bounded, format.Choose(SqrtHalfRestSingle, SqrtHalfRestDouble), bRest);
        var density = ExpOfMinusSquare(b, bRest, x.Like(0.39894228040143268));
        var distribution = Expr.Select(x < 1.17, Expr.Fma(ErfOfSmall(a), 0.5, 0.5), 1.0 - 1.2533141373155003 * density * scaled);
        var right = density / distribution;
        return Expr.Select(IsNaN(x), x, Expr.Select(x < 0.0, left, right));
    }

    /// <summary>erf a for |a| ≤ 0.9.</summary>
    private static Expr ErfOfSmall(Expr a) => Expr.Fma(a, Coefficients.ErfTail.SplitPolynomial(a * a), a);

    /// <summary>erfc a = exp(−a²)·G(a)/(1 + 2a) for a ≥ 0.</summary>
    private static Expr ErfcOfPositive(Expr a) => ExpOfMinusSquare(a, null, ScaledErfcOverFactor(a));

    /// <summary>exp(a²)·erfc(a) for a ≥ 0: (1 + 2a) times it is flat in t = (a − 3.75)/(a + 3.75), which maps [0, ∞) to [−1, 1).</summary>
    private static Expr ScaledErfcOverFactor(Expr a) => FlatErfc(a) / Expr.Fma(a, 2.0, 1.0);

    /// <summary>(1 + 2a)·exp(a²)·erfc(a) for a ≥ 0.</summary>
    private static Expr FlatErfc(Expr a)
    {
        // For large a the quotient is flat to the last digit; the bound keeps ∞/∞ away.
        var bounded = Expr.Binary(Op.MinimumNative, a.Like(1e20), a);
        var t = (bounded - 3.75) / (bounded + 3.75);
        return Coefficients.ScaledErfc.SplitPolynomial(t);
    }

    /// <summary>factor·exp(−(a + rest)²) for a ≥ 0, with the square to twice the precision; no rest is 0.</summary>
    private static Expr ExpOfMinusSquare(Expr a, Expr? rest, Expr factor)
    {
        var format = FloatFormat.Of(a);
        // Beyond the bound the result underflows to 0.
        var bound = format.Choose(11.0, 28.0);
        var bounded = Expr.Binary(Op.MinimumNative, a.Like(bound), a);
        var square = bounded * bounded;
        var squareRest = Expr.Fma(bounded, bounded, -square);
        if (rest is not null) squareRest = Expr.Fma(bounded + bounded, Expr.Select(a > bound, 0.0, rest), squareRest);
        var (n, r) = ReduceByLog2(-square, 2 * format.Bias);
        return ScaleInTwoSteps(Expr.Fma(factor, Expm1OfReduced(r - squareRest), factor), n);
    }
}
