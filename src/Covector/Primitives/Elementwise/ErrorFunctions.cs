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

/// <summary>The logarithm of the normal distribution function, accurate in the left tail. d = e^(−x²/2 − y)/√(2π)·dx.</summary>
internal sealed record LogNdtr : UnaryElementwise<LogNdtr>
{
    public override string Name => "log_ndtr";

    public override Expr Lower(Expr x) => ScalarMath.LogNdtr(x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) =>
        dx * (0.39894228040143267794 * Exp.Of(-0.5 * IntegerPower.Of(x, 2) - y));
}
