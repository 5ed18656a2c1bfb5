namespace Covector.Primitives;

/// <summary>Addition. d(x + y) = dx + dy.</summary>
internal sealed record Add : BinaryElementwise<Add>
{
    public override string Name => "add";

    protected override string Operation => "+";

    public override Expr Lower(Expr x, Expr y) => ScalarMath.Add(x, y);

    protected override bool Accepts(DType dtype) => dtype != DType.Bool;

    public override Tensor JvpLeft(Tensor x, Tensor y, Tensor z, Tensor dx) => dx;

    public override Tensor JvpRight(Tensor x, Tensor y, Tensor z, Tensor dy) => dy;

    public override void Transpose(ReadOnlySpan<Operand> operands, Tensor cotangent, Span<Tensor?> contributions)
    {
        contributions[0] = cotangent;
        contributions[1] = cotangent;
    }
}
