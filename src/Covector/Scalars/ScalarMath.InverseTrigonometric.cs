namespace Covector.Scalars;

internal static partial class ScalarMath
{
    private const double TanPiOver8 = 0.41421356237309503;

    /// <summary>arctan x in [−π/2, π/2]. Maximal error 2 ulp.</summary>
    public static Expr Atan(Expr x) => WithSignOf(x, AtanOfQuotient(Abs(x), x.Like(1)));

    /// <summary>
    /// The angle of the point (x, y) in [−π, π], with the signs of zeros and the angles of infinite points as in C. Maximal error 2.5 ulp.
    /// </summary>
    public static Expr Atan2(Expr y, Expr x)
    {
        var format = FloatFormat.Of(x);
        var (up, along) = (Abs(y), Abs(x));
        // Both zero: the angle of (1, 0). Both infinite: of (1, 1).
        var zero = Maximum(up, along).EqualTo(0.0);
        var infinite = Minimum(up, along).EqualTo(double.PositiveInfinity);
        // A sum of the two must not overflow.
        var large = Expr.Binary(Op.MaximumNative, up, along) > Math.ScaleB(1, format.Bias - 2);
        var scale = Expr.Select(large, 0.25, x.Like(1));
        up = Expr.Select(infinite, 1.0, up * scale);
        along = Expr.Select(infinite | zero, 1.0, along * scale);
        var angle = AtanOfQuotient(up, along);
        var left = x.BitCast() < format.Int(0);
        angle = Expr.Select(left, Coefficients.Pi.At(0, x) - (angle - Coefficients.Pi.At(1, x)), angle);
        return WithSignOf(y, angle);
    }

    /// <summary>arcsin x; NaN beyond ±1. Maximal error 2.5 ulp.</summary>
    public static Expr Asin(Expr x)
    {
        var (outer, value) = AsinOrHalfOfRest(x);
        var rest = Coefficients.HalfPi.At(0, x) - (2.0 * value - Coefficients.HalfPi.At(1, x));
        return WithSignOf(x, Expr.Select(outer, rest, value));
    }

    /// <summary>arccos x; NaN beyond ±1. Maximal error 2 ulp.</summary>
    public static Expr Acos(Expr x)
    {
        var (outer, value) = AsinOrHalfOfRest(x);
        var doubled = 2.0 * value;
        var positive = x > 0.0;
        var near = Expr.Select(positive, doubled, Coefficients.Pi.At(0, x) - (doubled - Coefficients.Pi.At(1, x)));
        var signed = WithSignOf(x, value);
        return Expr.Select(outer, near, Coefficients.HalfPi.At(0, x) - (signed - Coefficients.HalfPi.At(1, x)));
    }

    /// <summary>
    /// arcsin |x| for |x| ≤ ½; beyond, where the mask is set, (π/2 − arcsin |x|)/2 = arcsin √((1 − |x|)/2).
    /// </summary>
    private static (Expr Outer, Expr Value) AsinOrHalfOfRest(Expr x)
    {
        var a = Abs(x);
        var outer = a > 0.5;
        var z = Expr.Select(outer, Expr.Fma(a, -0.5, 0.5), a * a);
        var r = Expr.Select(outer, Sqrt(z), a);
        // Comparisons with NaN are false: NaN takes the inner way. Beyond 1 the root is NaN.
        return (outer, Expr.Fma(r * z, Coefficients.AsinTail.Polynomial(z), r));
    }

    /// <summary>
    /// arctan(a/b) for a, b ≥ 0, not both zero or infinite: the quotient is turned by 0, −π/4 or −π/2 into [−tan π/8, tan π/8].
    /// </summary>
    private static Expr AtanOfQuotient(Expr a, Expr b)
    {
        var steep = a > b * (1 / TanPiOver8);
        var middle = a > b * TanPiOver8;
        var numerator = Expr.Select(steep, -b, Expr.Select(middle, a - b, a));
        var denominator = Expr.Select(steep, a, Expr.Select(middle, a + b, b));
        var t = numerator / denominator;
        var z = t * t;
        var (halfPi, rest) = (Coefficients.HalfPi.At(0, a), Coefficients.HalfPi.At(1, a));
        var turn = Expr.Select(steep, 1.0, Expr.Select(middle, 0.5, a.Like(0)));
        // turn·π/2 is exact in its first part.
        var small = Expr.Fma(t * z, Coefficients.AtanTail.Polynomial(z), turn * rest);
        return turn * halfPi + (t + small);
    }
}
