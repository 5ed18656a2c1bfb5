namespace Covector;

public static partial class Transforms
{
    /// <summary>The gradient with respect to the first argument.</summary>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, Tensor> Grad(Func<Tensor, Tensor, Tensor> f) => Grad<Tensor, Tensor>(f);

    /// <summary>The gradient with respect to the second argument.</summary>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, Tensor> Grad(Func<Tensor, Tensor, Tensor> f, Wrt.SecondArgument argument) =>
        Grad<Tensor, Tensor>(f, argument);

    /// <summary>The gradients with respect to all arguments, as a tuple.</summary>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, (Tensor, Tensor)> Grad(Func<Tensor, Tensor, Tensor> f, Wrt.AllArguments argument) =>
        Grad<Tensor, Tensor>(f, argument);

    /// <summary>The gradient with respect to the first argument.</summary>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, Tensor, Tensor> Grad(Func<Tensor, Tensor, Tensor, Tensor> f) => Grad<Tensor, Tensor, Tensor>(f);

    /// <summary>The gradient with respect to the second argument.</summary>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, Tensor, Tensor> Grad(Func<Tensor, Tensor, Tensor, Tensor> f, Wrt.SecondArgument argument) =>
        Grad<Tensor, Tensor, Tensor>(f, argument);

    /// <summary>The gradient with respect to the third argument.</summary>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, Tensor, Tensor> Grad(Func<Tensor, Tensor, Tensor, Tensor> f, Wrt.ThirdArgument argument) =>
        Grad<Tensor, Tensor, Tensor>(f, argument);

    /// <summary>The gradients with respect to all arguments, as a tuple.</summary>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, Tensor, (Tensor, Tensor, Tensor)> Grad(
        Func<Tensor, Tensor, Tensor, Tensor> f, Wrt.AllArguments argument) =>
        Grad<Tensor, Tensor, Tensor>(f, argument);

    /// <summary>The gradient with respect to the first argument.</summary>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, Tensor, Tensor, Tensor> Grad(Func<Tensor, Tensor, Tensor, Tensor, Tensor> f) =>
        Grad<Tensor, Tensor, Tensor, Tensor>(f);

    /// <summary>The gradient with respect to the second argument.</summary>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, Tensor, Tensor, Tensor> Grad(
        Func<Tensor, Tensor, Tensor, Tensor, Tensor> f, Wrt.SecondArgument argument) =>
        Grad<Tensor, Tensor, Tensor, Tensor>(f, argument);

    /// <summary>The gradient with respect to the third argument.</summary>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, Tensor, Tensor, Tensor> Grad(
        Func<Tensor, Tensor, Tensor, Tensor, Tensor> f, Wrt.ThirdArgument argument) =>
        Grad<Tensor, Tensor, Tensor, Tensor>(f, argument);

    /// <summary>The gradients with respect to all arguments, as a tuple.</summary>
    /// <inheritdoc cref="Grad(Func{Tensor, Tensor})"/>
    public static Func<Tensor, Tensor, Tensor, Tensor, (Tensor, Tensor, Tensor, Tensor)> Grad(
        Func<Tensor, Tensor, Tensor, Tensor, Tensor> f, Wrt.AllArguments argument) =>
        Grad<Tensor, Tensor, Tensor, Tensor>(f, argument);
}
