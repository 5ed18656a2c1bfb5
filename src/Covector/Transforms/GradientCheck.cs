namespace Covector;

/// <summary>The computation behind <c>CheckGradients</c>: derivatives of one function at one point against difference quotients.</summary>
internal sealed class GradientCheck
{
    /// <summary>So many entries of each tensor are checked one by one, spread evenly.</summary>
    private const int EntriesPerTensor = 8;

    private const int WorstShown = 5;

    private readonly Tensor[] point;
    private readonly int[] active;
    private readonly string[] names;
    private readonly double precision;
    private readonly double tolerance;
    private readonly double relativeStep;
    private readonly Func<Tensor[], Tensor[]> function;
    private readonly Random random = new(20180907);
    private readonly List<GradientComparison> worst = [];
    private (bool IsEntry, double Deviation, GradientComparison Comparison)? wrong;
    private int comparisons;

    public GradientCheck(Func<Tensor[], Tensor> f, Tensor[] leaves, string[] paths)
    {
        leaves = Array.ConvertAll(leaves, x => x.Value(nameof(Transforms.CheckGradients)));
        active = Array.FindAll([.. Enumerable.Range(0, leaves.Length)], i => leaves[i].DType.IsFloating);
        if (active.Length == 0)
            throw Error.DTypeMessage(nameof(Transforms.CheckGradients), "the point holds no floating-point tensor; a derivative needs Float32 or Float64.");
        point = Array.ConvertAll(active, i => leaves[i]);
        names = Array.ConvertAll(active, i => paths[i]);
        function = x =>
        {
            Tensor[] all = [.. leaves];
            for (int i = 0; i < x.Length; i++)
                all[active[i]] = x[i];
            var y = f(all);
            return y.DType.IsFloating ? [y] : throw Error.NonFloatingOutput(nameof(Transforms.CheckGradients), y.Type);
        };
        bool single = Array.Exists(point, x => x.DType == DType.Float32) || function(point)[0].DType == DType.Float32;
        precision = single ? Math.ScaleB(1, -23) : Math.ScaleB(1, -52);
        (tolerance, relativeStep) = single ? (2e-3, Math.ScaleB(1, -8)) : (1e-7, Math.ScaleB(1, -10));
    }

    public GradientReport Run(int order)
    {
        Check(function, "", 1, order);
        return new GradientReport(comparisons, worst);
    }

    /// <summary>Checks g, a function made by the modes named in <paramref name="derived"/>, then its derivatives.</summary>
    private void Check(Func<Tensor[], Tensor[]> g, string derived, int order, int last)
    {
        var outputs = g(point);
        if (order == 1)
            RequireFinite(outputs[0]);
        var cotangents = Array.ConvertAll(outputs, y => Random(y, 1));
        var direction = Array.ConvertAll(point, x => Random(x, 1 / Math.Sqrt(Math.Max(1, x.Size))));
        string inDirection = $"{string.Join(", ", names)} in a random direction";
        Compare(direction, inDirection, false);
        for (int leaf = 0; leaf < point.Length; leaf++)
            foreach (long entry in Spread(point[leaf].Size))
                Compare(Unit(leaf, entry), names[leaf] + Place(point[leaf].Shape, entry), true);

        if (wrong is { Comparison: { } found })
            throw new GradientMismatchException($"CheckGradients: {found}.", found);
        if (order == last)
            return;
        var tangent = Array.ConvertAll(point, x => Random(x, 1));
        Check(x => ForwardMode.Run(g, x, tangent, Origin).Tangents, $" of Jvp{derived}", order + 1, last);
        Check(x => Linearization.Run(g, x, Origin).ApplyTransposed(cotangents), $" of Vjp{derived}", order + 1, last);

        void Compare(Tensor[] v, string argument, bool isEntry)
        {
            var (difference, roundoff) = Difference(g, v);
            var linearization = Linearization.Run(g, point, Origin);
            Entries("Jvp", ForwardMode.Run(g, point, v, Origin).Tangents);
            Entries("Linearize", linearization.Apply(v));
            var gradient = linearization.ApplyTransposed(cotangents);
            double size = 0, product = 0;
            for (int i = 0; i < cotangents.Length; i++)
            {
                var u = Elements(cotangents[i]);
                for (int j = 0; j < u.Length; j++)
                    (product, size) = (product + u[j] * difference[i][j], size + Math.Abs(u[j] * difference[i][j]));
            }

            Report("Vjp", argument, "a weighted sum of result", Inner(gradient, v), product, Math.Max(size, 1), roundoff * Total(cotangents), false);

            void Entries(string mode, Tensor[] tangents)
            {
                for (int i = 0; i < tangents.Length; i++)
                {
                    var computed = Elements(tangents[i]);
                    for (int j = 0; j < computed.Length; j++)
                        Report(
                            mode, argument, "result" + Place(tangents[i].Shape, j), computed[j], difference[i][j],
                            Math.Max(1, Math.Max(Math.Abs(computed[j]), Math.Abs(difference[i][j]))), roundoff, isEntry);
                }
            }
        }

        void Report(string mode, string argument, string output, double computed, double expected, double scale, double roundoff, bool isEntry)
        {
            comparisons++;
            var comparison = new GradientComparison(mode + derived, order, argument, output, computed, expected, tolerance * scale + roundoff);
            if (comparison.Agrees)
                Remember(comparison);
            else
                Blame(comparison, isEntry);
        }
    }

