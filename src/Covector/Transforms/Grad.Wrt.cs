namespace Covector;

public static partial class Transforms
{
    /// <summary>The gradient with respect to the second argument.</summary>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})"/>
    public static Func<P, A, A> Grad<P, A>(Func<P, A, Tensor> f, Wrt.SecondArgument argument)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a) => Gradient.Compute(q => f(x, q), a, nameof(Grad), f, 1).Grad;
    }

    /// <inheritdoc cref="Grad{P, A}(Func{P, A, Tensor}, Wrt.SecondArgument)"/>
    public static Func<P, A, B, A> Grad<P, A, B>(Func<P, A, B, Tensor> f, Wrt.SecondArgument argument)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a, b) => Gradient.Compute(q => f(x, q, b), a, nameof(Grad), f, 1).Grad;
    }

    /// <inheritdoc cref="Grad{P, A}(Func{P, A, Tensor}, Wrt.SecondArgument)"/>
    public static Func<P, A, B, C, A> Grad<P, A, B, C>(Func<P, A, B, C, Tensor> f, Wrt.SecondArgument argument)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a, b, c) => Gradient.Compute(q => f(x, q, b, c), a, nameof(Grad), f, 1).Grad;
    }

    /// <summary>The gradient with respect to the third argument.</summary>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})"/>
    public static Func<P, A, B, B> Grad<P, A, B>(Func<P, A, B, Tensor> f, Wrt.ThirdArgument argument)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a, b) => Gradient.Compute(q => f(x, a, q), b, nameof(Grad), f, 2).Grad;
    }

    /// <inheritdoc cref="Grad{P, A, B}(Func{P, A, B, Tensor}, Wrt.ThirdArgument)"/>
    public static Func<P, A, B, C, B> Grad<P, A, B, C>(Func<P, A, B, C, Tensor> f, Wrt.ThirdArgument argument)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a, b, c) => Gradient.Compute(q => f(x, a, q, c), b, nameof(Grad), f, 2).Grad;
    }

    /// <summary>The gradients with respect to all arguments, as a tuple.</summary>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})"/>
    public static Func<P, A, (P, A)> Grad<P, A>(Func<P, A, Tensor> f, Wrt.AllArguments argument)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a) => Gradient.Compute(p => f(p.x, p.a), (x, a), nameof(Grad), f, Gradient.AllArguments).Grad;
    }

    /// <inheritdoc cref="Grad{P, A}(Func{P, A, Tensor}, Wrt.AllArguments)"/>
    public static Func<P, A, B, (P, A, B)> Grad<P, A, B>(Func<P, A, B, Tensor> f, Wrt.AllArguments argument)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a, b) => Gradient.Compute(p => f(p.x, p.a, p.b), (x, a, b), nameof(Grad), f, Gradient.AllArguments).Grad;
    }

    /// <inheritdoc cref="Grad{P, A}(Func{P, A, Tensor}, Wrt.AllArguments)"/>
    public static Func<P, A, B, C, (P, A, B, C)> Grad<P, A, B, C>(Func<P, A, B, C, Tensor> f, Wrt.AllArguments argument)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a, b, c) => Gradient.Compute(p => f(p.x, p.a, p.b, p.c), (x, a, b, c), nameof(Grad), f, Gradient.AllArguments).Grad;
    }
}
