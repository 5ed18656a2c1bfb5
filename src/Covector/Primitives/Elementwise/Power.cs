namespace Covector.Primitives;

/// <summary>
/// x to the power y. d = dx·y·x^(y−1) + dy·x^y·log x. The first coefficient is 0 at y = 0, the second at x = 0 for y ≥ 0, where it is the
/// limit (by convention also at y = 0).
/// </summary>
internal sealed record Power : BinaryElementwise<Power>
{
    public override string Name => "pow";

    public override Expr Lower(Expr x, Expr y) => ScalarMath.Pow(x, y);

    public override Tensor JvpLeft(Tensor x, Tensor y, Tensor z, Tensor dx) =>
        StrongMultiply.Of(dx, StrongMultiply.Of(y, Of(x, y - 1)));

    public override Tensor JvpRight(Tensor x, Tensor y, Tensor z, Tensor dy)
    {
        var zero = Fill.Like(x, 0);
        var vanishes = And.Of(Equal.Of(x, zero), GreaterOrEqual.Of(y, zero));
        return StrongMultiply.Of(dy, z * Log.Of(Select.Of(vanishes, Fill.Like(x, 1), x)));
    }
}
