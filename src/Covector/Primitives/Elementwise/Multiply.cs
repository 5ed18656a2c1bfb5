namespace Covector.Primitives;

/// <summary>Multiplication. d(x·y) = dx·y + x·dy.</summary>
internal sealed record Multiply : BinaryElementwise<Multiply>
{
    public override string Name => "mul";

    protected override string Operation => "*";

    public override Expr Lower(Expr x, Expr y) => ScalarMath.Multiply(x, y);

    protected override bool Accepts(DType dtype) => dtype != DType.Bool;

    public override Tensor JvpLeft(Tensor x, Tensor y, Tensor z, Tensor dx) => dx * y;

    public override Tensor JvpRight(Tensor x, Tensor y, Tensor z, Tensor dy) => x * dy;

    public override void Transpose(ReadOnlySpan<Operand> operands, Tensor cotangent, Span<Tensor?> contributions)
    {
        if (operands[1].Value is { } y)
            contributions[0] = cotangent * y;
        else if (operands[0].Value is { } x)
            contributions[1] = x * cotangent;
        else
            throw Error.NotLinear(this);
    }
}