    /// <summary>Of all deviations the largest is reported, one of a single entry rather than one of a sum over many.</summary>
    private void Blame(GradientComparison comparison, bool isEntry)
    {
        double deviation = Math.Abs(comparison.Computed - comparison.Expected) / comparison.Tolerance;
        if (double.IsNaN(deviation))
            deviation = double.PositiveInfinity;
        if (wrong is not { } known || (isEntry, deviation).CompareTo((known.IsEntry, known.Deviation)) > 0)
            wrong = (isEntry, deviation, comparison);
    }

    private static void RequireFinite(Tensor result)
    {
        var elements = Elements(result);
        for (int i = 0; i < elements.Length; i++)
            if (!double.IsFinite(elements[i]))
                throw new NonFiniteException(FormattableString.Invariant(
                    $"CheckGradients: result{Place(result.Shape, i)} is {elements[i]} at the given point; differences need a function that is finite there."));
    }

    private void Remember(GradientComparison comparison)
    {
        double deviation = Deviation(comparison);
        int place = worst.FindIndex(c => Deviation(c) < deviation);
        if (place >= 0)
            worst.Insert(place, comparison);
        else if (worst.Count < WorstShown)
            worst.Add(comparison);
        if (worst.Count > WorstShown)
            worst.RemoveAt(WorstShown);

        static double Deviation(GradientComparison c) => c.Computed == c.Expected ? 0 : Math.Abs(c.Computed - c.Expected) / c.Tolerance;
    }

    /// <summary>(8(g(x+hv) − g(x−hv)) − (g(x+2hv) − g(x−2hv))) / 12h, and what rounding of g may add to it.</summary>
    private (double[][] Quotients, double Roundoff) Difference(Func<Tensor[], Tensor[]> g, Tensor[] v)
    {
        double h = relativeStep * Scale(v);
        while (true)
        {
            var (far, near) = (Sample(2 * h), Sample(h));
            var result = new double[far.Plus.Length][];
            double largest = 0;
            bool isFinite = true;
            for (int i = 0; i < result.Length; i++)
            {
                result[i] = new double[far.Plus[i].Length];
                for (int j = 0; j < result[i].Length; j++)
                {
                    result[i][j] = (8 * (near.Plus[i][j] - near.Minus[i][j]) - (far.Plus[i][j] - far.Minus[i][j])) / (12 * h);
                    isFinite &= double.IsFinite(result[i][j]);
                    largest = Math.Max(largest, Math.Abs(near.Plus[i][j]));
                }
            }

            // A step that leaves the domain of g is made smaller, as long as that makes sense.
            if (isFinite || h < 64 * precision)
                return (result, 8 * precision * largest / h);
            h /= 8;
        }

        (double[][] Plus, double[][] Minus) Sample(double step) => (At(step), At(-step));

        double[][] At(double step)
        {
            var moved = new Tensor[point.Length];
            for (int i = 0; i < moved.Length; i++)
            {
                var (x, d) = (Elements(point[i]), Elements(v[i]));
                for (int j = 0; j < x.Length; j++)
                    x[j] += step * d[j];
                moved[i] = Make(point[i], x);
            }

            return Array.ConvertAll(g(moved), Elements);
        }
    }

    /// <summary>The size of the elements that a direction changes, but not less than 0.1: steps are relative to it.</summary>
    private double Scale(Tensor[] v)
    {
        double scale = double.PositiveInfinity;
        for (int i = 0; i < v.Length; i++)
        {
            var (x, d) = (Elements(point[i]), Elements(v[i]));
            for (int j = 0; j < x.Length; j++)
                if (d[j] != 0)
                    scale = Math.Min(scale, Math.Max(Math.Abs(x[j]), 0.1) / Math.Max(Math.Abs(d[j]), 1e-3));
        }

        return double.IsFinite(scale) ? scale : 1;
    }

    private Tensor Random(Tensor like, double size)
    {
        var values = new double[like.Size];
        for (int i = 0; i < values.Length; i++)
            values[i] = (random.NextDouble() + 0.5) * (random.Next(2) == 0 ? -size : size);
        return Make(like, values);
    }

    private Tensor[] Unit(int leaf, long entry)
    {
        var result = Array.ConvertAll(point, x => Fill.Like(x, 0));
        var values = new double[point[leaf].Size];
        values[entry] = 1;
        result[leaf] = Make(point[leaf], values);
        return result;
    }

    private static TraceOrigin Origin => new(nameof(Transforms.CheckGradients), null);

    private static Tensor Make(Tensor like, double[] values) => Primitives.Convert.Of(Reshape.Of(Tensor.From(values), like.Shape), like.DType);

    private static double[] Elements(Tensor x) => Primitives.Convert.Of(x.Value(nameof(Transforms.CheckGradients)), DType.Float64).ToArray<double>();

    private static double Inner(Tensor[] a, Tensor[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            var (x, y) = (Elements(a[i]), Elements(b[i]));
            for (int j = 0; j < x.Length; j++)
                sum += y[j] == 0 ? 0 : x[j] * y[j];
        }

        return sum;
    }

    private static double Total(Tensor[] tensors)
    {
        double sum = 0;
        foreach (var x in tensors)
            foreach (double element in Elements(x))
                sum += Math.Abs(element);
        return sum;
    }

    private static IEnumerable<long> Spread(long size)
    {
        long count = Math.Min(size, EntriesPerTensor);
        for (long i = 0; i < count; i++)
            yield return i * size / count;
    }

    private static string Place(Shape shape, long entry)
    {
        if (shape.Rank == 0)
            return "";
        var index = new long[shape.Rank];
        for (int i = shape.Rank - 1; i >= 0; i--)
            (entry, index[i]) = Math.DivRem(entry, shape[i]);
        return $"[{string.Join(", ", index)}]";
    }
}
