namespace Covector.Primitives;

/// <summary>Absolute value. d|x| = sign(x)·dx, 0 at 0.</summary>
internal sealed record Absolute : UnaryElementwise<Absolute>
{
    public override string Name => "abs";

    public override Expr Lower(Expr x) => ScalarMath.Abs(x);

    protected override bool Accepts(DType dtype) => dtype != DType.Bool;

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => dx * Sign.Of(x);
}
