namespace Covector.Primitives;

/// <summary>x = y; false if one is NaN.</summary>
internal sealed record Equal : Comparison<Equal>
{
    public override string Name => "eq";

    public override Expr Lower(Expr x, Expr y) => ScalarMath.Equal(x, y);
}

/// <summary>x ≠ y; true if one is NaN.</summary>
internal sealed record NotEqual : Comparison<NotEqual>
{
    public override string Name => "ne";

    public override Expr Lower(Expr x, Expr y) => ScalarMath.NotEqual(x, y);
}

/// <summary>x &lt; y; false if one is NaN.</summary>
internal sealed record Less : Comparison<Less>
{
    public override string Name => "lt";

    public override Expr Lower(Expr x, Expr y) => ScalarMath.Less(x, y);
}

/// <summary>x ≤ y; false if one is NaN.</summary>
internal sealed record LessOrEqual : Comparison<LessOrEqual>
{
    public override string Name => "le";

    public override Expr Lower(Expr x, Expr y) => ScalarMath.LessOrEqual(x, y);
}

/// <summary>x > y; false if one is NaN.</summary>
internal sealed record Greater : Comparison<Greater>
{
    public override string Name => "gt";

    public override Expr Lower(Expr x, Expr y) => ScalarMath.Greater(x, y);
}

/// <summary>x ≥ y; false if one is NaN.</summary>
internal sealed record GreaterOrEqual : Comparison<GreaterOrEqual>
{
    public override string Name => "ge";

    public override Expr Lower(Expr x, Expr y) => ScalarMath.GreaterOrEqual(x, y);
}
