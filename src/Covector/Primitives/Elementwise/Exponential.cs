namespace Covector.Primitives;

/// <summary>e to the power x. d = y·dx.</summary>
internal sealed record Exp : UnaryElementwise<Exp>
{
    public override string Name => "exp";

    public override Expr Lower(Expr x) => ScalarMath.Exp(x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => dx * y;
}

/// <summary>eˣ − 1, accurate near 0. d = eˣ·dx; not 1 + y, which cancels for x far below 0.</summary>
internal sealed record Expm1 : UnaryElementwise<Expm1>
{
    public override string Name => "expm1";

    public override Expr Lower(Expr x) => ScalarMath.Expm1(x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => dx * Exp.Of(x);
}

/// <summary>The logistic function 1/(1 + e⁻ˣ). d = σ(x)·σ(−x)·dx: 1 − y has no digits left where y is almost 1.</summary>
internal sealed record Logistic : UnaryElementwise<Logistic>
{
    public override string Name => "logistic";

    public override Expr Lower(Expr x) => ScalarMath.Logistic(x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => dx * (y * Of(-x));
}
