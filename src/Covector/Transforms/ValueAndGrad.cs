namespace Covector;

public static partial class Transforms
{
    /// <summary>The value and the gradient of a scalar function: x ↦ (f(x), ∇f(x)).</summary>
    /// <returns>A function; Float32 or Float64 in, the same out.</returns>
    /// <exception cref="NonScalarOutputException">On a call: f returned a tensor that is not a scalar.</exception>
    /// <exception cref="DTypeMismatchException">On a call: the argument or the result is not floating point.</exception>
    public static Func<Tensor, (Tensor Value, Tensor Grad)> ValueAndGrad(Func<Tensor, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x => Gradient.Compute(f, x, nameof(ValueAndGrad), f);
    }

    /// <summary>The value and the gradient with respect to a tree of tensors, as a tree of the same structure.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor})"/>
    public static Func<P, (Tensor Value, P Grad)> ValueAndGrad<P>(Func<P, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x => Gradient.Compute(f, x, nameof(ValueAndGrad), f);
    }

    /// <summary>The value and the gradient with respect to the first argument; those after it are of any type.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor})"/>
    public static Func<P, A, (Tensor Value, P Grad)> ValueAndGrad<P, A>(Func<P, A, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a) => Gradient.Compute(p => f(p, a), x, nameof(ValueAndGrad), f);
    }

    /// <inheritdoc cref="ValueAndGrad{P, A}(Func{P, A, Tensor})"/>
    public static Func<P, A, B, (Tensor Value, P Grad)> ValueAndGrad<P, A, B>(Func<P, A, B, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a, b) => Gradient.Compute(p => f(p, a, b), x, nameof(ValueAndGrad), f);
    }

    /// <inheritdoc cref="ValueAndGrad{P, A}(Func{P, A, Tensor})"/>
    public static Func<P, A, B, C, (Tensor Value, P Grad)> ValueAndGrad<P, A, B, C>(Func<P, A, B, C, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a, b, c) => Gradient.Compute(p => f(p, a, b, c), x, nameof(ValueAndGrad), f);
    }

    /// <inheritdoc cref="ValueAndGrad{P, A}(Func{P, A, Tensor})"/>
    public static Func<P, A, B, C, D, (Tensor Value, P Grad)> ValueAndGrad<P, A, B, C, D>(Func<P, A, B, C, D, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a, b, c, d) => Gradient.Compute(p => f(p, a, b, c, d), x, nameof(ValueAndGrad), f);
    }

    /// <inheritdoc cref="ValueAndGrad{P, A}(Func{P, A, Tensor})"/>
    public static Func<P, A, B, C, D, E, (Tensor Value, P Grad)> ValueAndGrad<P, A, B, C, D, E>(Func<P, A, B, C, D, E, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a, b, c, d, e) => Gradient.Compute(p => f(p, a, b, c, d, e), x, nameof(ValueAndGrad), f);
    }

    /// <inheritdoc cref="ValueAndGrad{P, A}(Func{P, A, Tensor})"/>
    public static Func<P, A, B, C, D, E, F, (Tensor Value, P Grad)> ValueAndGrad<P, A, B, C, D, E, F>(Func<P, A, B, C, D, E, F, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a, b, c, d, e, g) => Gradient.Compute(p => f(p, a, b, c, d, e, g), x, nameof(ValueAndGrad), f);
    }

    /// <inheritdoc cref="ValueAndGrad{P, A}(Func{P, A, Tensor})"/>
    public static Func<P, A, B, C, D, E, F, G, (Tensor Value, P Grad)> ValueAndGrad<P, A, B, C, D, E, F, G>(
        Func<P, A, B, C, D, E, F, G, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a, b, c, d, e, g, h) => Gradient.Compute(p => f(p, a, b, c, d, e, g, h), x, nameof(ValueAndGrad), f);
    }
}
