namespace Covector.Scalars;

internal static partial class ScalarMath
{
    /// <summary>a = b; of masks equivalence. NaN is equal to nothing.</summary>
    public static Expr Equal(Expr a, Expr b) => a.Type == DType.Bool ? ~(a ^ b) : a.EqualTo(b);

    public static Expr NotEqual(Expr a, Expr b) => a.Type == DType.Bool ? a ^ b : a.NotEqualTo(b);

    /// <summary>a &lt; b; of masks false &lt; true.</summary>
    public static Expr Less(Expr a, Expr b) => a.Type == DType.Bool ? ~a & b : a < b;

    public static Expr LessOrEqual(Expr a, Expr b) => a.Type == DType.Bool ? ~a | b : a <= b;

    public static Expr Greater(Expr a, Expr b) => Less(b, a);

    public static Expr GreaterOrEqual(Expr a, Expr b) => LessOrEqual(b, a);

    public static Expr And(Expr a, Expr b) => a & b;

    public static Expr Or(Expr a, Expr b) => a | b;

    public static Expr Xor(Expr a, Expr b) => a ^ b;

    public static Expr Not(Expr a) => ~a;

    public static Expr IsNaN(Expr x) => x.NotEqualTo(x);

    public static Expr IsFinite(Expr x) => Abs(x) < double.PositiveInfinity;

    /// <summary>The value in another type: truncated toward zero and saturated for integers, x ≠ 0 for Bool, 0 or 1 from Bool.</summary>
    public static Expr Convert(Expr x, DType type)
    {
        if (x.Type == type) return x;
        if (type == DType.Bool) return x.NotEqualTo(0.0);
        if (x.Type == DType.Bool) return Expr.Select(x, Expr.Constant(type, 1), Expr.Constant(type, 0));
        return x.Type == DType.Int64 && type == DType.Float64 ? FromInt64(x) : x.Convert(type);
    }

    /// <summary>
    /// Not all processors convert vectors of such integers. Half of the bits become the last ones of 2⁸⁴ + 2⁶³, with the sign moved to where it belongs,
    /// the others the last ones of 2⁵²; these powers are taken off again, and the sum of the two halves is rounded once.
    /// </summary>
    private static Expr FromInt64(Expr x)
    {
        const long HighPowers = 0x4530000080000000, AllPowers = 0x4530000080100000, LowPower = 0x4330000000000000;
        var high = ((x >>> 32) ^ Expr.ConstantBits(DType.Int64, HighPowers)).BitCast();
        var low = (x & Expr.ConstantBits(DType.Int64, uint.MaxValue) | Expr.ConstantBits(DType.Int64, LowPower)).BitCast();
        return high - Expr.ConstantBits(DType.Float64, AllPowers) + low;
    }
}
