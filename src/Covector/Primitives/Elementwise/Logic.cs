namespace Covector.Primitives;

/// <summary>Logic on truth values: no derivative.</summary>
internal abstract record Logical<TSelf> : BinaryElementwise<TSelf>
    where TSelf : Logical<TSelf>, new()
{
    protected sealed override bool Accepts(DType dtype) => dtype == DType.Bool;

    protected sealed override string Accepted => "a Bool tensor, such as the result of a comparison";

    public sealed override Tensor? JvpLeft(Tensor x, Tensor y, Tensor z, Tensor dx) => null;

    public sealed override Tensor? JvpRight(Tensor x, Tensor y, Tensor z, Tensor dy) => null;
}

/// <summary>Both.</summary>
internal sealed record And : Logical<And>
{
    public override string Name => "and";

    protected override string Operation => "&";

    public override Expr Lower(Expr x, Expr y) => ScalarMath.And(x, y);
}

/// <summary>At least one.</summary>
internal sealed record Or : Logical<Or>
{
    public override string Name => "or";

    protected override string Operation => "|";

    public override Expr Lower(Expr x, Expr y) => ScalarMath.Or(x, y);
}

/// <summary>Exactly one.</summary>
internal sealed record Xor : Logical<Xor>
{
    public override string Name => "xor";

    protected override string Operation => "^";

    public override Expr Lower(Expr x, Expr y) => ScalarMath.Xor(x, y);
}

/// <summary>The opposite.</summary>
internal sealed record Not : UnaryElementwise<Not>
{
    public override string Name => "not";

    protected override string Operation => "!";

    public override Expr Lower(Expr x) => ScalarMath.Not(x);

    protected override bool Accepts(DType dtype) => dtype == DType.Bool;

    protected override string Accepted => "a Bool tensor, such as the result of a comparison";

    public override Tensor? Jvp(Tensor x, Tensor y, Tensor dx) => null;
}
