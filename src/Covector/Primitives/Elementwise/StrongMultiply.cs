namespace Covector.Primitives;

/// <summary>
/// s·c, but 0 where s is exactly 0, whatever c is: the product of a tangent s with a coefficient c that may be singular. It keeps the
/// gradient of <c>Where(x > 0, Log(x), 0)</c> at 0 from being 0·∞ = NaN.
/// </summary>
internal sealed record StrongMultiply : BinaryElementwise<StrongMultiply>
{
    public override string Name => "strong_mul";

    public override Expr Lower(Expr x, Expr y) => ScalarMath.StrongMultiply(x, y);

    public override Tensor JvpLeft(Tensor x, Tensor y, Tensor z, Tensor dx) => Of(dx, y);

    public override Tensor JvpRight(Tensor x, Tensor y, Tensor z, Tensor dy) => Of(x, dy);

    public override void Transpose(ReadOnlySpan<Operand> operands, Tensor cotangent, Span<Tensor?> contributions)
    {
        if (operands[1].Value is { } c)
            contributions[0] = Of(cotangent, c);
        else if (operands[0].Value is { } s)
            contributions[1] = Of(s, cotangent);
        else
            throw Error.NotLinear(this);
    }
}
