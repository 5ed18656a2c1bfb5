namespace Covector;

public static partial class Transforms
{
    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<Tensor, Tensor> Jit(Func<Tensor, Tensor> f) => Jit(f, new JitOptions());

    /// <summary>
    /// The same function, compiled: traced once for each combination of structure, shapes, element types and static (non-tensor) values of its
    /// arguments, then run without its C# code. Each call of Jit has a cache of its own; keep the result and call it often.
    /// </summary>
    /// <param name="f">A function without side effects; while it is traced tensors have no values.</param>
    /// <param name="options">How it is compiled.</param>
    /// <exception cref="ConcretizationException">On a call: f reads the value of a tensor.</exception>
    /// <exception cref="RetraceException">On a call: f is traced more often than the options allow.</exception>
    public static Func<Tensor, Tensor> Jit(Func<Tensor, Tensor> f, JitOptions options)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(options);
        return new CompiledFunction<Tensor, Tensor>(f, f, false, options).Invoke;
    }

    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<Tensor, Tensor, Tensor> Jit(Func<Tensor, Tensor, Tensor> f) => Jit(f, new JitOptions());

    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<Tensor, Tensor, Tensor> Jit(Func<Tensor, Tensor, Tensor> f, JitOptions options)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(options);
        var compiled = new CompiledFunction<(Tensor a, Tensor b), Tensor>(t => f(t.a, t.b), f, true, options);
        return compiled.Call;
    }

    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<Tensor, Tensor, Tensor, Tensor> Jit(Func<Tensor, Tensor, Tensor, Tensor> f) => Jit(f, new JitOptions());

    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<Tensor, Tensor, Tensor, Tensor> Jit(Func<Tensor, Tensor, Tensor, Tensor> f, JitOptions options)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(options);
        var compiled = new CompiledFunction<(Tensor a, Tensor b, Tensor c), Tensor>(t => f(t.a, t.b, t.c), f, true, options);
        return compiled.Call;
    }

    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<X, Y> Jit<X, Y>(Func<X, Y> f) => Jit(f, new JitOptions());

    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<X, Y> Jit<X, Y>(Func<X, Y> f, JitOptions options)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(options);
        return new CompiledFunction<X, Y>(f, f, false, options).Invoke;
    }

    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<A, B, Y> Jit<A, B, Y>(Func<A, B, Y> f) => Jit(f, new JitOptions());

    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<A, B, Y> Jit<A, B, Y>(Func<A, B, Y> f, JitOptions options)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(options);
        var compiled = new CompiledFunction<(A a, B b), Y>(t => f(t.a, t.b), f, true, options);
        return compiled.Call;
    }

    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<A, B, C, Y> Jit<A, B, C, Y>(Func<A, B, C, Y> f) => Jit(f, new JitOptions());

    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<A, B, C, Y> Jit<A, B, C, Y>(Func<A, B, C, Y> f, JitOptions options)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(options);
        var compiled = new CompiledFunction<(A a, B b, C c), Y>(t => f(t.a, t.b, t.c), f, true, options);
        return compiled.Call;
    }

    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<A, B, C, D, Y> Jit<A, B, C, D, Y>(Func<A, B, C, D, Y> f) => Jit(f, new JitOptions());

    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<A, B, C, D, Y> Jit<A, B, C, D, Y>(Func<A, B, C, D, Y> f, JitOptions options)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(options);
        var compiled = new CompiledFunction<(A a, B b, C c, D d), Y>(t => f(t.a, t.b, t.c, t.d), f, true, options);
        return compiled.Call;
    }

    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<A, B, C, D, E, Y> Jit<A, B, C, D, E, Y>(Func<A, B, C, D, E, Y> f) => Jit(f, new JitOptions());

    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<A, B, C, D, E, Y> Jit<A, B, C, D, E, Y>(Func<A, B, C, D, E, Y> f, JitOptions options)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(options);
        var compiled = new CompiledFunction<(A a, B b, C c, D d, E e), Y>(t => f(t.a, t.b, t.c, t.d, t.e), f, true, options);
        return compiled.Call;
    }

    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<A, B, C, D, E, F, Y> Jit<A, B, C, D, E, F, Y>(Func<A, B, C, D, E, F, Y> f) => Jit(f, new JitOptions());

    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<A, B, C, D, E, F, Y> Jit<A, B, C, D, E, F, Y>(Func<A, B, C, D, E, F, Y> f, JitOptions options)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(options);
        var compiled = new CompiledFunction<(A a, B b, C c, D d, E e, F f), Y>(t => f(t.a, t.b, t.c, t.d, t.e, t.f), f, true, options);
        return compiled.Call;
    }

    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<A, B, C, D, E, F, G, Y> Jit<A, B, C, D, E, F, G, Y>(Func<A, B, C, D, E, F, G, Y> f) => Jit(f, new JitOptions());

    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<A, B, C, D, E, F, G, Y> Jit<A, B, C, D, E, F, G, Y>(Func<A, B, C, D, E, F, G, Y> f, JitOptions options)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(options);
        var compiled = new CompiledFunction<(A a, B b, C c, D d, E e, F f, G g), Y>(t => f(t.a, t.b, t.c, t.d, t.e, t.f, t.g), f, true, options);
        return compiled.Call;
    }

    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<A, B, C, D, E, F, G, H, Y> Jit<A, B, C, D, E, F, G, H, Y>(Func<A, B, C, D, E, F, G, H, Y> f) => Jit(f, new JitOptions());

    /// <inheritdoc cref="Jit(Func{Tensor, Tensor}, JitOptions)"/>
    public static Func<A, B, C, D, E, F, G, H, Y> Jit<A, B, C, D, E, F, G, H, Y>(Func<A, B, C, D, E, F, G, H, Y> f, JitOptions options)
    {
        ArgumentNullException.ThrowIfNull(f);
        ArgumentNullException.ThrowIfNull(options);
        var compiled = new CompiledFunction<(A a, B b, C c, D d, E e, F f, G g, H h), Y>(t => f(t.a, t.b, t.c, t.d, t.e, t.f, t.g, t.h), f, true, options);
        return compiled.Call;
    }
}
