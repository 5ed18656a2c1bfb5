namespace Covector.Primitives;

/// <summary>Natural logarithm. d = dx/x, singular at 0.</summary>
internal sealed record Log : UnaryElementwise<Log>
{
    public override string Name => "log";

    public override Expr Lower(Expr x) => ScalarMath.Log(x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => StrongMultiply.Of(dx, 1 / x);
}

/// <summary>log(1 + x), accurate near 0. d = dx/(1 + x), singular at −1.</summary>
internal sealed record Log1p : UnaryElementwise<Log1p>
{
    public override string Name => "log1p";

    public override Expr Lower(Expr x) => ScalarMath.Log1p(x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => StrongMultiply.Of(dx, 1 / (1 + x));
}

/// <summary>Logarithm to the base 2. d = dx/(x·ln 2).</summary>
internal sealed record Log2 : UnaryElementwise<Log2>
{
    public override string Name => "log2";

    public override Expr Lower(Expr x) => ScalarMath.Log2(x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => StrongMultiply.Of(dx, 1 / (x * 0.69314718055994530942));
}

/// <summary>Logarithm to the base 10. d = dx/(x·ln 10).</summary>
internal sealed record Log10 : UnaryElementwise<Log10>
{
    public override string Name => "log10";

    public override Expr Lower(Expr x) => ScalarMath.Log10(x);

    public override Tensor Jvp(Tensor x, Tensor y, Tensor dx) => StrongMultiply.Of(dx, 1 / (x * 2.30258509299404568402));
}

/// <summary>
/// log(eˣ + eʸ) without overflow. d = dx·σ(x − y) + dy·σ(y − x); at x = y = ±∞ half to each.
/// </summary>
internal sealed record LogAddExp : BinaryElementwise<LogAddExp>
{
    public override string Name => "logaddexp";

    public override Expr Lower(Expr x, Expr y) => ScalarMath.LogAddExp(x, y);

    public override Tensor JvpLeft(Tensor x, Tensor y, Tensor z, Tensor dx) => dx * Logistic.Of(Difference(x, y));

    public override Tensor JvpRight(Tensor x, Tensor y, Tensor z, Tensor dy) => dy * Logistic.Of(Difference(y, x));

    private static Tensor Difference(Tensor a, Tensor b)
    {
        var sameInfinity = And.Of(Equal.Of(a, b), Not.Of(IsFinite.Of(a)));
        return Select.Of(sameInfinity, Fill.Like(a, 0), a - b);
    }
}
