namespace Covector.Primitives;

/// <summary>Square root. d = dx/(2y), singular at 0.</summary>
internal sealed record Sqrt : UnaryElementwise<Sqrt>
{
    public override string Name => "sqrt";

    public override Expr Lower(Expr x) => ScalarMath.Sqrt(x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => StrongMultiply.Of(dx, 0.5 / y);
}

/// <summary>1/√x. d = −dx·y/(2x), singular at 0.</summary>
internal sealed record Rsqrt : UnaryElementwise<Rsqrt>
{
    public override string Name => "rsqrt";

    public override Expr Lower(Expr x) => ScalarMath.Rsqrt(x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => StrongMultiply.Of(dx, -0.5 * y / x);
}

/// <summary>Cube root. d = dx/(3y²), singular at 0.</summary>
internal sealed record Cbrt : UnaryElementwise<Cbrt>
{
    public override string Name => "cbrt";

    public override Expr Lower(Expr x) => ScalarMath.Cbrt(x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => StrongMultiply.Of(dx, 1 / (3 * IntegerPower.Of(y, 2)));
}
