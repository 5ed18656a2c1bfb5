namespace Covector.Primitives;

/// <summary>Sine of an angle in radians. d = cos(x)·dx.</summary>
internal sealed record Sin : UnaryElementwise<Sin>
{
    public override string Name => "sin";

    public override Expr Lower(Expr x) => ScalarMath.Sin(x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => dx * Cos.Of(x);
}

/// <summary>Cosine of an angle in radians. d = −sin(x)·dx.</summary>
internal sealed record Cos : UnaryElementwise<Cos>
{
    public override string Name => "cos";

    public override Expr Lower(Expr x) => ScalarMath.Cos(x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => dx * -Sin.Of(x);
}

/// <summary>Tangent of an angle in radians. d = (1 + y²)·dx.</summary>
internal sealed record Tan : UnaryElementwise<Tan>
{
    public override string Name => "tan";

    public override Expr Lower(Expr x) => ScalarMath.Tan(x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => dx * (1 + IntegerPower.Of(y, 2));
}

/// <summary>Arcsine. d = dx/√((1 − x)(1 + x)), singular at ±1; the product keeps accuracy as |x| → 1.</summary>
internal sealed record Asin : UnaryElementwise<Asin>
{
    public override string Name => "asin";

    public override Expr Lower(Expr x) => ScalarMath.Asin(x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => StrongMultiply.Of(dx, 1 / Sqrt.Of((1 - x) * (1 + x)));
}

/// <summary>Arccosine. d = −dx/√((1 − x)(1 + x)), singular at ±1.</summary>
internal sealed record Acos : UnaryElementwise<Acos>
{
    public override string Name => "acos";

    public override Expr Lower(Expr x) => ScalarMath.Acos(x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => StrongMultiply.Of(dx, -1 / Sqrt.Of((1 - x) * (1 + x)));
}

/// <summary>Arctangent. d = dx/(1 + x²).</summary>
internal sealed record Atan : UnaryElementwise<Atan>
{
    public override string Name => "atan";

    public override Expr Lower(Expr x) => ScalarMath.Atan(x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => dx * (1 / (1 + IntegerPower.Of(x, 2)));
}

/// <summary>
/// The angle of the point with ordinate y (left operand) and abscissa x (right). d = (x·dy − y·dx)/r² with r² = x² + y², divided by r twice
/// so that it neither overflows nor underflows; singular at the origin.
/// </summary>
internal sealed record Atan2 : BinaryElementwise<Atan2>
{
    public override string Name => "atan2";

    public override Expr Lower(Expr x, Expr y) => ScalarMath.Atan2(x, y);

    public override Tensor JvpLeft(Tensor x, Tensor y, Tensor z, Tensor dx)
    {
        var r = Hypot.Of(x, y);
        return StrongMultiply.Of(dx, y / r / r);
    }

    public override Tensor JvpRight(Tensor x, Tensor y, Tensor z, Tensor dy)
    {
        var r = Hypot.Of(x, y);
        return StrongMultiply.Of(dy, -(x / r / r));
    }
}

/// <summary>√(x² + y²) without overflow. d = (x·dx + y·dy)/z, 0 at the origin (the zero subgradient).</summary>
internal sealed record Hypot : BinaryElementwise<Hypot>
{
    public override string Name => "hypot";

    public override Expr Lower(Expr x, Expr y) => ScalarMath.Hypot(x, y);

    public override Tensor JvpLeft(Tensor x, Tensor y, Tensor z, Tensor dx) => StrongMultiply.Of(dx, Direction(x, z));

    public override Tensor JvpRight(Tensor x, Tensor y, Tensor z, Tensor dy) => StrongMultiply.Of(dy, Direction(y, z));

    /// <summary>x/z, 0 at the origin; the second derivative is 0 there, too.</summary>
    private static Tensor Direction(Tensor x, Tensor z)
    {
        var (zero, isOrigin) = (Fill.Like(z, 0), Equal.Of(z, Fill.Like(z, 0)));
        return Select.Of(isOrigin, zero, x / Select.Of(isOrigin, Fill.Like(z, 1), z));
    }
}
