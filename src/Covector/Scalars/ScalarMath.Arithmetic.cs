namespace Covector.Scalars;

/// <summary>
/// The elementary functions as programs of the scalar IR, one definition each for every type it serves. Special values follow
/// IEEE 754 and the C library; error bounds are in units in the last place of the exact result, over the whole domain.
/// </summary>
internal static partial class ScalarMath
{
    public static Expr Add(Expr a, Expr b) => a + b;

    public static Expr Subtract(Expr a, Expr b) => a - b;

    public static Expr Multiply(Expr a, Expr b) => a * b;

    /// <summary>a/b; of integers truncated toward zero, with a/0 = −1 and the most negative number over −1 itself.</summary>
    public static Expr Divide(Expr a, Expr b)
    {
        if (a.IsFloat) return a / b;
        var byZero = b.EqualTo(0.0);
        var byMinusOne = b.EqualTo(-1.0);
        var quotient = a / Expr.Select(byZero | byMinusOne, 1.0, b);
        return Expr.Select(byZero, -1.0, Expr.Select(byMinusOne, -a, quotient));
    }

    public static Expr Negate(Expr x) => -x;

    public static Expr Abs(Expr x) => Expr.Unary(Op.Abs, x);

    /// <summary>−1, 0 or 1; of a floating-point number ±0 and NaN are themselves.</summary>
    public static Expr Sign(Expr x)
    {
        if (!x.IsFloat) return Expr.Select(x < 0.0, -1.0, Expr.Select(x > 0.0, 1.0, x.Like(0)));
        return Expr.Select(Abs(x) > 0.0, WithSignOf(x, x.Like(1)), x);
    }

    public static Expr Square(Expr x) => x * x;

    public static Expr Reciprocal(Expr x) => 1.0 / x;

    public static Expr Minimum(Expr a, Expr b) => Expr.Binary(Op.Minimum, a, b);

    public static Expr Maximum(Expr a, Expr b) => Expr.Binary(Op.Maximum, a, b);

    /// <summary>0 where s is 0, even against ∞ and NaN; s·c elsewhere.</summary>
    public static Expr StrongMultiply(Expr s, Expr c) => Expr.Select(s.EqualTo(0.0), 0.0, s * c);

    public static Expr Select(Expr mask, Expr a, Expr b) => Expr.Select(mask, a, b);

    /// <summary>−|x| in one operation.</summary>
    private static Expr MinusAbs(Expr x)
    {
        var format = FloatFormat.Of(x);
        return (x.BitCast() | format.Int(format.BitsOf(-0.0))).BitCast();
    }

    /// <summary>x with the value |value| and the sign of x; value must not be negative.</summary>
    private static Expr WithSignOf(Expr x, Expr value)
    {
        var format = FloatFormat.Of(x);
        return (value.BitCast() | (x.BitCast() & format.Int(format.BitsOf(-0.0)))).BitCast();
    }
}
