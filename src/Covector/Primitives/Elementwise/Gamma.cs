namespace Covector.Primitives;

/// <summary>log|Γ(x)|. d = ψ(x)·dx.</summary>
internal sealed record LogGamma : UnaryElementwise<LogGamma>
{
    public override string Name => "lgamma";

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => StrongMultiply.Of(dx, Digamma.Of(x));
}

/// <summary>ψ(x) = d log Γ(x)/dx. d = ψ⁽¹⁾(x)·dx.</summary>
internal sealed record Digamma : UnaryElementwise<Digamma>
{
    public override string Name => "digamma";

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => StrongMultiply.Of(dx, Polygamma.Of(x, 1));
}

/// <summary>The n-th derivative of ψ(x), n ≥ 1. d = ψ⁽ⁿ⁺¹⁾(x)·dx.</summary>
internal sealed record Polygamma(int Order) : UnaryElementwise
{
    public override string Name => "polygamma";

    public override string Parameters => $"n={Order}";

    public override bool IsTiled => false;

    public static Tensor Of(Tensor x, int order) => Trace.Bind(new Polygamma(order), x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => StrongMultiply.Of(dx, Of(x, Order + 1));
}
