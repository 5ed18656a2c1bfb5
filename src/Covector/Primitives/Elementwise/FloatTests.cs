namespace Covector.Primitives;

/// <summary>A test of one floating-point number.</summary>
internal abstract record FloatTest<TSelf> : UnaryElementwise<TSelf>
    where TSelf : FloatTest<TSelf>, new()
{
    public sealed override DType OutputType(DType input) => DType.Bool;

    public sealed override Tensor? Jvp(Tensor x, Tensor y, Tensor dx) => null;
}

/// <summary>Whether x is not a number.</summary>
internal sealed record IsNaN : FloatTest<IsNaN>
{
    public override string Name => "is_nan";

    public override Expr Lower(Expr x) => ScalarMath.IsNaN(x);
}

/// <summary>Whether x is neither infinite nor NaN.</summary>
internal sealed record IsFinite : FloatTest<IsFinite>
{
    public override string Name => "is_finite";

    public override Expr Lower(Expr x) => ScalarMath.IsFinite(x);
}
