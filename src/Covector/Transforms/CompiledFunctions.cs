namespace Covector;

/// <summary>What the delegates that <c>Jit</c> returns can do besides being called.</summary>
public static class CompiledFunctions
{
    /// <summary>
    /// How a compiled function runs on arguments like these: its graph, the steps, the loops as C#. Traces it if need be; computes nothing.
    /// </summary>
    /// <param name="f">A function made by <c>Jit</c>.</param>
    /// <param name="x">The argument; only structure, shapes and element types count.</param>
    /// <exception cref="ArgumentException">f was not made by Jit.</exception>
    public static CompilationReport Explain<X, Y>(this Func<X, Y> f, X x) => Find<X>(f, nameof(Explain)).Explain(x);

    /// <inheritdoc cref="Explain{X, Y}(Func{X, Y}, X)"/>
    public static CompilationReport Explain<A, B, Y>(this Func<A, B, Y> f, A a, B b) => Find<(A, B)>(f, nameof(Explain)).Explain((a, b));

    /// <inheritdoc cref="Explain{X, Y}(Func{X, Y}, X)"/>
    public static CompilationReport Explain<A, B, C, Y>(this Func<A, B, C, Y> f, A a, B b, C c) =>
        Find<(A, B, C)>(f, nameof(Explain)).Explain((a, b, c));

    /// <inheritdoc cref="Explain{X, Y}(Func{X, Y}, X)"/>
    public static CompilationReport Explain<A, B, C, D, Y>(this Func<A, B, C, D, Y> f, A a, B b, C c, D d) =>
        Find<(A, B, C, D)>(f, nameof(Explain)).Explain((a, b, c, d));

    /// <inheritdoc cref="Explain{X, Y}(Func{X, Y}, X)"/>
    public static CompilationReport Explain<A, B, C, D, E, Y>(this Func<A, B, C, D, E, Y> f, A a, B b, C c, D d, E e) =>
        Find<(A, B, C, D, E)>(f, nameof(Explain)).Explain((a, b, c, d, e));

    /// <inheritdoc cref="Explain{X, Y}(Func{X, Y}, X)"/>
    public static CompilationReport Explain<A, B, C, D, E, F, Y>(this Func<A, B, C, D, E, F, Y> compiled, A a, B b, C c, D d, E e, F f) =>
        Find<(A, B, C, D, E, F)>(compiled, nameof(Explain)).Explain((a, b, c, d, e, f));

    /// <inheritdoc cref="Explain{X, Y}(Func{X, Y}, X)"/>
    public static CompilationReport Explain<A, B, C, D, E, F, G, Y>(
        this Func<A, B, C, D, E, F, G, Y> compiled, A a, B b, C c, D d, E e, F f, G g) =>
        Find<(A, B, C, D, E, F, G)>(compiled, nameof(Explain)).Explain((a, b, c, d, e, f, g));

    /// <inheritdoc cref="Explain{X, Y}(Func{X, Y}, X)"/>
    public static CompilationReport Explain<A, B, C, D, E, F, G, H, Y>(
        this Func<A, B, C, D, E, F, G, H, Y> compiled, A a, B b, C c, D d, E e, F f, G g, H h) =>
        Find<(A, B, C, D, E, F, G, H)>(compiled, nameof(Explain)).Explain((a, b, c, d, e, f, g, h));

    /// <summary>
    /// The function as an action that writes its results over the given tensors instead of making new ones: a steady state allocates
    /// nothing.
    /// These tensors are the one exception from immutability: nobody else should read them while the action runs, and whoever holds one, the
    /// residuals of a pullback included, finds the new values afterwards. Where code cannot be made at run time, a call allocates some hundred bytes.
    /// </summary>
    /// <param name="f">A function made by <c>Jit</c>.</param>
    /// <param name="outputs">
    /// Tensors of the types and shapes of the results, in a tree like the result, made with <see cref="Tensor.Empty"/>; not arguments of a
    /// call.
    /// </param>
    /// <returns>The action. A call throws <see cref="ShapeMismatchException"/> when the results do not fit.</returns>
    /// <exception cref="ArgumentException">
    /// f was not made by Jit, or a tensor is none that <see cref="Tensor.Empty"/> has returned.
    /// </exception>
    public static Action<X> Into<X, Y>(this Func<X, Y> f, Y outputs)
    {
        var (compiled, tensors) = (Find<X>(f, nameof(Into)), Destinations.Require(TreeLeaves.Of(outputs)));
        return x => compiled.Into(x, tensors);
    }

