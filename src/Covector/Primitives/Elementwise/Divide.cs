namespace Covector.Primitives;

/// <summary>
/// Division; integers are divided toward zero. d(x/y) = dx·(1/y) − dy·(x/y)·(1/y), both coefficients singular at y = 0; the
/// reciprocal is the same in both, so that a gradient divides once. Where it overflows, for a subnormal y, the second is not a number if x/y is 0.
/// </summary>
internal sealed record Divide : BinaryElementwise<Divide>
{
    public override string Name => "div";

    public override Expr Lower(Expr x, Expr y) => ScalarMath.Divide(x, y);

    protected override bool Accepts(DType dtype) => dtype != DType.Bool;

    public override Tensor JvpLeft(Tensor x, Tensor y, Tensor z, Tensor dx) => StrongMultiply.Of(dx, 1 / y);

    public override Tensor JvpRight(Tensor x, Tensor y, Tensor z, Tensor dy) => StrongMultiply.Of(dy, -z * (1 / y));

    public override void Transpose(ReadOnlySpan<Operand> operands, Tensor cotangent, Span<Tensor?> contributions)
    {
        if (operands[1].Value is not { } y)
            throw Error.NotLinear(this);
        contributions[0] = StrongMultiply.Of(cotangent, 1 / y);
    }
}
