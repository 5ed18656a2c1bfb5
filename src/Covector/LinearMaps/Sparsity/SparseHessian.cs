using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Covector;

/// <summary>
/// The Hessian of a scalar function as a sparse matrix: pattern and colours are found once, the values again at each point. Made by
/// <see cref="Sparse.Hessian"/>. Thread-safe.
/// </summary>
public sealed class SparseHessian
{
    private readonly DifferentiatedGraph gradient;
    private readonly Recovery recovery;
    private readonly Lazy<SparseProducts> products;
    private readonly SparseTimes times;

    internal SparseHessian(DifferentiatedGraph gradient, SparseOptions options)
    {
        this.gradient = gradient;
        times = new SparseTimes();
        var (pattern, conservative) = SparseTimes.Pattern(gradient, options, times);
        Pattern = RecoveryChoice.Symmetric(pattern);
        long start = Stopwatch.GetTimestamp();
        recovery = RecoveryChoice.OfSymmetric(Pattern, options);
        times.Coloring = Stopwatch.GetElapsedTime(start);
        products = new Lazy<SparseProducts>(() =>
        {
            long begin = Stopwatch.GetTimestamp();
            var result = new SparseProducts(gradient, Pattern, recovery, options.MemoryLimit);
            times.Compilation = Stopwatch.GetElapsedTime(begin);
            return result;
        });
        Conservative = [.. conservative.Order(StringComparer.Ordinal)];
        Options = options;
    }

    /// <summary>The places that may be other than zero; a symmetric pattern.</summary>
    public SparsityPattern Pattern { get; }

    /// <summary>The number of products with the Hessian that one evaluation takes.</summary>
    public int Colors => recovery.Colors;

    /// <summary>The colour of each row and column.</summary>
    public ReadOnlySpan<int> ColumnColors => recovery.Forward;

    /// <inheritdoc cref="SparseJacobian.Conservative"/>
    public IReadOnlyList<string> Conservative { get; }

    private SparseOptions Options { get; }

    /// <summary>The Hessian at a point, in one pass. The first call compiles the products.</summary>
    /// <param name="x">A concrete tensor of the shape and element type for which the Hessian was prepared.</param>
    /// <exception cref="ShapeMismatchException">x has another shape.</exception>
    public CsrMatrix Evaluate(Tensor x) => new(Pattern, products.Value.Values(SparseTimes.Require(nameof(Evaluate), x, gradient.Input)));

    /// <inheritdoc cref="SparseJacobian.Verify"/>
    public void Verify(Tensor x, double? tolerance = null) =>
        SparseTimes.Verify(gradient, Evaluate(x), SparseTimes.Require(nameof(Verify), x, gradient.Input), tolerance);

    /// <summary>What was found and how it is computed, in a few lines.</summary>
    public string Explain()
    {
        int passes = SparseProducts.PassCount(gradient, recovery, Options.MemoryLimit);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Hessian {Pattern.Rows} × {Pattern.Columns}, {Pattern.Count} nonzeros, ");
        times.Describe(text, Options, Conservative);
        string how = Options.Coloring == SparseColoring.Direct ? "star colouring, entries read directly" : "acyclic colouring, entries by substitution";
        text.Append(CultureInfo.InvariantCulture, $"\n{Colors} products H·v: {how}");
        text.Append(CultureInfo.InvariantCulture, $"\n{passes} {(passes == 1 ? "pass" : "passes")} over the gradient for each evaluation");
        return text.ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Explain()}\n{Pattern}";
}
