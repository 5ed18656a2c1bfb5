namespace Covector;

/// <summary>
/// The Hessian of a scalar function as a sparse matrix: pattern and colours are found once, the values again at each point. Made by
/// <see cref="Sparse.Hessian"/>. Thread-safe.
/// </summary>
public sealed class SparseHessian
{
    private readonly SparseDerivative derivative;
    private readonly SparseColoring coloring;

    internal SparseHessian(DifferentiatedGraph gradient, SparseOptions options) =>
        (derivative, coloring) = (new SparseDerivative(gradient, options, isSymmetric: true), options.Coloring);

    /// <summary>The places that may be other than zero; a symmetric pattern.</summary>
    public SparsityPattern Pattern => derivative.Pattern;

    /// <summary>The number of products with the Hessian that one evaluation takes.</summary>
    public int Colors => derivative.Recovery.Colors;

    /// <summary>The colour of each row and column.</summary>
    public ReadOnlySpan<int> ColumnColors => derivative.Recovery.Forward;

    /// <inheritdoc cref="SparseJacobian.Conservative"/>
    public IReadOnlyList<string> Conservative => derivative.Conservative;

    /// <summary>The Hessian at a point, in one pass. The first call compiles the products.</summary>
    /// <param name="x">A concrete tensor of the shape and element type for which the Hessian was prepared.</param>
    /// <exception cref="ShapeMismatchException">x has another shape.</exception>
    public CsrMatrix Evaluate(Tensor x) => derivative.Evaluate(x);

    /// <inheritdoc cref="SparseJacobian.Verify"/>
    public void Verify(Tensor x, double? tolerance = null) => derivative.Verify(x, tolerance);

    /// <summary>What was found and how it is computed, in a few lines.</summary>
    public string Explain()
    {
        string how = coloring == SparseColoring.Direct
            ? "star colouring, entries read directly"
            : "acyclic colouring, entries by substitution";
        return derivative.Explain("Hessian", "gradient", [$"{Colors} products H·v: {how}"]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Explain()}\n{Pattern}";
}
