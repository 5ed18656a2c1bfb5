namespace Covector.Primitives;

/// <summary>The error function 2/√π ∫₀ˣ e^(−t²) dt. d = 2/√π·e^(−x²)·dx.</summary>
internal sealed record Erf : UnaryElementwise<Erf>
{
    /// <summary>2/√π.</summary>
    internal const double TwoOverSqrtPi = 1.12837916709551257390;

    public override string Name => "erf";

    public override Expr Lower(Expr x) => ScalarMath.Erf(x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => dx * (TwoOverSqrtPi * Exp.Of(-IntegerPower.Of(x, 2)));
}

/// <summary>The complementary error function 1 − erf(x), accurate for large x. d = −2/√π·e^(−x²)·dx.</summary>
internal sealed record Erfc : UnaryElementwise<Erfc>
{
    public override string Name => "erfc";

    public override Expr Lower(Expr x) => ScalarMath.Erfc(x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => dx * (-Erf.TwoOverSqrtPi * Exp.Of(-IntegerPower.Of(x, 2)));
}

/// <summary>The inverse of the error function on (−1, 1). d = √π/2·e^(y²)·dx.</summary>
internal sealed record ErfInv : UnaryElementwise<ErfInv>
{
    public override string Name => "erf_inv";

    public override Expr Lower(Expr x) => ScalarMath.ErfInv(x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) =>
        StrongMultiply.Of(dx, 1 / Erf.TwoOverSqrtPi * Exp.Of(IntegerPower.Of(y, 2)));
}

/// <summary>The logarithm of the normal distribution function, accurate in the left tail. d = φ(x)/Φ(x)·dx.</summary>
internal sealed record LogNdtr : UnaryElementwise<LogNdtr>
{
    public override string Name => "log_ndtr";

    public override Expr Lower(Expr x) => ScalarMath.LogNdtr(x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => dx * InverseMills.Of(x);
}

/// <summary>The slope φ(x)/Φ(x) of log Φ for the normal distribution function Φ, about −x far to the left. d = −y·(x + y)·dx.</summary>
internal sealed record InverseMills : UnaryElementwise<InverseMills>
{
    public override string Name => "inverse_mills";

    public override Expr Lower(Expr x) => ScalarMath.InverseMills(x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx)
    {
        // Far to the left x and y cancel: there their sum is the series −(1/x)(1 − 2u + 10u² − …) in u = 1/x².
        var far = Less.Of(x, Fill.Like(x, x.DType == DType.Float32 ? -12 : -50));
        var z = Select.Of(far, x, Fill.Like(x, -100));
        var u = 1 / IntegerPower.Of(z, 2);
        var series = (((((((110410 * u) - 8162) * u + 706) * u - 74) * u + 10) * u - 2) * u + 1) / -z;
        return dx * -(y * Select.Of(far, series, x + y));
    }
}
