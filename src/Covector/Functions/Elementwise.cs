namespace Covector;

/// <summary>Operations on tensors. <c>using static Covector.Functions;</c></summary>
/// <remarks>
/// Functions of one tensor have the exact signature <c>Tensor F(Tensor)</c>, so that transformations take them by name: <c>Grad(Tanh)</c>.
/// Integers and truth values become Float64 where a function is defined on real numbers. Operands of two broadcast to one shape.
/// </remarks>
public static partial class Functions
{
    /// <summary>eˣ. Derivative eˣ.</summary>
    public static Tensor Exp(Tensor x) => Primitives.Exp.Of(Operands.Floating(x));

    /// <summary>eˣ − 1, accurate near 0. Derivative eˣ.</summary>
    public static Tensor Expm1(Tensor x) => Primitives.Expm1.Of(Operands.Floating(x));

    /// <summary>Natural logarithm. Derivative 1/x.</summary>
    public static Tensor Log(Tensor x) => Primitives.Log.Of(Operands.Floating(x));

    /// <summary>log(1 + x), accurate near 0. Derivative 1/(1 + x).</summary>
    public static Tensor Log1p(Tensor x) => Primitives.Log1p.Of(Operands.Floating(x));

    /// <summary>Logarithm to the base 2. Derivative 1/(x ln 2).</summary>
    public static Tensor Log2(Tensor x) => Primitives.Log2.Of(Operands.Floating(x));

    /// <summary>Logarithm to the base 10. Derivative 1/(x ln 10).</summary>
    public static Tensor Log10(Tensor x) => Primitives.Log10.Of(Operands.Floating(x));

    /// <summary>√x. Derivative 1/(2√x), +∞ at 0.</summary>
    public static Tensor Sqrt(Tensor x) => Primitives.Sqrt.Of(Operands.Floating(x));

    /// <summary>1/√x. Derivative −1/(2x√x).</summary>
    public static Tensor Rsqrt(Tensor x) => Primitives.Rsqrt.Of(Operands.Floating(x));

    /// <summary>∛x, of negative numbers too. Derivative 1/(3∛x²).</summary>
    public static Tensor Cbrt(Tensor x) => Primitives.Cbrt.Of(Operands.Floating(x));

    /// <summary>x². Derivative 2x. Keeps the element type.</summary>
    public static Tensor Square(Tensor x) => IntegerPower.Of(Operands.Numeric(x), 2);

    /// <summary>1/x. Derivative −1/x².</summary>
    public static Tensor Reciprocal(Tensor x) => 1 / Operands.Floating(x);

    /// <summary>|x|. Derivative sign(x), 0 at 0. Keeps the element type.</summary>
    public static Tensor Abs(Tensor x) => Absolute.Of(Operands.Numeric(x));

    /// <summary>−1, 0 or 1; NaN of NaN. Derivative 0. Keeps the element type.</summary>
    public static Tensor Sign(Tensor x) => Primitives.Sign.Of(Operands.Numeric(x));

    /// <summary>The largest whole number ≤ x. Derivative 0.</summary>
    public static Tensor Floor(Tensor x) => Primitives.Floor.Of(Operands.Floating(x));

    /// <summary>The smallest whole number ≥ x. Derivative 0.</summary>
    public static Tensor Ceiling(Tensor x) => Primitives.Ceiling.Of(Operands.Floating(x));

    /// <summary>The nearest whole number, halves to the even one. Derivative 0.</summary>
    public static Tensor Round(Tensor x) => Primitives.Round.Of(Operands.Floating(x));

    /// <summary>The whole part, toward zero. Derivative 0.</summary>
    public static Tensor Truncate(Tensor x) => Primitives.Truncate.Of(Operands.Floating(x));

    /// <summary>Sine of an angle in radians. Derivative cos x.</summary>
    public static Tensor Sin(Tensor x) => Primitives.Sin.Of(Operands.Floating(x));

    /// <summary>Cosine of an angle in radians. Derivative −sin x.</summary>
    public static Tensor Cos(Tensor x) => Primitives.Cos.Of(Operands.Floating(x));

    /// <summary>Tangent of an angle in radians. Derivative 1 + tan² x.</summary>
    public static Tensor Tan(Tensor x) => Primitives.Tan.Of(Operands.Floating(x));

    /// <summary>Arcsine in radians. Derivative 1/√(1 − x²).</summary>
    public static Tensor Asin(Tensor x) => Primitives.Asin.Of(Operands.Floating(x));

    /// <summary>Arccosine in radians. Derivative −1/√(1 − x²).</summary>
    public static Tensor Acos(Tensor x) => Primitives.Acos.Of(Operands.Floating(x));

    /// <summary>Arctangent in radians. Derivative 1/(1 + x²).</summary>
    public static Tensor Atan(Tensor x) => Primitives.Atan.Of(Operands.Floating(x));

