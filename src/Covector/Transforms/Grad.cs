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
    public static Func<Tensor, Tensor> Grad(Func<Tensor, Tensor> f) => x => Gradient.Compute(f, x, nameof(Grad), f).Grad;

    /// <summary>The gradient with respect to a tree of tensors, as a tree of the same structure.</summary>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})"/>
    public static Func<P, P> Grad<P>(Func<P, Tensor> f) => x => Gradient.Compute(f, x, nameof(Grad), f).Grad;

    /// <summary>The gradient with respect to the first argument.</summary>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})"/>
    public static Func<P, A, P> Grad<P, A>(Func<P, A, Tensor> f) =>
        (x, a) => Gradient.Compute(p => f(p, a), x, nameof(Grad), f).Grad;

    /// <inheritdoc cref="Grad{P, A}(Func{P, A, Tensor})"/>
    public static Func<P, A, B, P> Grad<P, A, B>(Func<P, A, B, Tensor> f) =>
        (x, a, b) => Gradient.Compute(p => f(p, a, b), x, nameof(Grad), f).Grad;

    /// <inheritdoc cref="Grad{P, A}(Func{P, A, Tensor})"/>
    public static Func<P, A, B, C, P> Grad<P, A, B, C>(Func<P, A, B, C, Tensor> f) =>
        (x, a, b, c) => Gradient.Compute(p => f(p, a, b, c), x, nameof(Grad), f).Grad;

    /// <summary>The gradient with respect to the second argument.</summary>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})"/>
    public static Func<P, A, A> Grad<P, A>(Func<P, A, Tensor> f, Wrt.SecondArgument argument) =>
        (x, a) => Gradient.Compute(q => f(x, q), a, nameof(Grad), f, 1).Grad;

    /// <inheritdoc cref="Grad{P, A}(Func{P, A, Tensor}, Wrt.SecondArgument)"/>
    public static Func<P, A, B, A> Grad<P, A, B>(Func<P, A, B, Tensor> f, Wrt.SecondArgument argument) =>
        (x, a, b) => Gradient.Compute(q => f(x, q, b), a, nameof(Grad), f, 1).Grad;

    /// <summary>The gradient with respect to the third argument.</summary>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})"/>
    public static Func<P, A, B, B> Grad<P, A, B>(Func<P, A, B, Tensor> f, Wrt.ThirdArgument argument) =>
        (x, a, b) => Gradient.Compute(q => f(x, a, q), b, nameof(Grad), f, 2).Grad;

    /// <summary>The gradients with respect to all arguments.</summary>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})"/>
    public static Func<P, A, (P, A)> Grad<P, A>(Func<P, A, Tensor> f, Wrt.AllArguments argument) =>
        (x, a) => Gradient.Compute(p => f(p.x, p.a), (x, a), nameof(Grad), f).Grad;

    /// <inheritdoc cref="Grad{P, A}(Func{P, A, Tensor}, Wrt.AllArguments)"/>
    public static Func<P, A, B, (P, A, B)> Grad<P, A, B>(Func<P, A, B, Tensor> f, Wrt.AllArguments argument) =>
        (x, a, b) => Gradient.Compute(p => f(p.x, p.a, p.b), (x, a, b), nameof(Grad), f).Grad;

    /// <summary>The gradient of the first result; the second is returned beside it.</summary>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})"/>
    public static Func<P, (P Grad, TAux Aux)> Grad<P, TAux>(Func<P, (Tensor Value, TAux Aux)> f) => x =>
    {
        var (output, grad) = Gradient.ComputeWithAux(f, x, nameof(Grad), f);
        return (grad, output.Aux);
    };

    /// <inheritdoc cref="Grad{P, TAux}(Func{P, ValueTuple{Tensor, TAux}})"/>
    public static Func<P, A, (P Grad, TAux Aux)> Grad<P, A, TAux>(Func<P, A, (Tensor Value, TAux Aux)> f) => (x, a) =>
    {
        var (output, grad) = Gradient.ComputeWithAux(p => f(p, a), x, nameof(Grad), f);
        return (grad, output.Aux);
    };

    /// <inheritdoc cref="Grad{P, TAux}(Func{P, ValueTuple{Tensor, TAux}})"/>
    public static Func<P, A, B, (P Grad, TAux Aux)> Grad<P, A, B, TAux>(Func<P, A, B, (Tensor Value, TAux Aux)> f) => (x, a, b) =>
    {
        var (output, grad) = Gradient.ComputeWithAux(p => f(p, a, b), x, nameof(Grad), f);
        return (grad, output.Aux);
    };

    /// <summary>The gradient with respect to the first argument.</summary>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, Tensor> Grad(Func<Tensor, Tensor, Tensor> f) => Grad<Tensor, Tensor>(f);

    /// <summary>The gradient with respect to the second argument.</summary>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, Tensor> Grad(Func<Tensor, Tensor, Tensor> f, Wrt.SecondArgument argument) => Grad<Tensor, Tensor>(f, argument);

    /// <summary>The gradients with respect to all arguments.</summary>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, (Tensor, Tensor)> Grad(Func<Tensor, Tensor, Tensor> f, Wrt.AllArguments argument) => Grad<Tensor, Tensor>(f, argument);

    /// <summary>The gradient with respect to the first argument.</summary>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, Tensor, Tensor> Grad(Func<Tensor, Tensor, Tensor, Tensor> f) => Grad<Tensor, Tensor, Tensor>(f);

    /// <summary>The gradient with respect to the second argument.</summary>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, Tensor, Tensor> Grad(Func<Tensor, Tensor, Tensor, Tensor> f, Wrt.SecondArgument argument) => Grad<Tensor, Tensor, Tensor>(f, argument);

    /// <summary>The gradients with respect to all arguments.</summary>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, Tensor, (Tensor, Tensor, Tensor)> Grad(Func<Tensor, Tensor, Tensor, Tensor> f, Wrt.AllArguments argument) => Grad<Tensor, Tensor, Tensor>(f, argument);

    /// <summary>The gradient with respect to the third argument.</summary>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, Tensor, Tensor> Grad(Func<Tensor, Tensor, Tensor, Tensor> f, Wrt.ThirdArgument argument) => Grad<Tensor, Tensor, Tensor>(f, argument);
}
