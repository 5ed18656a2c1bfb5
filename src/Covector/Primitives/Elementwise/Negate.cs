namespace Covector.Primitives;

/// <summary>Negation. d(−x) = −dx.</summary>
internal sealed record Negate : UnaryElementwise<Negate>
{
    public override string Name => "neg";

    protected override string Operation => "-";

    public override Expr Lower(Expr x) => ScalarMath.Negate(x);

    protected override bool Accepts(DType dtype) => dtype != DType.Bool;

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => -dx;

    protected override Tensor Transpose(Tensor cotangent) => -cotangent;
}