    /// <summary>Hyperbolic sine. Derivative cosh x.</summary>
    public static Tensor Sinh(Tensor x) => Primitives.Sinh.Of(Operands.Floating(x));

    /// <summary>Hyperbolic cosine. Derivative sinh x.</summary>
    public static Tensor Cosh(Tensor x) => Primitives.Cosh.Of(Operands.Floating(x));

    /// <summary>Hyperbolic tangent. Derivative 1 − tanh² x.</summary>
    public static Tensor Tanh(Tensor x) => Primitives.Tanh.Of(Operands.Floating(x));

    /// <summary>Inverse hyperbolic sine. Derivative 1/√(x² + 1).</summary>
    public static Tensor Asinh(Tensor x) => Primitives.Asinh.Of(Operands.Floating(x));

    /// <summary>Inverse hyperbolic cosine. Derivative 1/√(x² − 1).</summary>
    public static Tensor Acosh(Tensor x) => Primitives.Acosh.Of(Operands.Floating(x));

    /// <summary>Inverse hyperbolic tangent. Derivative 1/(1 − x²).</summary>
    public static Tensor Atanh(Tensor x) => Primitives.Atanh.Of(Operands.Floating(x));

    /// <summary>The logistic function σ(x) = 1/(1 + e⁻ˣ). Derivative σ(1 − σ).</summary>
    public static Tensor Sigmoid(Tensor x) => Logistic.Of(Operands.Floating(x));

    /// <summary>max(x, 0); NaN of NaN. Derivative 1 for x > 0, else 0, also at 0.</summary>
    public static Tensor Relu(Tensor x)
    {
        x = Operands.Floating(x);
        var zero = Fill.Like(x, 0);
        return Select.Of(LessOrEqual.Of(x, zero), zero, x);
    }

    /// <summary>log(1 + eˣ) without overflow. Derivative σ(x).</summary>
    public static Tensor Softplus(Tensor x)
    {
        x = Operands.Floating(x);
        return Primitives.LogAddExp.Of(x, Fill.Like(x, 0));
    }

    /// <summary>x·Φ(x) with the normal distribution function Φ (the exact form); 0 at −∞. Derivative Φ(x) + x·φ(x).</summary>
    public static Tensor Gelu(Tensor x)
    {
        x = Operands.Floating(x);
        return StrongMultiply.Of(0.5 * Primitives.Erfc.Of(x * -0.70710678118654752440), x);
    }

    /// <summary>x·σ(x); 0 at −∞. Derivative σ(x)·(1 + x·(1 − σ(x))).</summary>
    public static Tensor Silu(Tensor x)
    {
        x = Operands.Floating(x);
        return StrongMultiply.Of(Logistic.Of(x), x);
    }

    /// <summary>The error function. Derivative 2/√π·e^(−x²).</summary>
    public static Tensor Erf(Tensor x) => Primitives.Erf.Of(Operands.Floating(x));

    /// <summary>1 − erf(x), accurate for large x. Derivative −2/√π·e^(−x²).</summary>
    public static Tensor Erfc(Tensor x) => Primitives.Erfc.Of(Operands.Floating(x));

    /// <summary>The inverse of the error function on (−1, 1). Derivative √π/2·e^(y²).</summary>
    public static Tensor ErfInv(Tensor x) => Primitives.ErfInv.Of(Operands.Floating(x));

    /// <summary>log|Γ(x)|. Derivative ψ(x).</summary>
    public static Tensor LogGamma(Tensor x) => Primitives.LogGamma.Of(Operands.Floating(x));

    /// <summary>ψ(x), the derivative of log Γ. Derivative ψ′(x).</summary>
    public static Tensor Digamma(Tensor x) => Primitives.Digamma.Of(Operands.Floating(x));

    /// <summary>log Φ(x) with the normal distribution function Φ, accurate in the left tail. Derivative φ(x)/Φ(x).</summary>
    public static Tensor LogNdtr(Tensor x) => Primitives.LogNdtr.Of(Operands.Floating(x));

    /// <summary>log(x/(1 − x)), the inverse of <see cref="Sigmoid"/>. Derivative 1/(x(1 − x)).</summary>
    public static Tensor Logit(Tensor x)
    {
        x = Operands.Floating(x);
        return Primitives.Log.Of(x) - Primitives.Log1p.Of(-x);
    }

    /// <summary>Whether x is not a number; Bool.</summary>
    public static Tensor IsNaN(Tensor x) => Primitives.IsNaN.Of(Operands.Floating(x));

    /// <summary>Whether x is neither infinite nor NaN; Bool.</summary>
    public static Tensor IsFinite(Tensor x) => Primitives.IsFinite.Of(Operands.Floating(x));
}
