namespace Covector;

public static partial class Transforms
{
    /// <summary>The value and the gradient with respect to the first argument.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, (Tensor Value, Tensor Grad)> ValueAndGrad(Func<Tensor, Tensor, Tensor> f) =>
        ValueAndGrad<Tensor, Tensor>(f);

    /// <summary>The value and the gradient with respect to the second argument.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, (Tensor Value, Tensor Grad)> ValueAndGrad(
        Func<Tensor, Tensor, Tensor> f, Wrt.SecondArgument argument) =>
        ValueAndGrad<Tensor, Tensor>(f, argument);

    /// <summary>The value and the gradients with respect to all arguments, as a tuple.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, (Tensor Value, (Tensor, Tensor) Grad)> ValueAndGrad(
        Func<Tensor, Tensor, Tensor> f, Wrt.AllArguments argument) =>
        ValueAndGrad<Tensor, Tensor>(f, argument);

    /// <summary>The value and the gradient with respect to the first argument.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, Tensor, (Tensor Value, Tensor Grad)> ValueAndGrad(Func<Tensor, Tensor, Tensor, Tensor> f) =>
        ValueAndGrad<Tensor, Tensor, Tensor>(f);

    /// <summary>The value and the gradient with respect to the second argument.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, Tensor, (Tensor Value, Tensor Grad)> ValueAndGrad(
        Func<Tensor, Tensor, Tensor, Tensor> f, Wrt.SecondArgument argument) =>
        ValueAndGrad<Tensor, Tensor, Tensor>(f, argument);

    /// <summary>The value and the gradient with respect to the third argument.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, Tensor, (Tensor Value, Tensor Grad)> ValueAndGrad(
        Func<Tensor, Tensor, Tensor, Tensor> f, Wrt.ThirdArgument argument) =>
        ValueAndGrad<Tensor, Tensor, Tensor>(f, argument);

    /// <summary>The value and the gradients with respect to all arguments, as a tuple.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, Tensor, (Tensor Value, (Tensor, Tensor, Tensor) Grad)> ValueAndGrad(
        Func<Tensor, Tensor, Tensor, Tensor> f, Wrt.AllArguments argument) =>
        ValueAndGrad<Tensor, Tensor, Tensor>(f, argument);

    /// <summary>The value and the gradient with respect to the first argument.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, Tensor, Tensor, (Tensor Value, Tensor Grad)> ValueAndGrad(
        Func<Tensor, Tensor, Tensor, Tensor, Tensor> f) =>
        ValueAndGrad<Tensor, Tensor, Tensor, Tensor>(f);

    /// <summary>The value and the gradient with respect to the second argument.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, Tensor, Tensor, (Tensor Value, Tensor Grad)> ValueAndGrad(
        Func<Tensor, Tensor, Tensor, Tensor, Tensor> f, Wrt.SecondArgument argument) =>
        ValueAndGrad<Tensor, Tensor, Tensor, Tensor>(f, argument);

    /// <summary>The value and the gradient with respect to the third argument.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, Tensor, Tensor, (Tensor Value, Tensor Grad)> ValueAndGrad(
        Func<Tensor, Tensor, Tensor, Tensor, Tensor> f, Wrt.ThirdArgument argument) =>
        ValueAndGrad<Tensor, Tensor, Tensor, Tensor>(f, argument);

    /// <summary>The value and the gradients with respect to all arguments, as a tuple.</summary>
    /// <inheritdoc cref="ValueAndGrad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, Tensor, Tensor, (Tensor Value, (Tensor, Tensor, Tensor, Tensor) Grad)> ValueAndGrad(
        Func<Tensor, Tensor, Tensor, Tensor, Tensor> f, Wrt.AllArguments argument) =>
        ValueAndGrad<Tensor, Tensor, Tensor, Tensor>(f, argument);
}
