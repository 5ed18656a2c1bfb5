namespace Covector;

public static partial class Transforms
{
    /// <inheritdoc cref="Cond{X, Y}(Tensor, Func{X, Y}, Func{X, Y}, X)"/>
    [OverloadResolutionPriority(1)]
    public static Tensor Cond(Tensor predicate, Func<Tensor, Tensor> then, Func<Tensor, Tensor> otherwise, Tensor operand) =>
        Cond<Tensor, Tensor>(predicate, then, otherwise, operand);

    /// <summary>
    /// then(operand) if the predicate holds, otherwise(operand) if not. Only one of them runs, and only one is differentiated. Under
    /// <c>Vmap</c> with a predicate that differs between the elements of the batch both run and each element takes its result.
    /// </summary>
    /// <param name="predicate">A Bool scalar such as <c>x &gt; 0</c>.</param>
    /// <param name="then">What is computed where it holds.</param>
    /// <param name="otherwise">
    /// What is computed where it does not hold; the result has the same structure, shapes and element types.
    /// </param>
    /// <param name="operand">The argument of both.</param>
    /// <exception cref="TreeMismatchException">While traced: the results differ in structure.</exception>
    /// <exception cref="ShapeMismatchException">
    /// While traced: the results differ in shape; or the predicate is not one truth value.
    /// </exception>
    /// <exception cref="DTypeMismatchException">While traced: the results differ in element type; or the predicate is not Bool.</exception>
    public static Y Cond<X, Y>(Tensor predicate, Func<X, Y> then, Func<X, Y> otherwise, X operand)
    {
        ArgumentNullException.ThrowIfNull(then);
        ArgumentNullException.ThrowIfNull(otherwise);
        if (Tensor.Require(predicate).Rank != 0)
            throw Error.Shapes(
                nameof(Cond), $"the predicate has the shape {predicate.Shape}; expected one truth value. "
                + "Use Where to choose element by element.");
        if (predicate.DType != DType.Bool)
            throw Error.DTypeMessage(nameof(Cond), $"the predicate is {predicate.DType}; expected Bool, such as x > 0.");
        if (predicate.KnownValue() is { } known)
            return (bool)known ? then(operand) : otherwise(operand);
        return new Branching<X, Y>(nameof(Cond), [otherwise, then], ["otherwise", "then"]).Run(predicate, operand);
    }

    /// <inheritdoc cref="Cond{X, Y}(Tensor, Func{X, Y}, Func{X, Y}, X)"/>
    [OverloadResolutionPriority(1)]
    public static Tensor Cond(Tensor predicate, Func<Tensor> then, Func<Tensor> otherwise) => Cond<Tensor>(predicate, then, otherwise);

    /// <inheritdoc cref="Cond{X, Y}(Tensor, Func{X, Y}, Func{X, Y}, X)"/>
    public static Y Cond<Y>(Tensor predicate, Func<Y> then, Func<Y> otherwise)
    {
        ArgumentNullException.ThrowIfNull(then);
        ArgumentNullException.ThrowIfNull(otherwise);
        return Cond<ValueTuple, Y>(predicate, _ => then(), _ => otherwise(), default);
    }

    /// <inheritdoc cref="Switch{X, Y}(Tensor, IReadOnlyList{Func{X, Y}}, X)"/>
    [OverloadResolutionPriority(1)]
    public static Tensor Switch(Tensor index, IReadOnlyList<Func<Tensor, Tensor>> branches, Tensor operand) =>
        Switch<Tensor, Tensor>(index, branches, operand);

    /// <summary>branches[index](operand). An index outside of the branches means the nearest one.</summary>
    /// <param name="index">A whole number.</param>
    /// <param name="branches">At least one function; their results have the same structure, shapes and element types.</param>
    /// <param name="operand">The argument of all.</param>
    /// <exception cref="TreeMismatchException">While traced: the results differ in structure.</exception>
    /// <exception cref="ShapeMismatchException">While traced: the results differ in shape; or the index is not one number.</exception>
    /// <exception cref="DTypeMismatchException">
    /// While traced: the results differ in element type; or the index is not a whole number.
    /// </exception>
    public static Y Switch<X, Y>(Tensor index, IReadOnlyList<Func<X, Y>> branches, X operand)
    {
        ArgumentNullException.ThrowIfNull(branches);
        if (branches.Count == 0)
            throw new ArgumentException("Switch: there are no branches; expected at least one.", nameof(branches));
        if (Tensor.Require(index).Rank != 0)
            throw Error.Shapes(nameof(Switch), $"the index has the shape {index.Shape}; expected one whole number.");
        if (!index.DType.IsInteger)
            throw Error.DTypeMessage(
                nameof(Switch), $"the index is {index.DType}; expected a whole number. Convert it with AsType(DType.Int64).");
        if (index.KnownValue() is { } known)
            return branches[(int)Math.Clamp((long)known, 0, branches.Count - 1)](operand);
        string[] names = [.. Enumerable.Range(0, branches.Count).Select(i => $"branch {i}")];
        return new Branching<X, Y>(nameof(Switch), [.. branches], names).Run(Operands.WithType(index, DType.Int64), operand);
    }
}
