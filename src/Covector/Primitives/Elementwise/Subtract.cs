namespace Covector.Primitives;

/// <summary>Subtraction. d(x − y) = dx − dy.</summary>
internal sealed record Subtract : BinaryElementwise<Subtract>
{
    public override string Name => "sub";

    protected override string Operation => "-";

    public override Expr Lower(Expr x, Expr y) => ScalarMath.Subtract(x, y);

    protected override bool Accepts(DType dtype) => dtype != DType.Bool;

    public override Tensor JvpLeft(Tensor x, Tensor y, Tensor z, Tensor dx) => dx;

    public override Tensor JvpRight(Tensor x, Tensor y, Tensor z, Tensor dy) => -dy;

    public override void Transpose(ReadOnlySpan<Operand> operands, Tensor cotangent, Span<Tensor?> contributions)
    {
        if (operands[0].IsLinear)
            contributions[0] = cotangent;
        if (operands[1].IsLinear)
            contributions[1] = -cotangent;
    }
}
