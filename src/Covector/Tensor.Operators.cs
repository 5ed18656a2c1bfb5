namespace Covector;

/// <summary>Operators. Operands are promoted to one element type and broadcast to one shape.</summary>
public sealed partial class Tensor
{
    /// <summary>The sum, element by element.</summary>
    public static Tensor operator +(Tensor x, Tensor y) => Operands.Apply(Add.Instance, "+", x, y);

    /// <summary>The difference, element by element.</summary>
    public static Tensor operator -(Tensor x, Tensor y) => Operands.Apply(Subtract.Instance, "-", x, y);

    /// <summary>The product, element by element. The matrix product is <c>Dot</c>.</summary>
    public static Tensor operator *(Tensor x, Tensor y) => Operands.Apply(Multiply.Instance, "*", x, y);

    /// <summary>The quotient, element by element; of integers it is Float64, as in NumPy.</summary>
    public static Tensor operator /(Tensor x, Tensor y)
    {
        if (!Require(x).DType.IsFloating || !Require(y).DType.IsFloating)
            (x, y) = Operands.Floating(x, y);
        return Operands.Apply(Divide.Instance, "/", x, y);
    }

    /// <summary>
    /// The remainder of division toward zero, element by element, with the sign of x, as in C#; by zero it is NaN, of integers it is x.
    /// </summary>
    public static Tensor operator %(Tensor x, Tensor y) => Operands.Apply(Primitives.Remainder.Instance, "%", x, y);

    /// <summary>The negative.</summary>
    public static Tensor operator -(Tensor x) => Require(x) is { IsLiteral: true, IsConcrete: true, Rank: 0 }
        ? Scalar(x.DType, -x.LiteralValue, LiteralKind.Number)
        : Negate.Of(x);

    /// <summary>The tensor itself.</summary>
    public static Tensor operator +(Tensor x) => Require(x);

    /// <summary>Whether x &lt; y, element by element.</summary>
    public static Tensor operator <(Tensor x, Tensor y) => Operands.Apply(Less.Instance, "<", x, y);

    /// <summary>Whether x ≤ y, element by element.</summary>
    public static Tensor operator <=(Tensor x, Tensor y) => Operands.Apply(LessOrEqual.Instance, "<=", x, y);

    /// <summary>Whether x > y, element by element.</summary>
    public static Tensor operator >(Tensor x, Tensor y) => Operands.Apply(Greater.Instance, ">", x, y);

    /// <summary>Whether x ≥ y, element by element.</summary>
    public static Tensor operator >=(Tensor x, Tensor y) => Operands.Apply(GreaterOrEqual.Instance, ">=", x, y);

    /// <summary>Whether both hold, element by element; Bool tensors.</summary>
    public static Tensor operator &(Tensor x, Tensor y) => Operands.Apply(And.Instance, "&", x, y);

    /// <summary>Whether at least one holds, element by element; Bool tensors.</summary>
    public static Tensor operator |(Tensor x, Tensor y) => Operands.Apply(Or.Instance, "|", x, y);

    /// <summary>Whether exactly one holds, element by element; Bool tensors.</summary>
    public static Tensor operator ^(Tensor x, Tensor y) => Operands.Apply(Xor.Instance, "^", x, y);

    /// <summary>The opposite, element by element; a Bool tensor.</summary>
    public static Tensor operator !(Tensor x) => Not.Of(Require(x));
}