    /// <inheritdoc cref="Into{X, Y}(Func{X, Y}, Y)"/>
    public static Action<A, B> Into<A, B, Y>(this Func<A, B, Y> f, Y outputs) =>
        Find<(A, B)>(f, nameof(Into)).Into(Destinations.Require(TreeLeaves.Of(outputs)));

    /// <inheritdoc cref="Into{X, Y}(Func{X, Y}, Y)"/>
    public static Action<A, B, C> Into<A, B, C, Y>(this Func<A, B, C, Y> f, Y outputs) =>
        Find<(A, B, C)>(f, nameof(Into)).Into(Destinations.Require(TreeLeaves.Of(outputs)));

    /// <inheritdoc cref="Into{X, Y}(Func{X, Y}, Y)"/>
    public static Action<A, B, C, D> Into<A, B, C, D, Y>(this Func<A, B, C, D, Y> f, Y outputs) =>
        Find<(A, B, C, D)>(f, nameof(Into)).Into(Destinations.Require(TreeLeaves.Of(outputs)));

    /// <inheritdoc cref="Into{X, Y}(Func{X, Y}, Y)"/>
    public static Action<A, B, C, D, E> Into<A, B, C, D, E, Y>(this Func<A, B, C, D, E, Y> f, Y outputs) =>
        Find<(A, B, C, D, E)>(f, nameof(Into)).Into(Destinations.Require(TreeLeaves.Of(outputs)));

    /// <inheritdoc cref="Into{X, Y}(Func{X, Y}, Y)"/>
    public static Action<A, B, C, D, E, F> Into<A, B, C, D, E, F, Y>(this Func<A, B, C, D, E, F, Y> f, Y outputs) =>
        Find<(A, B, C, D, E, F)>(f, nameof(Into)).Into(Destinations.Require(TreeLeaves.Of(outputs)));

    /// <inheritdoc cref="Into{X, Y}(Func{X, Y}, Y)"/>
    public static Action<A, B, C, D, E, F, G> Into<A, B, C, D, E, F, G, Y>(this Func<A, B, C, D, E, F, G, Y> f, Y outputs) =>
        Find<(A, B, C, D, E, F, G)>(f, nameof(Into)).Into(Destinations.Require(TreeLeaves.Of(outputs)));

    /// <inheritdoc cref="Into{X, Y}(Func{X, Y}, Y)"/>
    public static Action<A, B, C, D, E, F, G, H> Into<A, B, C, D, E, F, G, H, Y>(this Func<A, B, C, D, E, F, G, H, Y> f, Y outputs) =>
        Find<(A, B, C, D, E, F, G, H)>(f, nameof(Into)).Into(Destinations.Require(TreeLeaves.Of(outputs)));

    private static ICompiledFunction<X> Find<X>(Delegate f, string operation)
    {
        ArgumentNullException.ThrowIfNull(f);
        return f.Target as ICompiledFunction<X>
            ?? throw new ArgumentException($"{operation}: the function was not made by Jit; write Jit(f).{operation}(...).", nameof(f));
    }
}

/// <summary>A compiled function of one tree.</summary>
internal interface ICompiledFunction<in X>
{
    /// <summary>How the function runs on arguments like this.</summary>
    CompilationReport Explain(X x);

    /// <summary>Calls the function, and writes its results over the given tensors.</summary>
    void Into(X x, Tensor[] outputs);

    /// <summary>The same for a tuple of tensors and nothing else.</summary>
    void Into(X tuple, ReadOnlySpan<Tensor> items, Tensor[] outputs);

    /// <summary>What the function was traced to for arguments like this; the same object on each call.</summary>
    CompiledRecord Record(X x);
}

/// <summary>What a compiled function was traced to.</summary>
/// <param name="Graph">Its graph, with what it captured as further inputs.</param>
/// <param name="Captures">The values of these.</param>
/// <param name="Output">The structure of its result.</param>
internal sealed record CompiledRecord(Graph Graph, Tensor[] Captures, TreeStructure Output);
