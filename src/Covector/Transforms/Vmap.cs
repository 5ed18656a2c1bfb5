namespace Covector;

public static partial class Transforms
{
    /// <summary>The function for a batch: every tensor of the arguments and of the result has a batch axis, the first.</summary>
    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    public static Func<Tensor, Tensor> Vmap(Func<Tensor, Tensor> f) => Vmap(f, 0, 0);

    /// <summary>The function for a batch, with the batch axis first in the result.</summary>
    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    public static Func<Tensor, Tensor> Vmap(Func<Tensor, Tensor> f, BatchAxes? inAxes) => Vmap(f, inAxes, 0);

    /// <summary>
    /// The function for a batch: maps f over axes of its arguments and stacks the results, without a loop; f is run once and sees single
    /// elements.
    /// </summary>
    /// <param name="f">The function of one element.</param>
    /// <param name="inAxes">The batch axis of each argument, null for one that is the same for all elements; a tuple for a tree.</param>
    /// <param name="outAxes">Where the batch axis stands in the result, null for one that is the same for all elements.</param>
    /// <exception cref="BatchAxisException">On a call: an axis does not exist, no argument has one, or their lengths differ.</exception>
    public static Func<Tensor, Tensor> Vmap(Func<Tensor, Tensor> f, BatchAxes? inAxes, BatchAxes? outAxes)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x) => Vectorization.Run(x, f, inAxes, outAxes, f, false);
    }

    /// <summary>The function for a batch: every tensor of the arguments and of the result has a batch axis, the first.</summary>
    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    public static Func<Tensor, Tensor, Tensor> Vmap(Func<Tensor, Tensor, Tensor> f) => Vmap(f, (0, 0), 0);

    /// <summary>The function for a batch, with the batch axis first in the result.</summary>
    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    public static Func<Tensor, Tensor, Tensor> Vmap(Func<Tensor, Tensor, Tensor> f, (BatchAxes?, BatchAxes?) inAxes) => Vmap(f, inAxes, 0);

    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    public static Func<Tensor, Tensor, Tensor> Vmap(Func<Tensor, Tensor, Tensor> f, (BatchAxes?, BatchAxes?) inAxes, BatchAxes? outAxes)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (a, b) => Vectorization.Run((a, b), t => f(t.a, t.b), BatchAxes.Tree(inAxes.Item1, inAxes.Item2), outAxes, f, true);
    }

    /// <summary>The function for a batch: every tensor of the arguments and of the result has a batch axis, the first.</summary>
    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    public static Func<Tensor, Tensor, Tensor, Tensor> Vmap(Func<Tensor, Tensor, Tensor, Tensor> f) => Vmap(f, (0, 0, 0), 0);

    /// <summary>The function for a batch, with the batch axis first in the result.</summary>
    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    public static Func<Tensor, Tensor, Tensor, Tensor> Vmap(Func<Tensor, Tensor, Tensor, Tensor> f, (BatchAxes?, BatchAxes?, BatchAxes?) inAxes) => Vmap(f, inAxes, 0);

    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    public static Func<Tensor, Tensor, Tensor, Tensor> Vmap(Func<Tensor, Tensor, Tensor, Tensor> f, (BatchAxes?, BatchAxes?, BatchAxes?) inAxes, BatchAxes? outAxes)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (a, b, c) => Vectorization.Run((a, b, c), t => f(t.a, t.b, t.c), BatchAxes.Tree(inAxes.Item1, inAxes.Item2, inAxes.Item3), outAxes, f, true);
    }

    /// <summary>The function for a batch: every tensor of the arguments and of the result has a batch axis, the first.</summary>
    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    public static Func<X, Y> Vmap<X, Y>(Func<X, Y> f) => Vmap(f, 0, 0);

    /// <summary>The function for a batch, with the batch axis first in the result.</summary>
    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    public static Func<X, Y> Vmap<X, Y>(Func<X, Y> f, BatchAxes? inAxes) => Vmap(f, inAxes, 0);

    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    public static Func<X, Y> Vmap<X, Y>(Func<X, Y> f, BatchAxes? inAxes, BatchAxes? outAxes)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (x) => Vectorization.Run(x, f, inAxes, outAxes, f, false);
    }

    /// <summary>The function for a batch: every tensor of the arguments and of the result has a batch axis, the first.</summary>
    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    public static Func<A, B, Y> Vmap<A, B, Y>(Func<A, B, Y> f) => Vmap(f, (0, 0), 0);

    /// <summary>The function for a batch, with the batch axis first in the result.</summary>
    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    public static Func<A, B, Y> Vmap<A, B, Y>(Func<A, B, Y> f, (BatchAxes?, BatchAxes?) inAxes) => Vmap(f, inAxes, 0);

    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    public static Func<A, B, Y> Vmap<A, B, Y>(Func<A, B, Y> f, (BatchAxes?, BatchAxes?) inAxes, BatchAxes? outAxes)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (a, b) => Vectorization.Run((a, b), t => f(t.a, t.b), BatchAxes.Tree(inAxes.Item1, inAxes.Item2), outAxes, f, true);
    }

    /// <summary>The function for a batch: every tensor of the arguments and of the result has a batch axis, the first.</summary>
    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    public static Func<A, B, C, Y> Vmap<A, B, C, Y>(Func<A, B, C, Y> f) => Vmap(f, (0, 0, 0), 0);

    /// <summary>The function for a batch, with the batch axis first in the result.</summary>
    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    public static Func<A, B, C, Y> Vmap<A, B, C, Y>(Func<A, B, C, Y> f, (BatchAxes?, BatchAxes?, BatchAxes?) inAxes) => Vmap(f, inAxes, 0);

    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    public static Func<A, B, C, Y> Vmap<A, B, C, Y>(Func<A, B, C, Y> f, (BatchAxes?, BatchAxes?, BatchAxes?) inAxes, BatchAxes? outAxes)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (a, b, c) => Vectorization.Run((a, b, c), t => f(t.a, t.b, t.c), BatchAxes.Tree(inAxes.Item1, inAxes.Item2, inAxes.Item3), outAxes, f, true);
    }

    /// <summary>The function for a batch: every tensor of the arguments and of the result has a batch axis, the first.</summary>
    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    public static Func<A, B, C, D, Y> Vmap<A, B, C, D, Y>(Func<A, B, C, D, Y> f) => Vmap(f, (0, 0, 0, 0), 0);

    /// <summary>The function for a batch, with the batch axis first in the result.</summary>
    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    public static Func<A, B, C, D, Y> Vmap<A, B, C, D, Y>(Func<A, B, C, D, Y> f, (BatchAxes?, BatchAxes?, BatchAxes?, BatchAxes?) inAxes) => Vmap(f, inAxes, 0);

    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    public static Func<A, B, C, D, Y> Vmap<A, B, C, D, Y>(Func<A, B, C, D, Y> f, (BatchAxes?, BatchAxes?, BatchAxes?, BatchAxes?) inAxes, BatchAxes? outAxes)
    {
        ArgumentNullException.ThrowIfNull(f);
        return (a, b, c, d) => Vectorization.Run((a, b, c, d), t => f(t.a, t.b, t.c, t.d), BatchAxes.Tree(inAxes.Item1, inAxes.Item2, inAxes.Item3, inAxes.Item4), outAxes, f, true);
    }
}
