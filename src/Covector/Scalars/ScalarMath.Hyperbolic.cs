namespace Covector.Scalars;

internal static partial class ScalarMath
{
    /// <summary>tanh |x| = e/(e + 2) with e = exp(2|x|) − 1, and the sign of x. Maximal error 2.4 ulp.</summary>
    public static Expr Tanh(Expr x)
    {
        var format = FloatFormat.Of(x);
        // Beyond the bound the quotient is 1.
        var doubled = Expr.Binary(Op.MinimumNative, x.Like(format.Choose(20.0, 44.0)), 2.0 * Abs(x));
        var (n, r) = ReduceByLog2(doubled, format.Bias);
        var power = format.PowerOfTwo(n);
        var e = Expr.Fma(power, Expm1OfReduced(r), power - 1.0);
        return WithSignOf(x, e / (e + 2.0));
    }

    /// <summary>
    /// sinh |x| = sinh(n·log 2)·cosh r + cosh(n·log 2)·sinh r, and the sign of x. Maximal error 2.5 ulp.
    /// </summary>
    public static Expr Sinh(Expr x)
    {
        var format = FloatFormat.Of(x);
        var (sinhN, coshN, sinhR, coshR) = HyperbolicParts(x);
        var result = WithSignOf(x, 4.0 * Expr.Fma(sinhN, coshR, coshN * sinhR));
        // x itself, where a quarter of a denormal number would lose bits.
        return Expr.Select(Abs(x) < Math.ScaleB(1, -format.MantissaBits / 2 - 2), x, result);
    }

    /// <summary>cosh x = cosh(n·log 2)·cosh r + sinh(n·log 2)·sinh r. Maximal error 2.5 ulp.</summary>
    public static Expr Cosh(Expr x)
    {
        var (sinhN, coshN, sinhR, coshR) = HyperbolicParts(x);
        return 4.0 * Expr.Fma(coshN, coshR, sinhN * sinhR);
    }

    /// <summary>
    /// log(|x| + √(x² + 1)) as log1p(|x| + x²/(1 + √(x² + 1))), and the sign of x; log 2|x| for large x. Maximal error 3 ulp.
    /// </summary>
    public static Expr Asinh(Expr x)
    {
        var a = Abs(x);
        var large = a > x.Like(FloatFormat.Of(x).Choose(1e9, 1e18));
        var square = a * a;
        var moderate = a + square / (1.0 + Sqrt(square + 1.0));
        return WithSignOf(x, Log1pOrLogDouble(large, a, moderate));
    }

    /// <summary>log(x + √(x² − 1)) as log1p(t + √(t(t + 2))) with t = x − 1; NaN below 1. Maximal error 3 ulp.</summary>
    public static Expr Acosh(Expr x)
    {
        var large = x > x.Like(FloatFormat.Of(x).Choose(1e9, 1e18));
        var t = x - 1.0;
        var result = Log1pOrLogDouble(large, x, t + Sqrt(t * (t + 2.0)));
        return Expr.Select(x < 1.0, double.NaN, result);
    }

    /// <summary>½ log1p(2|x|/(1 − |x|)), and the sign of x; ±∞ at ±1, NaN beyond. Maximal error 3 ulp.</summary>
    public static Expr Atanh(Expr x)
    {
        var a = Abs(x);
        var half = 0.5 * Log1p(2.0 * a / (1.0 - a));
        return Expr.Select(a > 1.0, double.NaN, WithSignOf(x, half));
    }

    /// <summary>log1p(moderate), or log x + log 2 in the lanes of <paramref name="large"/>, where x and 1 + x are one.</summary>
    private static Expr Log1pOrLogDouble(Expr large, Expr x, Expr moderate)
    {
        var log = Log1p(Expr.Select(large, x, moderate));
        return Expr.Select(large, log + Coefficients.Ln2.At(0, x), log);
    }

    /// <summary>sinh and cosh of n·log 2, both divided by 4, and of r, where |x| = n·log 2 + r.</summary>
    private static (Expr SinhN, Expr CoshN, Expr SinhR, Expr CoshR) HyperbolicParts(Expr x)
    {
        var format = FloatFormat.Of(x);
        // Beyond the bound both are ∞.
        var bounded = Expr.Binary(Op.MinimumNative, x.Like(format.Choose(90.0, 711.0)), Abs(x));
        var (n, r) = ReduceByLog2(bounded, format.Bias - 3);
        var grow = format.PowerOfTwo(n);
        // 2⁻ⁿ vanishes against 2ⁿ long before its exponent leaves the range.
        var shrink = Expr.Select(bounded < format.Choose(80.0, 700.0), format.PowerOfTwo(format.Int(2 * (format.Bias - 3)) - n), 0.0);
        var z = r * r;
        var sinhR = Expr.Fma(r * z, Coefficients.SinhTail.Polynomial(z), r);
        var coshR = Expr.Fma(z, Coefficients.CoshTail.Polynomial(z), 1.0);
        return (grow - shrink, grow + shrink, sinhR, coshR);
    }
}
