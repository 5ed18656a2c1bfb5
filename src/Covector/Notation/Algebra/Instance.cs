namespace Covector.Notation;

/// <summary>
/// One choice of numbers for everything in a formula: small lengths of axes, all different, and random values with the declared properties.
/// Two expressions that agree on several instances are equal; that is how equal terms are found and every rewriting is checked.
/// </summary>
/// <param name="number">Which of the choices that are compared.</param>
/// <param name="attempt">How many choices had no finite value before.</param>
/// <param name="least">How long axes are at least.</param>
/// <param name="range">Which numbers it is made of, where not those that attempts choose.</param>
internal sealed class Instance(
    int number, int attempt, IReadOnlyDictionary<Dimension, int>? least = null, SampleRange? range = null)
{
    private static readonly int[][] Lengths = [[3, 4, 2, 5, 6, 7, 8, 9], [4, 2, 5, 3, 7, 6, 9, 8]];

    // Attempts before this one draw all variables from the same range.
    private const int FirstMixed = 6;

    private readonly SampleRange? _range = range;
    private readonly Dictionary<Dimension, int> _sizes = [];
    private readonly Random _random = new(17 + 31 * number + 101 * attempt);
    private readonly Random _ranges = new(attempt);
    private readonly int[] _lengths = Permuted(Lengths[number], number, attempt);

    /// <summary>Later attempts have other lengths: XᵀX has an inverse only if X has at least as many rows as columns.</summary>
    private static int[] Permuted(int[] lengths, int number, int attempt)
    {
        int[] result = [.. lengths];
        if (attempt > 0)
            new Random(number + 7 * attempt).Shuffle(result.AsSpan(0, 5));
        return result;
    }

    public int Size(Dimension dimension)
    {
        if (dimension.Size is { } size)
            return size;
        if (_sizes.TryGetValue(dimension, out int known))
            return known;
        int star = dimension.Name.IndexOf('*', StringComparison.Ordinal);
        int length = star >= 0
            ? Size(new Dimension(dimension.Name[..star])) * Size(new Dimension(dimension.Name[(star + 1)..]))
            : _lengths[_sizes.Count % 8] + _sizes.Count / 8 * 7;
        if (least is not null && least.TryGetValue(dimension, out int minimum) && length < minimum)
            length = minimum + number;
        return _sizes[dimension] = length;
    }

    public int Size(IReadOnlyList<Dimension> dimensions)
    {
        int size = 1;
        foreach (var dimension in dimensions)
            size *= Size(dimension);
        return size;
    }

    public double[] Sample(Unknown unknown)
    {
        int count = Size(unknown.Axes);
        double[] values = new double[count];
        bool isScaled = _range is not null && (unknown.Properties & Scaled) != 0;
        var (low, high) = _range is null ? Range(unknown.Properties) : (-1.5, 1.7);
        for (int i = 0; i < count; i++)
            values[i] = _range is null || isScaled || (unknown.Properties & Fixed) != 0
                ? low + (high - low) * _random.NextDouble()
                : _range.Draw(isPositive: (unknown.Properties & Properties.Positive) != 0);
        if ((unknown.Properties & Properties.Signs) != 0)
            values = Array.ConvertAll(values, x => x < 0.1 ? -1.0 : 1.0);
        if ((unknown.Properties & Properties.Simplex) != 0)
        {
            values = _range is null ? values : Array.ConvertAll(values, x => Math.Abs(x) + 0.01);
            double sum = values.Sum();
            values = Array.ConvertAll(values, x => x / sum);
        }

        if (unknown.Axes.Count != 2)
            return values;
        double[] shaped = Shaped(unknown, values, Size(unknown.Axes[0]), Size(unknown.Axes[1]));
        double scale = !isScaled ? 1 : (unknown.Properties & Properties.PositiveDefinite) != 0 ? Math.Abs(_range!.Scale) : _range!.Scale;
        return scale == 1 ? shaped : Array.ConvertAll(shaped, x => scale * x);
    }

    // These stay what they are when they are multiplied with a number, and these do not.
    private const Properties Scaled = Properties.PositiveDefinite | Properties.Invertible;
    private const Properties Fixed = Properties.Orthogonal | Properties.Simplex | Properties.Signs;

    /// <summary>
    /// Later attempts prefer positive numbers, for a logarithm or a root that had no value; then each variable has a range of its own, the
    /// same in all instances: log(b − Ax) has a value where A or x is small or b is large.
    /// </summary>
    private (double Low, double High) Range(Properties properties)
    {
        bool isPositive = (properties & (Properties.Positive | Properties.Simplex)) != 0;
        if (attempt < FirstMixed)
            return (isPositive ? 0.3 : attempt % 4 == 3 ? 0.1 : -1.5, 1.7);
        return _ranges.Next(5) switch
        {
            0 => (isPositive ? 0.3 : -1.5, 1.7),
            1 => (isPositive ? 0.03 : -0.15, 0.17),
            2 => (0.1, 1.7),
            3 => (0.1, 0.9),
            _ => (3, 6),
        };
    }

    private double[] Shaped(Unknown unknown, double[] values, int rows, int columns)
    {
        if (rows != columns)
            return values;
        double[] result = [.. values];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < rows; j++)
            {
                double a = values[i * rows + j], transposed = values[j * rows + i];
                result[i * rows + j] = unknown.Properties switch
                {
                    var p when (p & Properties.Diagonal) != 0 => i != j ? 0 : _range is null ? a + 2 : a,
                    var p when (p & Properties.PositiveDefinite) != 0 => 0.3 * (a + transposed) + (i == j ? rows : 0),
                    var p when (p & Properties.Symmetric) != 0 => 0.5 * (a + transposed),
                    var p when (p & Properties.Invertible) != 0 => 0.4 * a + (i == j ? 2 : 0),
                    _ => a,
                };
            }
        }

        return (unknown.Properties & Properties.Orthogonal) != 0 ? Orthogonal(result, rows) : result;
    }

    /// <summary>Cayley's transform of the skew part: (I − K)(I + K)⁻¹ is orthogonal.</summary>
    private static double[] Orthogonal(double[] values, int n)
    {
        double[] plus = new double[n * n], minus = new double[n * n], result = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double skew = values[i * n + j] - values[j * n + i];
                (plus[i * n + j], minus[i * n + j]) = ((i == j ? 1 : 0) + skew, (i == j ? 1 : 0) - skew);
            }
        }

        double[] inverse = SmallMatrices.Inverse(plus, n);
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < n; k++)
            {
                for (int j = 0; j < n; j++)
                    result[i * n + j] += minus[i * n + k] * inverse[k * n + j];
            }
        }

        return result;
    }
}
