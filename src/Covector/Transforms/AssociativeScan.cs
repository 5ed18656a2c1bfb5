namespace Covector;

public static partial class Transforms
{
    /// <inheritdoc cref="AssociativeScan{X}(Func{X, X, X}, X, int, bool)"/>
    [OverloadResolutionPriority(1)]
    public static Tensor AssociativeScan(Func<Tensor, Tensor, Tensor> combine, Tensor elements, int axis = 0, bool reverse = false) =>
        AssociativeScan<Tensor>(combine, elements, axis, reverse);

    /// <summary>
    /// All running combinations along an axis: y[0] = x[0], y[i] = combine(y[i − 1], x[i]). Because the operation is associative they are
    /// computed in about 2·log₂ n rounds, each of which combines many pairs at once.
    /// </summary>
    /// <param name="combine">
    /// An associative function of two elements, for which combine(combine(a, b), c) = combine(a, combine(b, c)).
    /// </param>
    /// <param name="elements">A tree of tensors whose axes have one length.</param>
    /// <param name="axis">The axis along which the elements lie; negative ones count from the end.</param>
    /// <param name="reverse">Whether to start from the end: y[n − 1] = x[n − 1], y[i] = combine(y[i + 1], x[i]).</param>
    /// <returns>The combinations, in the structure and shapes of the elements.</returns>
    /// <exception cref="ShapeMismatchException">
    /// The lengths of the axes differ, or combine returns another shape than that of an element.
    /// </exception>
    /// <exception cref="TreeMismatchException">combine returns another structure than that of an element.</exception>
    public static X AssociativeScan<X>(Func<X, X, X> combine, X elements, int axis = 0, bool reverse = false)
    {
        ArgumentNullException.ThrowIfNull(combine);
        var structure = Tree.StructureOf(elements, nameof(elements));
        return Tree.Unflatten<X>(structure, new PrefixCombination<X>(combine, structure).Run(TreeLeaves.Of(elements), axis, reverse));
    }
}
