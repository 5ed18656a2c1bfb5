namespace Covector;

public static partial class Transforms
{
    /// <summary>The function for a batch, whose axis is the first in the arguments: <c>Vmap(f, outAxes: 1)</c>.</summary>
    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    [OverloadResolutionPriority(-1)]
    public static Func<Tensor, Tensor> Vmap(Func<Tensor, Tensor> f, int outAxes) => Vmap(f, 0, outAxes);

    /// <summary>The function for a batch, with one batch axis for all tensors of all arguments, and first in the result.</summary>
    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    public static Func<Tensor, Tensor, Tensor> Vmap(Func<Tensor, Tensor, Tensor> f, BatchAxes? inAxes) => Vmap(f, (inAxes, inAxes), 0);

    /// <summary>The function for a batch, whose axis is the first in the arguments: <c>Vmap(f, outAxes: 1)</c>.</summary>
    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    [OverloadResolutionPriority(-1)]
    public static Func<Tensor, Tensor, Tensor> Vmap(Func<Tensor, Tensor, Tensor> f, int outAxes) => Vmap(f, (0, 0), outAxes);

    /// <summary>The function for a batch, with one batch axis for all tensors of all arguments, and first in the result.</summary>
    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    public static Func<Tensor, Tensor, Tensor, Tensor> Vmap(Func<Tensor, Tensor, Tensor, Tensor> f, BatchAxes? inAxes) =>
        Vmap(f, (inAxes, inAxes, inAxes), 0);

    /// <summary>The function for a batch, whose axis is the first in the arguments: <c>Vmap(f, outAxes: 1)</c>.</summary>
    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    [OverloadResolutionPriority(-1)]
    public static Func<Tensor, Tensor, Tensor, Tensor> Vmap(Func<Tensor, Tensor, Tensor, Tensor> f, int outAxes) =>
        Vmap(f, (0, 0, 0), outAxes);

    /// <summary>The function for a batch, with one batch axis for all tensors of all arguments, and first in the result.</summary>
    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    public static Func<Tensor, Tensor, Tensor, Tensor, Tensor> Vmap(Func<Tensor, Tensor, Tensor, Tensor, Tensor> f, BatchAxes? inAxes) =>
        Vmap(f, (inAxes, inAxes, inAxes, inAxes), 0);

    /// <summary>The function for a batch, whose axis is the first in the arguments: <c>Vmap(f, outAxes: 1)</c>.</summary>
    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    [OverloadResolutionPriority(-1)]
    public static Func<Tensor, Tensor, Tensor, Tensor, Tensor> Vmap(Func<Tensor, Tensor, Tensor, Tensor, Tensor> f, int outAxes) =>
        Vmap(f, (0, 0, 0, 0), outAxes);

    /// <summary>The function for a batch, whose axis is the first in the arguments: <c>Vmap(f, outAxes: 1)</c>.</summary>
    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    [OverloadResolutionPriority(-1)]
    public static Func<X, Y> Vmap<X, Y>(Func<X, Y> f, int outAxes) => Vmap(f, 0, outAxes);

    /// <summary>The function for a batch, with one batch axis for all tensors of all arguments, and first in the result.</summary>
    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    public static Func<A, B, Y> Vmap<A, B, Y>(Func<A, B, Y> f, BatchAxes? inAxes) => Vmap(f, (inAxes, inAxes), 0);

    /// <summary>The function for a batch, whose axis is the first in the arguments: <c>Vmap(f, outAxes: 1)</c>.</summary>
    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    [OverloadResolutionPriority(-1)]
    public static Func<A, B, Y> Vmap<A, B, Y>(Func<A, B, Y> f, int outAxes) => Vmap(f, (0, 0), outAxes);

    /// <summary>The function for a batch, with one batch axis for all tensors of all arguments, and first in the result.</summary>
    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    public static Func<A, B, C, Y> Vmap<A, B, C, Y>(Func<A, B, C, Y> f, BatchAxes? inAxes) => Vmap(f, (inAxes, inAxes, inAxes), 0);

    /// <summary>The function for a batch, whose axis is the first in the arguments: <c>Vmap(f, outAxes: 1)</c>.</summary>
    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    [OverloadResolutionPriority(-1)]
    public static Func<A, B, C, Y> Vmap<A, B, C, Y>(Func<A, B, C, Y> f, int outAxes) => Vmap(f, (0, 0, 0), outAxes);

    /// <summary>The function for a batch, with one batch axis for all tensors of all arguments, and first in the result.</summary>
    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    public static Func<A, B, C, D, Y> Vmap<A, B, C, D, Y>(Func<A, B, C, D, Y> f, BatchAxes? inAxes) =>
        Vmap(f, (inAxes, inAxes, inAxes, inAxes), 0);

    /// <summary>The function for a batch, whose axis is the first in the arguments: <c>Vmap(f, outAxes: 1)</c>.</summary>
    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    [OverloadResolutionPriority(-1)]
    public static Func<A, B, C, D, Y> Vmap<A, B, C, D, Y>(Func<A, B, C, D, Y> f, int outAxes) => Vmap(f, (0, 0, 0, 0), outAxes);

    /// <summary>The function for a batch: every tensor of the arguments and of the result has a batch axis, the first.</summary>
    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    public static Func<Tensor, Tensor, Tensor, Tensor, Tensor> Vmap(Func<Tensor, Tensor, Tensor, Tensor, Tensor> f) =>
        Vmap(f, (0, 0, 0, 0), 0);

    /// <summary>The function for a batch, with the batch axis first in the result.</summary>
    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    public static Func<Tensor, Tensor, Tensor, Tensor, Tensor> Vmap(
        Func<Tensor, Tensor, Tensor, Tensor, Tensor> f, (BatchAxes?, BatchAxes?, BatchAxes?, BatchAxes?) inAxes) =>
        Vmap(f, inAxes, 0);

    /// <inheritdoc cref="Vmap(Func{Tensor, Tensor}, BatchAxes, BatchAxes)"/>
    public static Func<Tensor, Tensor, Tensor, Tensor, Tensor> Vmap(
        Func<Tensor, Tensor, Tensor, Tensor, Tensor> f, (BatchAxes?, BatchAxes?, BatchAxes?, BatchAxes?) inAxes, BatchAxes? outAxes) =>
        Vmap<Tensor, Tensor, Tensor, Tensor, Tensor>(f, inAxes, outAxes);
}
