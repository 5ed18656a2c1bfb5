namespace Covector.LinearMaps;

/// <summary>Computes with the sums of products of a <see cref="ContractionMap"/>.</summary>
internal static class ContractionEvaluator
{
    /// <summary>Multiplies what is applied with one factor after another, so that no product of two arrays is formed.</summary>
    public static Tensor Apply(ContractionMap map, Tensor v)
    {
        var product = new Labelled(Primitives.Reshape.Of(v, map.LengthsOf(map.In)), map.In);
        var rest = new List<Coefficient>(map.Factors.Length);

        // Factors along the axes of v first, those nearest to it at the end of the list.
        for (int i = map.Factors.Length - 1; i >= 0; i--)
        {
            var factor = map.Factors[i];
            if (Array.TrueForAll(factor.Labels, l => Array.IndexOf(map.In, l) >= 0))
            {
                var spread = Spread(new Labelled(factor.Value, factor.Labels), product.Labels, map);
                product = new Labelled(new Coefficient(spread, product.Labels, factor.Kind).Times(product.Tensor), product.Labels);
            }
            else
                rest.Add(factor);
        }

        while (rest.Count > 0)
        {
            int next = Next(product, rest, map);
            var factor = rest[next];
            rest.RemoveAt(next);
            if (factor.Kind != CoefficientKind.Plain && Array.TrueForAll(factor.Labels, l => Array.IndexOf(product.Labels, l) >= 0))
            {
                var spread = Spread(new Labelled(factor.Value, factor.Labels), product.Labels, map);
                product = new Labelled(new Coefficient(spread, product.Labels, factor.Kind).Times(product.Tensor), product.Labels);
                continue;
            }

            product = WithoutUnneeded(product, l => Array.IndexOf(factor.Labels, l) >= 0 || IsNeeded(l, rest, map));
            var other = WithoutUnneeded(
                new Labelled(factor.Value, factor.Labels), l => Array.IndexOf(product.Labels, l) >= 0 || IsNeeded(l, rest, map));
            product = Pair.Contract(product, other, l => IsNeeded(l, rest, map));
        }

        product = WithoutUnneeded(product, l => Array.IndexOf(map.Out, l) >= 0);
        var result = Spread(product, map.Out, map);
        if (map.Scale != 1)
            result = Multiply.Of(result, Fill.Like(result, map.Scale));
        return Primitives.Reshape.Of(result, map.OutShape);
    }

    /// <summary>The coefficients for each combination of some labels, which include all that are not summed over.</summary>
    public static Tensor Coefficients(ContractionMap map, int[] labels)
    {
        Tensor result;
        if (map.Factors.Length == 0)
            result = Fill.Of(map.LengthsOf(labels), map.DType, map.Scale);
        else
        {
            // Masks and what may be singular are multiplied element by element, because a zero of the others counts.
            bool IsApart(Coefficient f) =>
                f.Kind != CoefficientKind.Plain && Array.TrueForAll(f.Labels, l => Array.IndexOf(labels, l) >= 0);
            var joined = Array.FindAll(map.Factors, f => !IsApart(f));
            Coefficient? product = null;
            if (joined.Length > 0)
            {
                var present = Array.FindAll(labels, l => Array.Exists(joined, f => Array.IndexOf(f.Labels, l) >= 0));
                product = new Coefficient(
                    Spread(Einstein.Multiply([.. joined.Select(f => new Labelled(f.Value, f.Labels))], present), labels, map),
                    labels, CoefficientKind.Plain);
            }

            for (int i = map.Factors.Length - 1; i >= 0; i--)
                if (IsApart(map.Factors[i]))
                {
                    var factor = map.Factors[i];
                    var spread = new Coefficient(Spread(new Labelled(factor.Value, factor.Labels), labels, map), labels, factor.Kind);
                    product = product is { } others ? spread.Times(others) : spread;
                }

            result = product!.Value.Value;
            if (map.Scale != 1)
                result = Multiply.Of(result, Fill.Like(result, map.Scale));
        }

        return result;
    }

