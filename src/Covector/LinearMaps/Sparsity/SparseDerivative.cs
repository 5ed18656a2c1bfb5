using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Covector.LinearMaps;

/// <summary>
/// What sparse Jacobians and Hessians have in common: the pattern, and products from which its entries are read, compiled when they are
/// needed.
/// </summary>
internal sealed class SparseDerivative
{
    private readonly DifferentiatedGraph function;
    private readonly SparseOptions options;
    private readonly Lazy<SparseProducts> products;
    private readonly TimeSpan detection;
    private readonly TimeSpan coloring;
    private TimeSpan compilation;

    /// <param name="function">The function; of a Hessian the gradient.</param>
    /// <param name="options">How the entries are found.</param>
    /// <param name="isSymmetric">Is the derivative a symmetric matrix, as Hessians are?</param>
    public SparseDerivative(DifferentiatedGraph function, SparseOptions options, bool isSymmetric)
    {
        (this.function, this.options) = (function, options);
        long start = Stopwatch.GetTimestamp();
        var (pattern, conservative) = options.Known is { } known ? (Require(known), []) : function.Detect();
        Pattern = isSymmetric ? RecoveryChoice.Symmetric(pattern) : pattern;
        Conservative = [.. conservative.Order(StringComparer.Ordinal)];
        detection = Stopwatch.GetElapsedTime(start);
        start = Stopwatch.GetTimestamp();
        Recovery = isSymmetric ? RecoveryChoice.OfSymmetric(Pattern, options) : RecoveryChoice.Of(Pattern, options);
        coloring = Stopwatch.GetElapsedTime(start);
        products = new Lazy<SparseProducts>(() =>
        {
            long begin = Stopwatch.GetTimestamp();
            var result = new SparseProducts(function, Pattern, Recovery, options.MemoryLimit);
            compilation = Stopwatch.GetElapsedTime(begin);
            return result;
        });
    }

    public SparsityPattern Pattern { get; }

    public Recovery Recovery { get; }

    /// <summary>The operations that were taken to combine all elements.</summary>
    public IReadOnlyList<string> Conservative { get; }

    public CsrMatrix Evaluate(Tensor x) => new(Pattern, products.Value.Values(Require(nameof(Evaluate), x)));

    public void Verify(Tensor x, double? tolerance) =>
        SparseVerification.Require(function, Evaluate(x), Require(nameof(Verify), x), tolerance);

    /// <summary>What was found and how it is computed.</summary>
    /// <param name="name">The name of the matrix.</param>
    /// <param name="of">What a pass goes over.</param>
    /// <param name="how">Lines about the products.</param>
    public string Explain(string name, string of, IEnumerable<string> how)
    {
        int passes = SparseProducts.PassCount(function, Recovery, options.MemoryLimit);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{name} {Pattern.Rows} × {Pattern.Columns}, {Pattern.Count} nonzeros, ");
        text.Append(options.Known is null ? $"detected in {Milliseconds(detection)}" : "as given");
        text.Append(CultureInfo.InvariantCulture, $"; coloured in {Milliseconds(coloring)} in {options.Order} order");
        if (compilation > TimeSpan.Zero)
            text.Append(CultureInfo.InvariantCulture, $"; compiled in {Milliseconds(compilation)}");
        if (Conservative.Count > 0)
            text.Append(CultureInfo.InvariantCulture, $"\ntaken to be dense: {string.Join(", ", Conservative)}");
        foreach (string line in how)
            text.Append('\n').Append(line);
        text.Append(CultureInfo.InvariantCulture, $"\n{passes} {(passes == 1 ? "pass" : "passes")} over the {of} for each evaluation");
        return text.ToString();
    }

    private SparsityPattern Require(SparsityPattern known)
    {
        var (output, input) = (function.Output.Shape, function.Input.Shape);
        return known.Rows == output.Size && known.Columns == input.Size ? known : throw Error.Shapes(
            "Sparse",
            $"the known pattern is {known.Rows} × {known.Columns}; the function goes from {input} to {output}, so it must be "
            + $"{output.Size} × {input.Size}.");
    }

    private Tensor Require(string operation, Tensor x)
    {
        if (Tensor.Require(x).Shape != function.Input.Shape)
            throw Error.Shapes(operation, $"x is {x.Shape}; the derivative was prepared for {function.Input.Shape}.");
        if (!x.IsConcrete)
            throw new ConcretizationException(
                $"{operation}: x has no value while a function is traced; "
                + $"evaluate sparse derivatives outside of traced functions, or use Derivative.");
        return Primitives.Convert.Of(x, function.Input.DType);
    }

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.00} ms");
}
