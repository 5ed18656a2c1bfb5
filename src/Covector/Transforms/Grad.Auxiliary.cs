namespace Covector;

public static partial class Transforms
{
    /// <summary>The gradient of the first result; the second is returned beside it.</summary>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})"/>
    public static Func<P, (P Grad, TAux Aux)> Grad<P, TAux>(Func<P, (Tensor Value, TAux Aux)> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return x =>
        {
            var (output, grad) = Gradient.ComputeWithAux(f, x, nameof(Grad), f);
            return (grad, output.Aux);
        };
    }

    /// <inheritdoc cref="Grad{P, TAux}(Func{P, ValueTuple{Tensor, TAux}})"/>
    public static Func<P, A, (P Grad, TAux Aux)> Grad<P, A, TAux>(Func<P, A, (Tensor Value, TAux Aux)> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a) =>
        {
            var (output, grad) = Gradient.ComputeWithAux(p => f(p, a), x, nameof(Grad), f);
            return (grad, output.Aux);
        };
    }

    /// <inheritdoc cref="Grad{P, TAux}(Func{P, ValueTuple{Tensor, TAux}})"/>
    public static Func<P, A, B, (P Grad, TAux Aux)> Grad<P, A, B, TAux>(Func<P, A, B, (Tensor Value, TAux Aux)> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a, b) =>
        {
            var (output, grad) = Gradient.ComputeWithAux(p => f(p, a, b), x, nameof(Grad), f);
            return (grad, output.Aux);
        };
    }

    /// <inheritdoc cref="Grad{P, TAux}(Func{P, ValueTuple{Tensor, TAux}})"/>
    public static Func<P, A, B, C, (P Grad, TAux Aux)> Grad<P, A, B, C, TAux>(Func<P, A, B, C, (Tensor Value, TAux Aux)> f)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x, a, b, c) =>
        {
            var (output, grad) = Gradient.ComputeWithAux(p => f(p, a, b, c), x, nameof(Grad), f);
            return (grad, output.Aux);
        };
    }
}
