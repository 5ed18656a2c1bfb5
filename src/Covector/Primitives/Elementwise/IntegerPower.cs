namespace Covector.Primitives;

/// <summary>x to a fixed whole power n. d = dx·n·x^(n−1), 0 for n = 0.</summary>
internal sealed record IntegerPower(int Exponent) : UnaryElementwise
{
    public override string Name => "integer_pow";

    public override string Parameters => $"n={Exponent}";

    public static Tensor Of(Tensor x, int exponent) => exponent switch
    {
        0 => Fill.Like(x, 1),
        1 => x,
        _ => Trace.Bind(new IntegerPower(exponent), x),
    };

    public override Tensor? Jvp(Tensor x, Tensor y, Tensor dx)
    {
        var coefficient = Exponent * Of(x, Exponent - 1);
        return Exponent < 0 ? StrongMultiply.Of(dx, coefficient) : dx * coefficient;
    }
}
