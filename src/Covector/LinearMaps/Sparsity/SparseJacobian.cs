namespace Covector;

/// <summary>
/// The Jacobian of a function as a sparse matrix: pattern and colours are found once, the values again at each point. Made by
/// <see cref="Sparse.Jacobian"/>. Thread-safe.
/// </summary>
public sealed class SparseJacobian
{
    private readonly SparseDerivative derivative;

    internal SparseJacobian(DifferentiatedGraph function, SparseOptions options) =>
        derivative = new SparseDerivative(function, options, isSymmetric: false);

    /// <summary>
    /// The places that may be other than zero; rows and columns are the elements of the output and the input in row-major order.
    /// </summary>
    public SparsityPattern Pattern => derivative.Pattern;

    /// <summary>The number of products with the Jacobian or its transpose that one evaluation takes.</summary>
    public int Colors => derivative.Recovery.Colors;

    /// <summary>The number of products J·v.</summary>
    public int ForwardColors => derivative.Recovery.ForwardCount;

    /// <summary>The number of products Jᵀ·u.</summary>
    public int ReverseColors => derivative.Recovery.ReverseCount;

    /// <summary>
    /// The colour of each column in products J·v: columns of one colour share no row. −1 for a column that has none; empty if there are no
    /// such products.
    /// </summary>
    public ReadOnlySpan<int> ColumnColors => derivative.Recovery.Forward;

    /// <summary>The colour of each row in products Jᵀ·u; −1 for a row that has none; empty if there are no such products.</summary>
    public ReadOnlySpan<int> RowColors => derivative.Recovery.Reverse;

    /// <summary>Operations of which it was not known which elements they combine, and which were taken to combine all.</summary>
    public IReadOnlyList<string> Conservative => derivative.Conservative;

    /// <summary>The Jacobian at a point, in one pass. The first call compiles the products.</summary>
    /// <param name="x">A concrete tensor of the shape and element type for which the Jacobian was prepared.</param>
    /// <exception cref="ShapeMismatchException">x has another shape.</exception>
    public CsrMatrix Evaluate(Tensor x) => derivative.Evaluate(x);

    /// <summary>Compares products with two random vectors, computed with the matrix and without.</summary>
    /// <remarks>The directions are the same on each call. A place that the pattern lacks is found if its entry is not lost in the rounding
    /// of its row, and not found where the entry is 0 at x. The cost is that of two products.</remarks>
    /// <param name="x">A concrete tensor of the shape and element type for which the Jacobian was prepared.</param>
    /// <param name="tolerance">The largest difference in a row, relative to the sum Σ|a·v| of its terms; by default 10⁻⁸, in single
    /// precision 10⁻³.</param>
    /// <exception cref="SparsityException">They differ; the message names the row.</exception>
    public void Verify(Tensor x, double? tolerance = null) => derivative.Verify(x, tolerance);

    /// <summary>What was found and how it is computed, in a few lines.</summary>
    public string Explain()
    {
        var how = new List<string>();
        if (ForwardColors > 0)
            how.Add($"{ForwardColors} products J·v: columns of one colour share no row");
        if (ReverseColors > 0)
            how.Add($"{ReverseColors} products Jᵀ·u: rows of one colour share no column");
        return derivative.Explain("Jacobian", "function", how);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Explain()}\n{Pattern}";
}
