namespace Covector.Primitives;

/// <summary>log|Γ(x)|. d = ψ(x)·dx.</summary>
internal sealed record LogGamma : UnaryElementwise<LogGamma>
{
    public override string Name => "lgamma";

    public override Expr Lower(Expr x) => ScalarMath.LogGamma(x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => StrongMultiply.Of(dx, Digamma.Of(x));
}

/// <summary>ψ(x) = d log Γ(x)/dx. d = ψ⁽¹⁾(x)·dx.</summary>
internal sealed record Digamma : UnaryElementwise<Digamma>
{
    public override string Name => "digamma";

    public override Expr Lower(Expr x) => ScalarMath.Digamma(x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => StrongMultiply.Of(dx, Polygamma.Of(x, 1));
}

/// <summary>The n-th derivative of ψ(x), n ≥ 1. d = ψ⁽ⁿ⁺¹⁾(x)·dx.</summary>
internal sealed record Polygamma(int Order) : UnaryElementwise
{
    public override string Name => "polygamma";

    public override string Parameters => $"n={Order}";

    /// <summary>The order is no operand of a tile kernel; a scalar function computes each element.</summary>
    public override bool IsTiled => false;

    public override Expr? Lower(Expr x) => null;

    public override unsafe Tensor Eval(ReadOnlySpan<Tensor> inputs)
    {
        CheckType(inputs[0].DType);
        var x = inputs[0].Packed();
        var y = Tensor.Allocate(x.DType, x.Shape);
        fixed (byte* px = &x.FirstElement, py = &y.FirstElement)
            TileKernels.PolygammaKernel(x.DType)(Order, px, py, (nint)x.Size);
        GC.KeepAlive(x);
        return y;
    }

    public static Tensor Of(Tensor x, int order) => Trace.Bind(new Polygamma(order), x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => StrongMultiply.Of(dx, Of(x, Order + 1));
}
