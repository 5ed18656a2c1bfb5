namespace Covector.Scalars;

/// <summary>
/// An immutable, typed scalar expression. Expressions share subexpressions and so form a directed acyclic graph;
/// <see cref="ScalarProgram"/> puts one in order, each distinct node once. Definitions are written with the operators,
/// so that they read like the mathematics; an operand that is a C# number takes the type of the other operand.
/// </summary>
internal sealed class Expr
{
    private readonly Expr[] _operands;

    private Expr(Op op, DType type, long payload, params Expr[] operands)
    {
        Op = op;
        Type = type;
        Payload = payload;
        _operands = operands;
    }

    public Op Op { get; }

    /// <summary>The type of the value; Bool is a mask.</summary>
    public DType Type { get; }

    /// <summary>The bits of a constant, the index of an input, the count of a shift, the function of a Rare.</summary>
    public long Payload { get; }

    public ReadOnlySpan<Expr> Operands => _operands;

    public bool IsFloat => Type is DType.Float32 or DType.Float64;

    /// <summary>Makes a node after checking the type rule of <paramref name="op"/>.</summary>
    /// <exception cref="ArgumentException">The operand types do not fit.</exception>
    public static Expr Make(Op op, DType type, long payload, params Expr[] operands)
    {
        Span<DType> types = stackalloc DType[operands.Length];
        for (var i = 0; i < operands.Length; i++) types[i] = operands[i].Type;
        ExprChecker.CheckNode(op, type, payload, types);
        return new Expr(op, type, payload, operands);
    }

    public static Expr Input(int index, DType type) => Make(Op.Input, type, index);

    /// <summary>The constant nearest to <paramref name="value"/> in <paramref name="type"/>.</summary>
    public static Expr Constant(DType type, double value) => Make(Op.Constant, type, type switch
    {
        DType.Bool => value != 0 ? 1 : 0,
        DType.Int32 => (int)value,
        DType.Int64 => (long)value,
        DType.Float32 => BitConverter.SingleToInt32Bits((float)value),
        _ => BitConverter.DoubleToInt64Bits(value),
    });

    public static Expr ConstantBits(DType type, long bits) => Make(Op.Constant, type, bits);

    /// <summary>A constant of this expression's type.</summary>
    public Expr Like(double value) => Constant(Type, value);

    public static Expr operator +(Expr a, Expr b) => Binary(Op.Add, a, b);
    public static Expr operator +(Expr a, double b) => a + a.Like(b);
    public static Expr operator +(double a, Expr b) => b.Like(a) + b;
    public static Expr operator -(Expr a, Expr b) => Binary(Op.Subtract, a, b);
    public static Expr operator -(Expr a, double b) => a - a.Like(b);
    public static Expr operator -(double a, Expr b) => b.Like(a) - b;
    public static Expr operator *(Expr a, Expr b) => Binary(Op.Multiply, a, b);
    public static Expr operator *(Expr a, double b) => a * a.Like(b);
    public static Expr operator *(double a, Expr b) => b.Like(a) * b;
    public static Expr operator /(Expr a, Expr b) => Binary(Op.Divide, a, b);
    public static Expr operator /(Expr a, double b) => a / a.Like(b);
    public static Expr operator /(double a, Expr b) => b.Like(a) / b;
    public static Expr operator -(Expr a) => Unary(Op.Negate, a);

    public static Expr operator <(Expr a, Expr b) => Compare(Op.Less, a, b);
    public static Expr operator <(Expr a, double b) => a < a.Like(b);
    public static Expr operator >(Expr a, Expr b) => Compare(Op.Less, b, a);
    public static Expr operator >(Expr a, double b) => a > a.Like(b);
    public static Expr operator <=(Expr a, Expr b) => Compare(Op.LessOrEqual, a, b);
    public static Expr operator <=(Expr a, double b) => a <= a.Like(b);
    public static Expr operator >=(Expr a, Expr b) => Compare(Op.LessOrEqual, b, a);
    public static Expr operator >=(Expr a, double b) => a >= a.Like(b);

    public static Expr operator &(Expr a, Expr b) => Binary(Op.And, a, b);
    public static Expr operator |(Expr a, Expr b) => Binary(Op.Or, a, b);
    public static Expr operator ^(Expr a, Expr b) => Binary(Op.Xor, a, b);
    public static Expr operator ~(Expr a) => Unary(Op.Not, a);
    public static Expr operator <<(Expr a, int count) => Make(Op.ShiftLeft, a.Type, count, a);
    public static Expr operator >>(Expr a, int count) => Make(Op.ShiftRightArithmetic, a.Type, count, a);
    public static Expr operator >>>(Expr a, int count) => Make(Op.ShiftRightLogical, a.Type, count, a);

    public Expr EqualTo(Expr other) => Compare(Op.Equal, this, other);
    public Expr EqualTo(double other) => EqualTo(Like(other));
    public Expr NotEqualTo(Expr other) => Compare(Op.NotEqual, this, other);
    public Expr NotEqualTo(double other) => NotEqualTo(Like(other));

    public static Expr Fma(Expr a, Expr b, Expr c) => Make(Op.FusedMultiplyAdd, a.Type, 0, a, b, c);
    public static Expr Fma(Expr a, Expr b, double c) => Fma(a, b, a.Like(c));
    public static Expr Fma(Expr a, double b, Expr c) => Fma(a, a.Like(b), c);
    public static Expr Fma(Expr a, double b, double c) => Fma(a, a.Like(b), a.Like(c));

    public static Expr Select(Expr mask, Expr a, Expr b) => Make(Op.Select, a.Type, 0, mask, a, b);
    public static Expr Select(Expr mask, double a, Expr b) => Select(mask, b.Like(a), b);
    public static Expr Select(Expr mask, Expr a, double b) => Select(mask, a, a.Like(b));

    public static Expr Rare(Expr mask, Expr fast, ScalarFunction slow, params Expr[] arguments) =>
        Make(Op.Rare, fast.Type, (long)slow, [mask, fast, .. arguments]);

    public static Expr Unary(Op op, Expr a) => Make(op, a.Type, 0, a);
    public static Expr Binary(Op op, Expr a, Expr b) => Make(op, a.Type, 0, a, b);
    public static Expr Compare(Op op, Expr a, Expr b) => Make(op, DType.Bool, 0, a, b);

    public Expr Convert(DType type) => type == Type ? this : Make(Op.Convert, type, 0, this);

    /// <summary>The same bits as the other type of this width.</summary>
    public Expr BitCast() => Make(Op.BitCast, Type switch
    {
        DType.Float32 => DType.Int32,
        DType.Float64 => DType.Int64,
        DType.Int32 => DType.Float32,
        DType.Int64 => DType.Float64,
        _ => throw new ArgumentException("A mask has no bits to reinterpret."),
    }, 0, this);

    public override string ToString() => ScalarProgram.Of(this).ToString();
}
