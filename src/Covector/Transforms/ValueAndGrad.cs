namespace Covector;

public static partial class Transforms
{
    /// <summary>The value and the gradient of a scalar function: x ↦ (f(x), ∇f(x)).</summary>
    /// <returns>A function; Float32 or Float64 in, the same out.</returns>
    /// <exception cref="NonScalarOutputException">On a call: f returned a tensor that is not a scalar.</exception>
    /// <exception cref="DTypeMismatchException">On a call: the argument or the result is not floating point.</exception>
    public static Func<Tensor, (Tensor Value, Tensor Grad)> ValueAndGrad(Func<Tensor, Tensor> f) => x => Gradient.Compute(f, x, nameof(ValueAndGrad), f);

    /// <summary>The value and the gradient with respect to a tree of tensors, as a tree of the same structure.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor})"/>
    public static Func<P, (Tensor Value, P Grad)> ValueAndGrad<P>(Func<P, Tensor> f) => x => Gradient.Compute(f, x, nameof(ValueAndGrad), f);

    /// <summary>The value and the gradient with respect to the first argument.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor})"/>
    public static Func<P, A, (Tensor Value, P Grad)> ValueAndGrad<P, A>(Func<P, A, Tensor> f) =>
        (x, a) => Gradient.Compute(p => f(p, a), x, nameof(ValueAndGrad), f);

    /// <inheritdoc cref="ValueAndGrad{P, A}(Func{P, A, Tensor})"/>
    public static Func<P, A, B, (Tensor Value, P Grad)> ValueAndGrad<P, A, B>(Func<P, A, B, Tensor> f) =>
        (x, a, b) => Gradient.Compute(p => f(p, a, b), x, nameof(ValueAndGrad), f);

    /// <inheritdoc cref="ValueAndGrad{P, A}(Func{P, A, Tensor})"/>
    public static Func<P, A, B, C, (Tensor Value, P Grad)> ValueAndGrad<P, A, B, C>(Func<P, A, B, C, Tensor> f) =>
        (x, a, b, c) => Gradient.Compute(p => f(p, a, b, c), x, nameof(ValueAndGrad), f);

    /// <summary>The value and the gradient with respect to the second argument.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor})"/>
    public static Func<P, A, (Tensor Value, A Grad)> ValueAndGrad<P, A>(Func<P, A, Tensor> f, Wrt.SecondArgument argument) =>
        (x, a) => Gradient.Compute(q => f(x, q), a, nameof(ValueAndGrad), f, 1);

    /// <inheritdoc cref="ValueAndGrad{P, A}(Func{P, A, Tensor}, Wrt.SecondArgument)"/>
    public static Func<P, A, B, (Tensor Value, A Grad)> ValueAndGrad<P, A, B>(Func<P, A, B, Tensor> f, Wrt.SecondArgument argument) =>
        (x, a, b) => Gradient.Compute(q => f(x, q, b), a, nameof(ValueAndGrad), f, 1);

    /// <summary>The value and the gradient with respect to the third argument.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor})"/>
    public static Func<P, A, B, (Tensor Value, B Grad)> ValueAndGrad<P, A, B>(Func<P, A, B, Tensor> f, Wrt.ThirdArgument argument) =>
        (x, a, b) => Gradient.Compute(q => f(x, a, q), b, nameof(ValueAndGrad), f, 2);

    /// <summary>The value and the gradients with respect to all arguments.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor})"/>
    public static Func<P, A, (Tensor Value, (P, A) Grad)> ValueAndGrad<P, A>(Func<P, A, Tensor> f, Wrt.AllArguments argument) =>
        (x, a) => Gradient.Compute(p => f(p.x, p.a), (x, a), nameof(ValueAndGrad), f);

    /// <inheritdoc cref="ValueAndGrad{P, A}(Func{P, A, Tensor}, Wrt.AllArguments)"/>
    public static Func<P, A, B, (Tensor Value, (P, A, B) Grad)> ValueAndGrad<P, A, B>(Func<P, A, B, Tensor> f, Wrt.AllArguments argument) =>
        (x, a, b) => Gradient.Compute(p => f(p.x, p.a, p.b), (x, a, b), nameof(ValueAndGrad), f);

    /// <summary>The value and the gradient of the first result; the second is returned beside it.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor})"/>
    public static Func<P, ((Tensor Value, TAux Aux) Output, P Grad)> ValueAndGrad<P, TAux>(Func<P, (Tensor Value, TAux Aux)> f) =>
        x => Gradient.ComputeWithAux(f, x, nameof(ValueAndGrad), f);

    /// <inheritdoc cref="ValueAndGrad{P, TAux}(Func{P, ValueTuple{Tensor, TAux}})"/>
    public static Func<P, A, ((Tensor Value, TAux Aux) Output, P Grad)> ValueAndGrad<P, A, TAux>(Func<P, A, (Tensor Value, TAux Aux)> f) =>
        (x, a) => Gradient.ComputeWithAux(p => f(p, a), x, nameof(ValueAndGrad), f);

    /// <inheritdoc cref="ValueAndGrad{P, TAux}(Func{P, ValueTuple{Tensor, TAux}})"/>
    public static Func<P, A, B, ((Tensor Value, TAux Aux) Output, P Grad)> ValueAndGrad<P, A, B, TAux>(Func<P, A, B, (Tensor Value, TAux Aux)> f) =>
        (x, a, b) => Gradient.ComputeWithAux(p => f(p, a, b), x, nameof(ValueAndGrad), f);

    /// <summary>The value and the gradient with respect to the first argument.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, (Tensor Value, Tensor Grad)> ValueAndGrad(Func<Tensor, Tensor, Tensor> f) => ValueAndGrad<Tensor, Tensor>(f);

    /// <summary>The value and the gradient with respect to the second argument.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, (Tensor Value, Tensor Grad)> ValueAndGrad(Func<Tensor, Tensor, Tensor> f, Wrt.SecondArgument argument) => ValueAndGrad<Tensor, Tensor>(f, argument);

    /// <summary>The value and the gradients with respect to all arguments.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, (Tensor Value, (Tensor, Tensor) Grad)> ValueAndGrad(Func<Tensor, Tensor, Tensor> f, Wrt.AllArguments argument) => ValueAndGrad<Tensor, Tensor>(f, argument);

    /// <summary>The value and the gradient with respect to the first argument.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, Tensor, (Tensor Value, Tensor Grad)> ValueAndGrad(Func<Tensor, Tensor, Tensor, Tensor> f) => ValueAndGrad<Tensor, Tensor, Tensor>(f);

    /// <summary>The value and the gradient with respect to the second argument.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, Tensor, (Tensor Value, Tensor Grad)> ValueAndGrad(Func<Tensor, Tensor, Tensor, Tensor> f, Wrt.SecondArgument argument) => ValueAndGrad<Tensor, Tensor, Tensor>(f, argument);

    /// <summary>The value and the gradients with respect to all arguments.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, Tensor, (Tensor Value, (Tensor, Tensor, Tensor) Grad)> ValueAndGrad(Func<Tensor, Tensor, Tensor, Tensor> f, Wrt.AllArguments argument) => ValueAndGrad<Tensor, Tensor, Tensor>(f, argument);

    /// <summary>The value and the gradient with respect to the third argument.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, Tensor, (Tensor Value, Tensor Grad)> ValueAndGrad(Func<Tensor, Tensor, Tensor, Tensor> f, Wrt.ThirdArgument argument) => ValueAndGrad<Tensor, Tensor, Tensor>(f, argument);
}
