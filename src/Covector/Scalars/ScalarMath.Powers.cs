namespace Covector.Scalars;

internal static partial class ScalarMath
{
    public static Expr Sqrt(Expr x) => Expr.Unary(Op.Sqrt, x);

    /// <summary>1/√x. Maximal error 1.5 ulp.</summary>
    public static Expr Rsqrt(Expr x) => 1.0 / Sqrt(x);

    /// <summary>
    /// ∛x: with |x| = t·8^q, three digits of t^−⅓ from a polynomial, Newton steps without division, and a last step whose residual
    /// t − y³ is computed to twice the precision. Maximal error 1 ulp.
    /// </summary>
    public static Expr Cbrt(Expr x)
    {
        var format = FloatFormat.Of(x);
        var a = Abs(x);
        var denormal = a < format.SmallestNormal;
        var steps = format.Choose(8, 18);
        var bits = Expr.Select(denormal, a * Math.ScaleB(1, 3 * steps), a).BitCast();
        // q = ⌊exponent/3⌋: the thirds are far enough apart for a rounded reciprocal.
        var exponent = FromSmallInteger(bits >>> format.MantissaBits, format);
        var q = Expr.Unary(Op.Floor, exponent * 0.33334);
        var middle = format.Bias / 3;
        var t = (bits - (ToInteger(3.0 * q - 3.0 * middle) << format.MantissaBits)).BitCast();

        var z = Coefficients.CbrtSeed.Polynomial(t);
        for (var step = 0; step < format.Choose(1, 2); step++)
            z = Expr.Fma(z * Expr.Fma(-(z * z * z), t, x.Like(1)), 1.0 / 3, z);
        var y = t * z * z;
        var square = y * y;
        var squareRest = Expr.Fma(y, y, -square);
        var cube = square * y;
        var cubeRest = Expr.Fma(squareRest, y, Expr.Fma(square, y, -cube));
        y = Expr.Fma((t - cube) - cubeRest, z * z * (1.0 / 3), y);

        var scale = ToInteger(q - Expr.Select(denormal, q.Like(middle + steps), q.Like(middle)));
        var result = WithSignOf(x, y * format.PowerOfTwo(scale + format.Int(format.Bias)));
        return Expr.Select((a > 0.0) & (a < double.PositiveInfinity), result, x);
    }

    /// <summary>√(a² + b²) without overflow on the way; ∞ if either is infinite, even against NaN. Maximal error 2 ulp.</summary>
    public static Expr Hypot(Expr a, Expr b)
    {
        var x = Abs(a);
        var y = Abs(b);
        var larger = Maximum(x, y);
        var ratio = Minimum(x, y) / larger;
        var result = Expr.Select(larger.EqualTo(0.0), larger, larger * Sqrt(Expr.Fma(ratio, ratio, 1.0)));
        return Expr.Select(x.EqualTo(double.PositiveInfinity) | y.EqualTo(double.PositiveInfinity), double.PositiveInfinity, result);
    }
}
