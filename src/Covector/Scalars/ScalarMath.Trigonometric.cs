namespace Covector.Scalars;

internal static partial class ScalarMath
{
    private const double TwoOverPi = 0.63661977236758134;

    /// <summary>
    /// sin x = ±sin r or ±cos r with r = x − n·π/2, |r| ≤ π/4. The few lanes beyond the reach of the three-part π/2 call
    /// the scalar function. Maximal error 1.6 ulp.
    /// </summary>
    public static Expr Sin(Expr x)
    {
        var format = FloatFormat.Of(x);
        var (n, r) = ReduceByHalfPi(Abs(x));
        var (sine, cosine) = SinCosOfReduced(r);
        var value = Expr.Select(IsOdd(n), cosine, sine);
        var sign = SecondBitAsSign(n) ^ (x.BitCast() & format.Int(format.BitsOf(-0.0)));
        return WhereReducible(x, (value.BitCast() ^ sign).BitCast(), ScalarFunction.Sin);
    }

    /// <summary>cos x, like <see cref="Sin"/> one quadrant further. Maximal error 1.6 ulp.</summary>
    public static Expr Cos(Expr x)
    {
        var format = FloatFormat.Of(x);
        var (n, r) = ReduceByHalfPi(Abs(x));
        var (sine, cosine) = SinCosOfReduced(r);
        var value = Expr.Select(IsOdd(n), sine, cosine);
        var sign = SecondBitAsSign(n + format.Int(1));
        return WhereReducible(x, (value.BitCast() ^ sign).BitCast(), ScalarFunction.Cos);
    }

    /// <summary>tan x = sin r/cos r or −cos r/sin r. Maximal error 3.5 ulp.</summary>
    public static Expr Tan(Expr x)
    {
        var format = FloatFormat.Of(x);
        var (n, r) = ReduceByHalfPi(Abs(x));
        var (sine, cosine) = SinCosOfReduced(r);
        var odd = IsOdd(n);
        var quotient = Expr.Select(odd, cosine, sine) / Expr.Select(odd, sine, cosine);
        var sign = SecondBitAsSign(n << 1) ^ (x.BitCast() & format.Int(format.BitsOf(-0.0)));
        return WhereReducible(x, (quotient.BitCast() ^ sign).BitCast(), ScalarFunction.Tan);
    }

    /// <summary>n = round(x·2/π) as an integer and r = x − n·π/2; the first step of the subtraction is exact.</summary>
    private static (Expr N, Expr R) ReduceByHalfPi(Expr x)
    {
        var format = FloatFormat.Of(x);
        var shifted = Expr.Fma(x, TwoOverPi, format.RoundingShift);
        var number = shifted - format.RoundingShift;
        var r = x;
        for (var part = 0; part < 3; part++) r = Expr.Fma(number, Coefficients.HalfPi.Minus(part, x), r);
        return (shifted.BitCast(), r);
    }

    /// <summary>sin r = r + r³P(r²) and cos r = 1 − r²/2 + r⁴Q(r²) for |r| ≤ π/4.</summary>
    private static (Expr Sine, Expr Cosine) SinCosOfReduced(Expr r)
    {
        var z = r * r;
        var sine = Expr.Fma(r * z, Coefficients.SinTail.Polynomial(z), r);
        var cosine = Expr.Fma(z * z, Coefficients.CosTail.Polynomial(z), Expr.Fma(z, -0.5, 1.0));
        return (sine, cosine);
    }

    /// <summary>Three parts of π/2 leave a relative error below 0.1 ulp in every r up to these arguments.</summary>
    private static Expr WhereReducible(Expr x, Expr fast, ScalarFunction slow)
    {
        var limit = FloatFormat.Of(x).Choose(1e5, 1e8);
        return Expr.Rare(Abs(x) > x.Like(limit), fast, slow, x);
    }

    private static Expr IsOdd(Expr n) => (n & FloatOf(n).Int(1)).NotEqualTo(0.0);

    /// <summary>Bit 1 of n moved to the place of the sign.</summary>
    private static Expr SecondBitAsSign(Expr n)
    {
        var format = FloatOf(n);
        return (n & format.Int(2)) << (format.Bits - 2);
    }

    /// <summary>The format of the width of an integer.</summary>
    private static FloatFormat FloatOf(Expr n) => FloatFormat.Of(Expr.Constant(n.Type == DType.Int32 ? DType.Float32 : DType.Float64, 0));
}
