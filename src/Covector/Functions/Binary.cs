namespace Covector;

public static partial class Functions
{
    /// <summary>Floating-point powers up to this one are products; beyond, the errors of the factors would add up to more than those of a logarithm.</summary>
    private const int LargestProduct = 8;

    /// <summary>
    /// xʸ. Derivatives y·xʸ⁻¹ (0 at y = 0) and xʸ·log x (0 at x = 0, y ≥ 0). A whole C# number as exponent is defined for every x: up to ±8 it
    /// multiplies. Integers to a whole C# number that is not negative keep their type and wrap; otherwise the result is floating point.
    /// </summary>
    /// <exception cref="ConcretizationException">
    /// Integers to a C# number that is an argument of a traced function: the element type of the result depends on its sign.
    /// </exception>
    public static Tensor Pow(Tensor x, Tensor y)
    {
        if (Tensor.Require(y) is { IsLiteral: true, Rank: 0 } && WholeExponent(Tensor.Require(x), y) is { } n)
            return IntegerPower.Of(x.DType.IsFloating ? x : Operands.Numeric(x), n);
        (x, y) = Operands.Floating(Tensor.Require(x), y);
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

    /// <summary>√(x² + y²) without overflow. Derivatives x/z and y/z, 0 at the origin, as of <see cref="Norm(Tensor)"/>.</summary>
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

    /// <summary>The remainder of division toward −∞, with the sign of y: Python's <c>%</c>. Derivatives 1 and −⌊x/y⌋, exactly.</summary>
    public static Tensor FloorMod(Tensor x, Tensor y)
    {
        var r = Remainder(x, y);
        return Where(NotEqual(r, 0) & ((r < 0) ^ (y < 0)), r + y, r);
    }

    /// <summary>Whether x = y, element by element; false if one is NaN.</summary>
    public static Tensor Equal(Tensor x, Tensor y) => Operands.Apply(Primitives.Equal.Instance, nameof(Equal), x, y);

    /// <summary>Whether x ≠ y, element by element; true if one is NaN.</summary>
    public static Tensor NotEqual(Tensor x, Tensor y) => Operands.Apply(Primitives.NotEqual.Instance, nameof(NotEqual), x, y);

    /// <summary>x where the condition holds, y elsewhere. What is not chosen has a cotangent of exactly 0.</summary>
    /// <remarks>
    /// It stays 0 through operations whose derivative is infinite (log, roots, division, powers, inverse functions at the ends of their range):
    /// <c>Where(x > 0, Log(x), 0)</c> has the derivative 0 at 0. A product with a value that is not finite makes it NaN, as 0·∞ is, and so do
    /// functions that overflow: <c>x * Log(x)</c> at 0, <c>Exp(x)</c> at 1000. There choose the operand, too, so that all values are finite:
    /// <c>Where(x > 0, x * Log(Where(x > 0, x, 1)), 0)</c>.
    /// </remarks>
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

    /// <summary>The exponent if it is a whole number by which x is multiplied with itself.</summary>
    private static int? WholeExponent(Tensor x, Tensor y)
    {
        if (x.DType.IsFloating)
            return y.IsConcrete && y.LiteralValue is var real && Math.Abs(real) <= LargestProduct && real == Math.Floor(real) ? (int)real : null;
        if (!y.DType.IsInteger)
            return null;
        long whole = (long)y.Value(nameof(Pow));
        if (whole > int.MaxValue)
            throw Error.DTypeMessage(nameof(Pow), $"the exponent {whole} of integers is too large. Convert x with AsType(DType.Float64).");
        return whole >= 0 ? (int)whole : null;
    }
}
