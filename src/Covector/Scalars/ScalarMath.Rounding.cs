namespace Covector.Scalars;

internal static partial class ScalarMath
{
    public static Expr Floor(Expr x) => Rounded(Op.Floor, x);

    public static Expr Ceiling(Expr x) => Rounded(Op.Ceiling, x);

    /// <summary>To the nearest integer, halves to even.</summary>
    public static Expr Round(Expr x) => Rounded(Op.Round, x);

    public static Expr Truncate(Expr x) => Rounded(Op.Truncate, x);

    /// <summary>
    /// The remainder a − trunc(a/b)·b, exact, with the sign of a (C's fmod). Of integers a rem 0 = a and a rem −1 = 0.
    /// </summary>
    public static Expr Remainder(Expr a, Expr b)
    {
        if (a.IsFloat) return FloatRemainder(a, b);
        var byZero = b.EqualTo(0.0);
        var byMinusOne = b.EqualTo(-1.0);
        var remainder = Expr.Binary(Op.Remainder, a, Expr.Select(byZero | byMinusOne, 1.0, b));
        return Expr.Select(byZero, a, remainder);
    }

    /// <summary>
    /// With |a/b| below 2^MantissaBits the truncated rounded quotient is right or one too large, and a − q·b is then exact in one fused
    /// operation. Other lanes, with zero, infinite or denormal divisors among them, call the scalar function.
    /// </summary>
    private static Expr FloatRemainder(Expr a, Expr b)
    {
        var format = FloatFormat.Of(a);
        var x = Abs(a);
        var y = Abs(b);
        var quotient = Expr.Unary(Op.Truncate, x / y);
        var r = Expr.Fma(-quotient, y, x);
        r = Expr.Select(r < 0.0, r + y, r);
        var simple = (quotient < Math.ScaleB(1, format.MantissaBits - 1)) & (y >= format.SmallestNormal) & (y < double.PositiveInfinity);
        return Expr.Rare(~simple, WithSignOf(a, r), ScalarFunction.Remainder, a, b);
    }

    private static Expr Rounded(Op op, Expr x) => x.IsFloat ? Expr.Unary(op, x) : x;
}