    /// <summary>The map as a matrix: the coefficients, spread over rows and columns, where the δs are 1.</summary>
    public static Tensor Matrix(ContractionMap map)
    {
        int rows = map.Count(map.Rows, "rows"), columns = map.Count(map.Columns, "columns");
        int[] labels = [.. map.Out, .. Array.FindAll(map.In, l => Array.IndexOf(map.Out, l) < 0)];
        var coefficients = Coefficients(map, labels);
        Shape full = [.. map.LengthsOf(map.Out).AsSpan(), .. map.LengthsOf(map.In).AsSpan()];
        var places = new List<int>(Axes.Range(0, map.Out.Length).AsSpan().ToArray());
        Tensor? isEntry = null;
        for (int i = 0; i < map.In.Length; i++)
        {
            int axis = Array.IndexOf(map.Out, map.In[i]), column = map.Out.Length + i;
            if (axis < 0)
            {
                places.Add(column);
                continue;
            }

            var delta = Equal.Of(Iota.Of(full, axis, DType.Int64), Iota.Of(full, column, DType.Int64));
            isEntry = isEntry is null ? delta : And.Of(isEntry, delta);
        }

        var all = Broadcast.Of(coefficients, full, new Axes([.. places]));
        if (isEntry is not null)
            all = Select.Of(isEntry, all, Fill.Like(all, 0));
        return Primitives.Reshape.Of(all, [rows, columns]);
    }

    /// <summary>The diagonal: the labels of the input become those of the output. Null where their axes differ.</summary>
    public static Tensor? Diagonal(ContractionMap map)
    {
        if (map.LengthsOf(map.Out) != map.LengthsOf(map.In))
            return null;
        var root = new int[map.Lengths.Length];
        for (int l = 0; l < root.Length; l++)
            root[l] = l;
        for (int i = 0; i < map.In.Length; i++)
        {
            int a = map.Out[i], b = map.In[i];
            if (a == b)
                continue;
            if (Array.IndexOf(map.Out, b) >= 0 || Array.IndexOf(map.In, a) >= 0)
                return null;
            root[b] = a;
        }

        if (map.Factors.Length == 0)
            return Fill.Of(map.InShape, map.DType, map.Scale);
        var parts = new List<Labelled>();
        foreach (var factor in map.Factors)
            parts.Add(Distinct(factor.Value, Array.ConvertAll(factor.Labels, l => root[l])));
        var present = Array.FindAll(map.Out, l => parts.Exists(p => Array.IndexOf(p.Labels, l) >= 0));
        var result = Spread(Einstein.Multiply(parts, present), map.Out, map);
        return map.Scale == 1 ? result : Multiply.Of(result, Fill.Like(result, map.Scale));
    }

    /// <summary>An array with a label that occurs twice becomes its diagonal.</summary>
    private static Labelled Distinct(Tensor value, int[] labels)
    {
        for (int i = 0; i < labels.Length; i++)
        {
            int j = Array.IndexOf(labels, labels[i], i + 1);
            if (j < 0)
                continue;
            Axes pair = [i, j];
            var diagonal = Diagonals.Of(Permute.Of(value, [.. pair.Complement(labels.Length).AsSpan(), i, j]), 0);
            int[] rest = [.. labels.Where((_, k) => k != i && k != j), labels[i]];
            return Distinct(diagonal, rest);
        }

        return new Labelled(value, labels);
    }

    /// <summary>The factor that leaves the least when it is multiplied next; one that shares an axis before all others.</summary>
    private static int Next(Labelled product, List<Coefficient> rest, ContractionMap map)
    {
        int best = 0;
        double least = double.PositiveInfinity;
        for (int i = 0; i < rest.Count; i++)
        {
            double size = 1;
            bool shares = false;
            foreach (int l in rest[i].Labels)
            {
                bool shared = Array.IndexOf(product.Labels, l) >= 0;
                shares |= shared;
                if (!shared)
                    size *= map.Lengths[l];
            }

            if (!shares)
                size *= 1e6;
            if (size < least)
                (best, least) = (i, size);
        }

        return best;
    }

    private static bool IsNeeded(int label, List<Coefficient> rest, ContractionMap map) =>
        Array.IndexOf(map.Out, label) >= 0 || rest.Exists(f => Array.IndexOf(f.Labels, label) >= 0);

    private static Labelled WithoutUnneeded(Labelled x, Predicate<int> isNeeded)
    {
        var own = Array.FindAll(x.Labels, l => !isNeeded(l));
        return x.Without(own);
    }

    /// <summary>An array repeated along the labels that it lacks, with its axes in the order of the labels.</summary>
    private static Tensor Spread(Labelled x, int[] labels, ContractionMap map)
    {
        var ordered = Array.FindAll(labels, l => Array.IndexOf(x.Labels, l) >= 0);
        return Broadcast.Of(x.InOrder(ordered), map.LengthsOf(labels), new Axes(Array.ConvertAll(ordered, l => Array.IndexOf(labels, l))));
    }
}
