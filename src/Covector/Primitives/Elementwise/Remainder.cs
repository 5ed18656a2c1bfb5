namespace Covector.Primitives;

/// <summary>The remainder of division toward zero, with the sign of x (C's fmod). d = dx − dy·trunc(x/y).</summary>
internal sealed record Remainder : BinaryElementwise<Remainder>
{
    public override string Name => "rem";

    protected override string Operation => "%";

    public override Expr Lower(Expr x, Expr y) => ScalarMath.Remainder(x, y);

    protected override bool Accepts(DType dtype) => dtype != DType.Bool;

    public override Tensor JvpLeft(Tensor x, Tensor y, Tensor z, Tensor dx) => dx;

    public override Tensor JvpRight(Tensor x, Tensor y, Tensor z, Tensor dy) => dy * -Truncate.Of(x / y);
}
