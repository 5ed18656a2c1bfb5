using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Covector.LinearMaps;

/// <summary>
/// What sparse Jacobians and Hessians have in common: finding the pattern, checking arguments and values, telling how long it took.
/// </summary>
internal sealed class SparseTimes
{
    public TimeSpan Detection { get; set; }

    public TimeSpan Coloring { get; set; }

    public TimeSpan Compilation { get; set; }

    /// <summary>The pattern that is known, or that is detected.</summary>
    public static (SparsityPattern Pattern, IReadOnlyCollection<string> Conservative) Pattern(
        DifferentiatedGraph function, SparseOptions options, SparseTimes times)
    {
        if (options.Known is { } known)
            return known.Rows == function.Output.Shape.Size && known.Columns == function.Input.Shape.Size
                ? (known, [])
                : throw Error.Shapes(
                    "Sparse",
                    $"the known pattern is {known.Rows} × {known.Columns}; the function goes from {function.Input.Shape} to "
                    + $"{function.Output.Shape}, so it must be {function.Output.Shape.Size} × {function.Input.Shape.Size}.");
        long start = Stopwatch.GetTimestamp();
        var result = function.Detect();
        times.Detection = Stopwatch.GetElapsedTime(start);
        return result;
    }

    public static Tensor Require(string operation, Tensor x, TensorType expected)
    {
        if (Tensor.Require(x).Shape != expected.Shape)
            throw Error.Shapes(operation, $"x is {x.Shape}; the derivative was prepared for {expected.Shape}.");
        if (!x.IsConcrete)
            throw new ConcretizationException(
                $"{operation}: x has no value while a function is traced; evaluate sparse derivatives outside of traced functions, or use Derivative.");
        return Primitives.Convert.Of(x, expected.DType);
    }

    public static void Verify(DifferentiatedGraph function, CsrMatrix matrix, Tensor x, double? tolerance)
    {
        double relative = tolerance ?? (matrix.Values.DType == DType.Float32 ? 1e-3 : 1e-8);
        const int Count = 2;
        var random = new Random(20260);
        int n = matrix.Columns;
        var directions = new double[Count * n];
        for (int i = 0; i < directions.Length; i++)
            directions[i] = random.NextDouble() * 2 - 1;
        var seeds = CsrMatrix.FromValues(directions, function.Input.DType);
        var batch = Primitives.Reshape.Of(seeds, function.Input.Shape.Insert(0, Count));
        var expected = Pipeline.Compile(function.Products(Count)).Run([x, .. function.Captures, batch])[0];
        double[] values = CsrMatrix.Doubles(matrix);
        double[] products = expected.AsType(DType.Float64).ToArray<double>();
        for (int k = 0; k < Count; k++)
        {
            var v = StridedSlice.Of(seeds, 0, k * n, n);
            double[] own = matrix.Times(v.Packed()).AsType(DType.Float64).ToArray<double>();
            var reference = products.AsSpan(k * own.Length, own.Length);
            for (int r = 0; r < own.Length; r++)
                if (!Agree(own[r], reference[r], relative * (Terms(r, k) + Math.Abs(reference[r]))))
                    throw new SparsityException(
                        $"Verify: row {r} of the sparse derivative times a random vector is {Digits(own[r])}; the product without the matrix "
                        + $"is {Digits(reference[r])}. The pattern lacks an entry of this row, or of one that shares a colour; leave "
                        + "SparseOptions.Known out to detect it.");
        }

        // Rounding errors of a row are as large as its terms, also where the terms cancel.
        double Terms(int row, int k)
        {
            double sum = 0;
            for (int p = matrix.Pattern.RowStarts[row]; p < matrix.Pattern.RowStarts[row + 1]; p++)
                sum += Math.Abs(values[p] * directions[k * n + matrix.Pattern.ColumnIndices[p]]);
            return sum;
        }
    }

    private static bool Agree(double a, double b, double tolerance) =>
        a.Equals(b) || double.IsFinite(a) && double.IsFinite(b) && Math.Abs(a - b) <= tolerance;

    public void Describe(StringBuilder text, SparseOptions options, IReadOnlyList<string> conservative)
    {
        text.Append(options.Known is null ? $"detected in {Milliseconds(Detection)}" : "as given");
        text.Append(CultureInfo.InvariantCulture, $"; coloured in {Milliseconds(Coloring)} in {options.Order} order");
        if (Compilation > TimeSpan.Zero)
            text.Append(CultureInfo.InvariantCulture, $"; compiled in {Milliseconds(Compilation)}");
        if (conservative.Count > 0)
            text.Append(CultureInfo.InvariantCulture, $"\ntaken to be dense: {string.Join(", ", conservative)}");
    }

    private static string Digits(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.00} ms");
}
