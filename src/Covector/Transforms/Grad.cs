namespace Covector;

/// <summary>
/// Functions that take a function and return one: its derivative, its batched or its compiled form. They compose in any order.
/// <c>using static Covector.Transforms;</c>
/// </summary>
public static partial class Transforms
{
    /// <summary>The gradient of a scalar function: x ↦ ∇f(x), in the shape of x.</summary>
    /// <returns>A function; Float32 or Float64 in, the same out.</returns>
    /// <exception cref="NonScalarOutputException">On a call: f returned a tensor that is not a scalar.</exception>
    /// <exception cref="DTypeMismatchException">On a call: the argument or the result is not floating point.</exception>
    public static Func<Tensor, Tensor> Grad(Func<Tensor, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x => Gradient.Compute(f, x, nameof(Grad), f).Grad;
    }

    /// <summary>The gradient with respect to a tree of tensors, as a tree of the same structure.</summary>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})"/>
    public static Func<P, P> Grad<P>(Func<P, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x => Gradient.Compute(f, x, nameof(Grad), f).Grad;
    }

    /// <summary>The gradient with respect to the first argument; those after it are of any type.</summary>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})"/>
    public static Func<P, A, P> Grad<P, A>(Func<P, A, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a) => Gradient.Compute(p => f(p, a), x, nameof(Grad), f).Grad;
    }

    /// <inheritdoc cref="Grad{P, A}(Func{P, A, Tensor})"/>
    public static Func<P, A, B, P> Grad<P, A, B>(Func<P, A, B, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a, b) => Gradient.Compute(p => f(p, a, b), x, nameof(Grad), f).Grad;
    }

    /// <inheritdoc cref="Grad{P, A}(Func{P, A, Tensor})"/>
    public static Func<P, A, B, C, P> Grad<P, A, B, C>(Func<P, A, B, C, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a, b, c) => Gradient.Compute(p => f(p, a, b, c), x, nameof(Grad), f).Grad;
    }

    /// <inheritdoc cref="Grad{P, A}(Func{P, A, Tensor})"/>
    public static Func<P, A, B, C, D, P> Grad<P, A, B, C, D>(Func<P, A, B, C, D, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a, b, c, d) => Gradient.Compute(p => f(p, a, b, c, d), x, nameof(Grad), f).Grad;
    }

    /// <inheritdoc cref="Grad{P, A}(Func{P, A, Tensor})"/>
    public static Func<P, A, B, C, D, E, P> Grad<P, A, B, C, D, E>(Func<P, A, B, C, D, E, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a, b, c, d, e) => Gradient.Compute(p => f(p, a, b, c, d, e), x, nameof(Grad), f).Grad;
    }

    /// <inheritdoc cref="Grad{P, A}(Func{P, A, Tensor})"/>
    public static Func<P, A, B, C, D, E, F, P> Grad<P, A, B, C, D, E, F>(Func<P, A, B, C, D, E, F, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a, b, c, d, e, g) => Gradient.Compute(p => f(p, a, b, c, d, e, g), x, nameof(Grad), f).Grad;
    }

    /// <inheritdoc cref="Grad{P, A}(Func{P, A, Tensor})"/>
    public static Func<P, A, B, C, D, E, F, G, P> Grad<P, A, B, C, D, E, F, G>(Func<P, A, B, C, D, E, F, G, Tensor> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a, b, c, d, e, g, h) => Gradient.Compute(p => f(p, a, b, c, d, e, g, h), x, nameof(Grad), f).Grad;
    }
}
