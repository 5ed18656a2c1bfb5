namespace Covector;

public static partial class Transforms
{
    /// <summary>The value and the gradient of the first result; the second is returned beside it.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor})"/>
    public static Func<P, ((Tensor Value, TAux Aux) Output, P Grad)> ValueAndGrad<P, TAux>(Func<P, (Tensor Value, TAux Aux)> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x => Gradient.ComputeWithAux(f, x, nameof(ValueAndGrad), f);
    }

    /// <inheritdoc cref="ValueAndGrad{P, TAux}(Func{P, ValueTuple{Tensor, TAux}})"/>
    public static Func<P, A, ((Tensor Value, TAux Aux) Output, P Grad)> ValueAndGrad<P, A, TAux>(Func<P, A, (Tensor Value, TAux Aux)> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a) => Gradient.ComputeWithAux(p => f(p, a), x, nameof(ValueAndGrad), f);
    }

    /// <inheritdoc cref="ValueAndGrad{P, TAux}(Func{P, ValueTuple{Tensor, TAux}})"/>
    public static Func<P, A, B, ((Tensor Value, TAux Aux) Output, P Grad)> ValueAndGrad<P, A, B, TAux>(
        Func<P, A, B, (Tensor Value, TAux Aux)> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a, b) => Gradient.ComputeWithAux(p => f(p, a, b), x, nameof(ValueAndGrad), f);
    }

    /// <inheritdoc cref="ValueAndGrad{P, TAux}(Func{P, ValueTuple{Tensor, TAux}})"/>
    public static Func<P, A, B, C, ((Tensor Value, TAux Aux) Output, P Grad)> ValueAndGrad<P, A, B, C, TAux>(
        Func<P, A, B, C, (Tensor Value, TAux Aux)> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a, b, c) => Gradient.ComputeWithAux(p => f(p, a, b, c), x, nameof(ValueAndGrad), f);
    }
}
