namespace Covector;

public static partial class Transforms
{
    /// <summary>The value and the gradient with respect to the second argument.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor})"/>
    public static Func<P, A, (Tensor Value, A Grad)> ValueAndGrad<P, A>(Func<P, A, Tensor> f, Wrt.SecondArgument argument)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a) => Gradient.Compute(q => f(x, q), a, nameof(ValueAndGrad), f, 1);
    }

    /// <inheritdoc cref="ValueAndGrad{P, A}(Func{P, A, Tensor}, Wrt.SecondArgument)"/>
    public static Func<P, A, B, (Tensor Value, A Grad)> ValueAndGrad<P, A, B>(Func<P, A, B, Tensor> f, Wrt.SecondArgument argument)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a, b) => Gradient.Compute(q => f(x, q, b), a, nameof(ValueAndGrad), f, 1);
    }

    /// <inheritdoc cref="ValueAndGrad{P, A}(Func{P, A, Tensor}, Wrt.SecondArgument)"/>
    public static Func<P, A, B, C, (Tensor Value, A Grad)> ValueAndGrad<P, A, B, C>(Func<P, A, B, C, Tensor> f, Wrt.SecondArgument argument)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a, b, c) => Gradient.Compute(q => f(x, q, b, c), a, nameof(ValueAndGrad), f, 1);
    }

    /// <summary>The value and the gradient with respect to the third argument.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor})"/>
    public static Func<P, A, B, (Tensor Value, B Grad)> ValueAndGrad<P, A, B>(Func<P, A, B, Tensor> f, Wrt.ThirdArgument argument)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a, b) => Gradient.Compute(q => f(x, a, q), b, nameof(ValueAndGrad), f, 2);
    }

    /// <inheritdoc cref="ValueAndGrad{P, A, B}(Func{P, A, B, Tensor}, Wrt.ThirdArgument)"/>
    public static Func<P, A, B, C, (Tensor Value, B Grad)> ValueAndGrad<P, A, B, C>(Func<P, A, B, C, Tensor> f, Wrt.ThirdArgument argument)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a, b, c) => Gradient.Compute(q => f(x, a, q, c), b, nameof(ValueAndGrad), f, 2);
    }

    /// <summary>The value and the gradients with respect to all arguments, as a tuple.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor})"/>
    public static Func<P, A, (Tensor Value, (P, A) Grad)> ValueAndGrad<P, A>(Func<P, A, Tensor> f, Wrt.AllArguments argument)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a) => Gradient.Compute(p => f(p.x, p.a), (x, a), nameof(ValueAndGrad), f, Gradient.AllArguments);
    }

    /// <inheritdoc cref="ValueAndGrad{P, A}(Func{P, A, Tensor}, Wrt.AllArguments)"/>
    public static Func<P, A, B, (Tensor Value, (P, A, B) Grad)> ValueAndGrad<P, A, B>(Func<P, A, B, Tensor> f, Wrt.AllArguments argument)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a, b) => Gradient.Compute(p => f(p.x, p.a, p.b), (x, a, b), nameof(ValueAndGrad), f, Gradient.AllArguments);
    }

    /// <inheritdoc cref="ValueAndGrad{P, A}(Func{P, A, Tensor}, Wrt.AllArguments)"/>
    public static Func<P, A, B, C, (Tensor Value, (P, A, B, C) Grad)> ValueAndGrad<P, A, B, C>(
        Func<P, A, B, C, Tensor> f, Wrt.AllArguments argument)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a, b, c) => Gradient.Compute(p => f(p.x, p.a, p.b, p.c), (x, a, b, c), nameof(ValueAndGrad), f, Gradient.AllArguments);
    }
}
