namespace Covector.Scalars;

internal static partial class ScalarMath
{
    public static Expr Sqrt(Expr x) => Expr.Unary(Op.Sqrt, x);

    /// <summary>1/√x. Maximal error 1.5 ulp.</summary>
    public static Expr Rsqrt(Expr x) => 1.0 / Sqrt(x);

    /// <summary>xⁿ by repeated squaring, the reciprocal of x⁻ⁿ for negative n; x⁰ = 1.</summary>
    public static Expr IntegerPow(Expr x, int n)
    {
        Expr? product = null;
        var square = x;
        for (var bits = (uint)Math.Abs((long)n); bits != 0; bits >>= 1)
        {
            if ((bits & 1) != 0) product = product is null ? square : product * square;
            if (bits > 1) square *= square;
        }
        product ??= x.Like(1);
        return n < 0 ? Divide(x.Like(1), product) : product;
    }
}
