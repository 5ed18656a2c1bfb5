namespace Covector;

public static partial class Functions
{
    /// <summary>
    /// The inner product of vectors; matrix·vector, vector·matrix, matrix·matrix; of higher rank the last axis of a with the second-to-last of b.
    /// Derivatives dA = G·Bᵀ, dB = Aᵀ·G.
    /// </summary>
    /// <param name="a">[…, k].</param>
    /// <param name="b">[k] or […, k, n].</param>
    /// <returns>The axes left of a, then those left of b.</returns>
    /// <exception cref="ShapeMismatchException">A scalar, or the contracted axes differ in length.</exception>
    public static Tensor Dot(Tensor a, Tensor b)
    {
        (a, b) = Products.Operands(a, b);
        Products.RequireAxes(nameof(Dot), a, b);
        int axis = Math.Max(0, b.Rank - 2);
        Products.Check(nameof(Dot), a.Shape, b.Shape, axis);
        return DotGeneral.Of(a, b, [a.Rank - 1], [axis], [], []);
    }

    /// <summary>The matrix product over the last two axes; axes before them are a batch and broadcast. A vector counts as a row of a, a column of b.</summary>
    /// <param name="a">[…, m, k] or [k].</param>
    /// <param name="b">[…, k, n] or [k].</param>
    /// <returns>[…, m, n], without m or n where the operand was a vector.</returns>
    /// <exception cref="ShapeMismatchException">A scalar, contracted axes of different length, or batches that do not broadcast.</exception>
    public static Tensor MatMul(Tensor a, Tensor b)
    {
        (a, b) = Products.Operands(a, b);
        Products.RequireAxes(nameof(MatMul), a, b);
        Products.Check(nameof(MatMul), a.Shape, b.Shape, Math.Max(0, b.Rank - 2));
        return Products.Batched(a, b);
    }

    /// <summary>All products of an element of a with one of b; of vectors, the matrix a·bᵀ.</summary>
    /// <param name="a">[A…].</param>
    /// <param name="b">[B…].</param>
    /// <returns>[A…, B…].</returns>
    public static Tensor Outer(Tensor a, Tensor b) => TensorDot(a, b, 0);

    /// <summary>The sum of products over the last axes of a and the first of b.</summary>
    /// <param name="a">[A…, K…].</param>
    /// <param name="b">[K…, B…].</param>
    /// <param name="axes">The number of axes K that are summed over.</param>
    /// <returns>[A…, B…].</returns>
    /// <exception cref="ShapeMismatchException">There are not as many axes, or they differ in length.</exception>
    public static Tensor TensorDot(Tensor a, Tensor b, int axes)
    {
        if (axes < 0 || axes > Math.Min(Tensor.Require(a).Rank, Tensor.Require(b).Rank))
            throw Error.Shapes(nameof(TensorDot), $"{axes} axes of {a.Shape} and {b.Shape} cannot be contracted; expected 0 to {Math.Min(a.Rank, b.Rank)}.");
        return TensorDot(a, b, Axes.Range(a.Rank - axes, axes).AsSpan().ToArray(), Axes.Range(0, axes).AsSpan().ToArray());
    }

    /// <summary>The sum of products over pairs of axes.</summary>
    /// <param name="a">Any shape.</param>
    /// <param name="b">Any shape.</param>
    /// <param name="axesOfA">Axes of a; negative ones count from the end.</param>
    /// <param name="axesOfB">Their partners in b.</param>
    /// <returns>The axes left of a, then those left of b.</returns>
    /// <exception cref="ShapeMismatchException">The lists differ in length, or partners do.</exception>
    public static Tensor TensorDot(Tensor a, Tensor b, int[] axesOfA, int[] axesOfB)
    {
        ArgumentNullException.ThrowIfNull(axesOfA);
        ArgumentNullException.ThrowIfNull(axesOfB);
        (a, b) = Products.Operands(a, b);
        if (axesOfA.Length != axesOfB.Length)
            throw Error.Shapes(nameof(TensorDot), $"{axesOfA.Length} axes of a and {axesOfB.Length} of b are given; they are contracted in pairs.");
        var (left, right) = (Operands.AxisList(nameof(TensorDot), axesOfA, a.Shape), Operands.AxisList(nameof(TensorDot), axesOfB, b.Shape));
        for (int i = 0; i < left.Count; i++)
            if (a.Shape[left[i]] != b.Shape[right[i]])
                throw Error.Shapes(
                    nameof(TensorDot),
                    $"A is {a.Shape}, B is {b.Shape}: axis {left[i]} of A and axis {right[i]} of B are contracted, but have {a.Shape[left[i]]} and {b.Shape[right[i]]} elements.");
        return DotGeneral.Of(a, b, left, right, [], []);
    }
}
