namespace Covector.Scalars;

internal static partial class ScalarMath
{
    /// <summary>
    /// xʸ with the special values of C's pow. Binary32 goes through binary64; binary64 takes log x to 65 bits. Maximal error
    /// 0.6 ulp in binary32, 1.5 ulp in binary64.
    /// </summary>
    public static Expr Pow(Expr x, Expr y)
    {
        var format = FloatFormat.Of(x);
        var a = Abs(x);
        var magnitude = format.IsSingle
            ? Exp(y.Convert(DType.Float64) * LogOfPositive(a.Convert(DType.Float64))).Convert(DType.Float32)
            : PowOfPositive(a, y);

        // The base 0 or ∞, the exponent ±∞: the result is 0 or ∞.
        var grows = Expr.Select(a > 1.0, y, -y) > 0.0;
        var infinity = x.Like(double.PositiveInfinity);
        var extreme = a.EqualTo(0.0) | a.EqualTo(infinity) | Abs(y).EqualTo(infinity);
        var result = Expr.Select(extreme, Expr.Select(grows, infinity, 0.0), magnitude);
        result = Expr.Select(a.EqualTo(1.0), 1.0, result);

        // Beyond 2^MantissaBits every number is an integer, and even but for the first binade.
        var integer = Expr.Unary(Op.Truncate, y).EqualTo(y);
        var half = y * 0.5;
        var odd = integer & Expr.Unary(Op.Truncate, half).NotEqualTo(half);
        var negative = x.BitCast() < format.Int(0);
        result = Expr.Select(negative & odd, -result, result);
        result = Expr.Select((x < 0.0) & (a < infinity) & (Abs(y) < infinity) & ~integer, double.NaN, result);

        result = Expr.Select(IsNaN(x) | IsNaN(y), double.NaN, result);
        return Expr.Select(x.EqualTo(1.0) | y.EqualTo(0.0), 1.0, result);
    }

    /// <summary>exp(y·log x) for finite positive x in binary64, log x and the product being sums of two numbers.</summary>
    private static Expr PowOfPositive(Expr x, Expr y)
    {
        var (exponent, f) = SplitForLog(x);
        var (high, low) = LogInTwoParts(exponent, f);
        var product = y * high;
        var rest = Expr.Fma(y, low, Expr.Fma(y, high, -product));
        // Where the product overflows its rest is not a number, and the result is 0 or ∞ without it.
        rest = Expr.Select(Abs(product) < 1000.0, rest, 0.0);
        var (n, r) = ReduceByLog2(Within(product, -746.0, 710.0), 2 * FloatFormat.Of(x).Bias);
        return ScaledOnePlus(Expm1OfReduced(r + rest), n);
    }

    /// <summary>e·log 2 + 2s + ⅔s³ + …, s = f/(2 + f), as an unevaluated sum with an error below 2⁻⁶⁵.</summary>
    private static (Expr High, Expr Low) LogInTwoParts(Expr exponent, Expr f)
    {
        var denominator = 2.0 + f;
        var denominatorRest = f - (denominator - 2.0);
        var s = f / denominator;
        var sRest = Expr.Fma(-s, denominatorRest, Expr.Fma(-s, denominator, f)) / denominator;
        var z = s * s;
        var zRest = Expr.Fma(s + s, sRest, Expr.Fma(s, s, -z));

        // ⅔ + z(⅖ + …)
        var tail = z * Coefficients.PowTail.Polynomial(z);
        var c = Coefficients.TwoThirds.At(0, f) + tail;
        var cRest = tail - (c - Coefficients.TwoThirds.At(0, f)) + Coefficients.TwoThirds.At(1, f);

        var (w, wRest) = MultiplyInTwoParts(z, zRest, c, cRest);
        var (v, vRest) = MultiplyInTwoParts(s, sRest, w, wRest);

        // The terms in falling order: e·log 2, 2s, v. The products of e with the parts of log 2 are kept exactly.
        var (ln2, ln2Rest) = (Coefficients.Ln2.At(0, f), Coefficients.Ln2.At(1, f));
        var head = exponent * ln2;
        var headRest = Expr.Fma(exponent, ln2Rest, Expr.Fma(exponent, ln2, -head));
        var (sum, sumRest) = AddExactly(head, s + s);
        var (total, totalRest) = AddExactly(sum, v);
        var rest = headRest + (sumRest + (totalRest + (vRest + 2.0 * sRest)));
        var result = total + rest;
        return (result, rest - (result - total));
    }

    private static (Expr High, Expr Low) MultiplyInTwoParts(Expr a, Expr aRest, Expr b, Expr bRest)
    {
        var product = a * b;
        return (product, Expr.Fma(a, bRest, Expr.Fma(aRest, b, Expr.Fma(a, b, -product))));
    }

    /// <summary>a + b as a rounded sum and its error (Knuth).</summary>
    private static (Expr Sum, Expr Error) AddExactly(Expr a, Expr b)
    {
        var sum = a + b;
        var back = sum - a;
        return (sum, (a - (sum - back)) + (b - back));
    }
}
