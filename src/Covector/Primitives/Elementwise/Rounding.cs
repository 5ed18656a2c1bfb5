namespace Covector.Primitives;

/// <summary>Functions that are constant between jumps: their derivative is 0.</summary>
internal abstract record PiecewiseConstant<TSelf> : UnaryElementwise<TSelf>
    where TSelf : PiecewiseConstant<TSelf>, new()
{
    public sealed override Tensor? Jvp(Tensor x, Tensor y, Tensor dx) => null;
}

/// <summary>−1, 0 or 1; NaN of NaN.</summary>
internal sealed record Sign : PiecewiseConstant<Sign>
{
    public override string Name => "sign";

    public override Expr Lower(Expr x) => ScalarMath.Sign(x);

    protected override bool Accepts(DType dtype) => dtype != DType.Bool;
}

/// <summary>The largest whole number ≤ x.</summary>
internal sealed record Floor : PiecewiseConstant<Floor>
{
    public override string Name => "floor";

    public override Expr Lower(Expr x) => ScalarMath.Floor(x);
}

/// <summary>The smallest whole number ≥ x.</summary>
internal sealed record Ceiling : PiecewiseConstant<Ceiling>
{
    public override string Name => "ceil";

    public override Expr Lower(Expr x) => ScalarMath.Ceiling(x);
}

/// <summary>The nearest whole number, halves to the even one.</summary>
internal sealed record Round : PiecewiseConstant<Round>
{
    public override string Name => "round";

    public override Expr Lower(Expr x) => ScalarMath.Round(x);
}

/// <summary>The whole part, toward zero.</summary>
internal sealed record Truncate : PiecewiseConstant<Truncate>
{
    public override string Name => "trunc";

    public override Expr Lower(Expr x) => ScalarMath.Truncate(x);
}
