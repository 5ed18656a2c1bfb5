namespace Covector;

public static partial class Functions
{
    /// <summary>
    /// xʸ. A whole C# number as exponent multiplies, and is defined for every x. Derivatives y·xʸ⁻¹ (0 at y = 0) and xʸ·log x (0 at x = 0, y ≥ 0).
    /// </summary>
    public static Tensor Pow(Tensor x, Tensor y)
    {
        Tensor.Require(x);
        if (Tensor.Require(y) is { IsLiteral: true, IsConcrete: true, Rank: 0 } && WholeExponent(x, y) is { } n)
            return IntegerPower.Of(x.DType.IsFloating ? x : Operands.Numeric(x), n);
        (x, y) = Operands.Floating(x, y);
        return Operands.Apply(Power.Instance, nameof(Pow), x, y);
    }

    /// <summary>The larger; NaN if one is. The derivative goes to the larger, at a tie half to each.</summary>
    public static Tensor Maximum(Tensor x, Tensor y) => Operands.Apply(Primitives.Maximum.Instance, nameof(Maximum), x, y);

    /// <summary>The smaller; NaN if one is. The derivative goes to the smaller, at a tie half to each.</summary>
    public static Tensor Minimum(Tensor x, Tensor y) => Operands.Apply(Primitives.Minimum.Instance, nameof(Minimum), x, y);

    /// <summary>The angle in radians of the point with ordinate y and abscissa x. Derivatives x/(x² + y²) and −y/(x² + y²).</summary>
    /// <param name="x">The ordinate, the first operand as in C.</param>
    /// <param name="y">The abscissa.</param>
    public static Tensor Atan2(Tensor x, Tensor y) => Real(Primitives.Atan2.Instance, nameof(Atan2), x, y);

    /// <summary>√(x² + y²) without overflow. Derivatives x/z and y/z, 0 for a zero tangent at the origin.</summary>
    public static Tensor Hypot(Tensor x, Tensor y) => Real(Primitives.Hypot.Instance, nameof(Hypot), x, y);

    /// <summary>log(eˣ + eʸ) without overflow. Derivatives σ(x − y) and σ(y − x).</summary>
    public static Tensor LogAddExp(Tensor x, Tensor y) => Real(Primitives.LogAddExp.Instance, nameof(LogAddExp), x, y);

    /// <summary>x·log y, 0 where x = 0. Derivatives log y and x/y.</summary>
    public static Tensor XLogY(Tensor x, Tensor y)
    {
        (x, y) = Operands.Floating(x, y);
        return Operands.Apply(StrongMultiply.Instance, nameof(XLogY), x, Primitives.Log.Of(y));
    }

    /// <summary>The remainder of division toward zero, with the sign of x: the operator <c>%</c>, C's fmod. By zero NaN, of integers x.</summary>
    public static Tensor Remainder(Tensor x, Tensor y) => Operands.Apply(Primitives.Remainder.Instance, nameof(Remainder), x, y);

    /// <summary>The remainder of division toward −∞, with the sign of y: Python's <c>%</c>. Derivatives 1 and −⌊x/y⌋.</summary>
    public static Tensor FloorMod(Tensor x, Tensor y)
    {
        var r = Remainder(x, y);
        return Where(NotEqual(r, 0) & ((r < 0) ^ (y < 0)), r + y, r);
    }

    /// <summary>Whether x = y, element by element; false if one is NaN.</summary>
    public static Tensor Equal(Tensor x, Tensor y) => Operands.Apply(Primitives.Equal.Instance, nameof(Equal), x, y);

    /// <summary>Whether x ≠ y, element by element; true if one is NaN.</summary>
    public static Tensor NotEqual(Tensor x, Tensor y) => Operands.Apply(Primitives.NotEqual.Instance, nameof(NotEqual), x, y);

    /// <summary>x where the condition holds, y elsewhere. The derivative of what is not chosen is exactly 0.</summary>
    /// <param name="condition">Bool.</param>
    /// <param name="x">Chosen where the condition is true.</param>
    /// <param name="y">Chosen where it is false.</param>
    public static Tensor Where(Tensor condition, Tensor x, Tensor y)
    {
        if (Tensor.Require(condition).DType != DType.Bool)
            throw Error.DTypes(nameof(Where), condition.DType, "a Bool condition, such as x > 0");
        var dtype = DTypes.Promote(Tensor.Require(x), Tensor.Require(y));
        var shape = Operands.BroadcastShape(nameof(Where), condition.Shape, Operands.BroadcastShape(nameof(Where), x.Shape, y.Shape));
        return Select.Of(
            Operands.Expand(condition, shape),
            Operands.Expand(Operands.WithType(x, dtype), shape),
            Operands.Expand(Operands.WithType(y, dtype), shape));
    }

    /// <summary>x within bounds: Minimum(Maximum(x, lo), hi). The derivative is 1 inside, 0 outside, ½ at a bound.</summary>
    public static Tensor Clip(Tensor x, Tensor lo, Tensor hi) => Minimum(Maximum(x, lo), hi);

    private static Tensor Real(BinaryElementwise primitive, string operation, Tensor x, Tensor y)
    {
        (x, y) = Operands.Floating(Tensor.Require(x), Tensor.Require(y));
        return Operands.Apply(primitive, operation, x, y);
    }

    /// <summary>The exponent if it is a small whole number and x keeps its type.</summary>
    private static int? WholeExponent(Tensor x, Tensor y)
    {
        double value = y.LiteralValue;
        bool fits = Math.Abs(value) <= 64 && value == Math.Floor(value) && (x.DType.IsFloating || value >= 0 && y.DType.IsInteger);
        return fits ? (int)value : null;
    }
}
