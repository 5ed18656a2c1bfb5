namespace Covector.Primitives;

/// <summary>The larger of two numbers; NaN if one is. The derivative goes to the larger operand, at a tie half to each.</summary>
internal sealed record Maximum : BinaryElementwise<Maximum>
{
    public override string Name => "max";

    protected override string Operation => "Maximum";

    public override Expr Lower(Expr x, Expr y) => ScalarMath.Maximum(x, y);

    protected override bool Accepts(DType dtype) => dtype != DType.Bool;

    protected override string Accepted => "numbers; for truth values write a | b";

    public override Tensor JvpLeft(Tensor x, Tensor y, Tensor z, Tensor dx) => dx * Share(x, y);

    public override Tensor JvpRight(Tensor x, Tensor y, Tensor z, Tensor dy) => dy * Share(y, x);

    /// <summary>1 where a is larger, ½ at a tie, 0 where it is smaller, NaN where the two do not compare.</summary>
    internal static Tensor Share(Tensor a, Tensor b)
    {
        var otherwise = Select.Of(Equal.Of(a, b), Fill.Like(a, 0.5), Fill.Like(a, double.NaN));
        var notLarger = Select.Of(Less.Of(a, b), Fill.Like(a, 0), otherwise);
        return Select.Of(Greater.Of(a, b), Fill.Like(a, 1), notLarger);
    }
}

/// <summary>The smaller of two numbers; NaN if one is. The derivative goes to the smaller operand, at a tie half to each.</summary>
internal sealed record Minimum : BinaryElementwise<Minimum>
{
    public override string Name => "min";

    protected override string Operation => "Minimum";

    public override Expr Lower(Expr x, Expr y) => ScalarMath.Minimum(x, y);

    protected override bool Accepts(DType dtype) => dtype != DType.Bool;

    protected override string Accepted => "numbers; for truth values write a & b";

    public override Tensor JvpLeft(Tensor x, Tensor y, Tensor z, Tensor dx) => dx * Maximum.Share(y, x);

    public override Tensor JvpRight(Tensor x, Tensor y, Tensor z, Tensor dy) => dy * Maximum.Share(x, y);
}
