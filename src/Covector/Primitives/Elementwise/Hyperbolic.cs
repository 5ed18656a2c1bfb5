namespace Covector.Primitives;

/// <summary>Hyperbolic sine. d = cosh(x)·dx.</summary>
internal sealed record Sinh : UnaryElementwise<Sinh>
{
    public override string Name => "sinh";

    public override Expr Lower(Expr x) => ScalarMath.Sinh(x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => dx * Cosh.Of(x);
}

/// <summary>Hyperbolic cosine. d = sinh(x)·dx.</summary>
internal sealed record Cosh : UnaryElementwise<Cosh>
{
    public override string Name => "cosh";

    public override Expr Lower(Expr x) => ScalarMath.Cosh(x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => dx * Sinh.Of(x);
}

/// <summary>
/// Hyperbolic tangent. d tanh(x) = (1 + y)(1 − y) dx with y = tanh(x): the product does not round y², and costs no further function. Where y
/// is close to ±1 it is as exact as y, and 0 where y rounds to ±1, from |x| = 19 on (9 in single precision).
/// </summary>
internal sealed record Tanh : UnaryElementwise<Tanh>
{
    public override string Name => "tanh";

    public override Expr Lower(Expr x) => ScalarMath.Tanh(x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => dx * ((1 + y) * (1 - y));
}

/// <summary>Inverse hyperbolic sine. d = dx/√(x² + 1), the root as a hypotenuse so that it does not overflow.</summary>
internal sealed record Asinh : UnaryElementwise<Asinh>
{
    public override string Name => "asinh";

    public override Expr Lower(Expr x) => ScalarMath.Asinh(x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => dx * (1 / Hypot.Of(x, Fill.Like(x, 1)));
}

/// <summary>Inverse hyperbolic cosine, x ≥ 1. d = dx/(√(x − 1)·√(x + 1)), singular at 1.</summary>
internal sealed record Acosh : UnaryElementwise<Acosh>
{
    public override string Name => "acosh";

    public override Expr Lower(Expr x) => ScalarMath.Acosh(x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => StrongMultiply.Of(dx, 1 / (Sqrt.Of(x - 1) * Sqrt.Of(x + 1)));
}

/// <summary>Inverse hyperbolic tangent, |x| ≤ 1. d = dx/((1 − x)(1 + x)), singular at ±1.</summary>
internal sealed record Atanh : UnaryElementwise<Atanh>
{
    public override string Name => "atanh";

    public override Expr Lower(Expr x) => ScalarMath.Atanh(x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => StrongMultiply.Of(dx, 1 / ((1 - x) * (1 + x)));
}
