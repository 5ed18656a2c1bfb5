namespace Covector;

public static partial class Transforms
{
    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<Tensor, Tensor, Tensor, Tensor, Tensor> Jit(Func<Tensor, Tensor, Tensor, Tensor, Tensor> f) =>
        Jit<Tensor, Tensor, Tensor, Tensor, Tensor>(f);

    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<Tensor, Tensor, Tensor, Tensor, Tensor> Jit(Func<Tensor, Tensor, Tensor, Tensor, Tensor> f, JitOptions options) =>
        Jit<Tensor, Tensor, Tensor, Tensor, Tensor>(f, options);

    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor> Jit(Func<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor> f) =>
        Jit<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor>(f);

    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor> Jit(
        Func<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor> f, JitOptions options) =>
        Jit<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor>(f, options);

    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor> Jit(
        Func<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor> f) =>
        Jit<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor>(f);

    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor> Jit(
        Func<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor> f, JitOptions options) =>
        Jit<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor>(f, options);

    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor> Jit(
        Func<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor> f) =>
        Jit<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor>(f);

    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor> Jit(
        Func<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor> f, JitOptions options) =>
        Jit<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor>(f, options);

    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor> Jit(
        Func<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor> f) =>
        Jit<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor>(f);

    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor> Jit(
        Func<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor> f, JitOptions options) =>
        Jit<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor>(f, options);
}
