namespace Covector.LinearMaps;

/// <summary>
/// The product of two maps. What becomes no larger is joined: diagonals, selectors, stencils, and sums of products whose labels fit; all
/// else stays a product until somebody asks for its entries.
/// </summary>
internal static class Composition
{
    /// <summary>A sum with more terms is not multiplied out.</summary>
    private const int MostTerms = 8;

    /// <summary>A sum of products of more arrays is kept as a product.</summary>
    private const int MostFactors = 24;

    /// <summary>A map has few entries if it has at most so many for each row and column.</summary>
    private const double FewEntries = 8;

    /// <summary>left·right, which is applied first.</summary>
    public static LinearMap Of(LinearMap left, LinearMap right)
    {
        if (Join(left, right) is { } joined)
            return joined;
        LinearMap[] a = left is ProductMap l ? l.Factors : [left], b = right is ProductMap r ? r.Factors : [right];
        if ((a.Length > 1 || b.Length > 1) && Join(a[^1], b[0]) is { } middle)
        {
            var result = middle;
            if (a.Length > 1)
                result = Of(a.Length == 2 ? a[0] : new ProductMap(a[..^1]), result);
            return b.Length > 1 ? Of(result, b.Length == 2 ? b[1] : new ProductMap(b[1..])) : result;
        }

        return new ProductMap([.. a, .. b]);
    }

    /// <summary>The product as one map of a known structure; null if it is none.</summary>
    private static LinearMap? Join(LinearMap left, LinearMap right)
    {
        if (left is ZeroMap || right is ZeroMap)
            return new ZeroMap(left.DType, left.OutShape, right.InShape);
        if (left is BlockMap leftBlocks && right is BlockMap rightBlocks)
            return leftBlocks.Times(rightBlocks);
        if (left is ContractionMap { IsDiagonal: true, Factors.Length: 0 } leftScale && leftScale.DType == right.DType)
            return Scale(right, leftScale.Scale).Reshaped(left.OutShape, right.InShape);
        if (right is ContractionMap { IsDiagonal: true, Factors.Length: 0 } rightScale && rightScale.DType == left.DType)
            return Scale(left, rightScale.Scale).Reshaped(left.OutShape, right.InShape);
        if (left is ContractionMap a && right is ContractionMap b)
            return Join(a, b);
        if (left is SumMap leftSum && leftSum.Terms.Length <= MostTerms && right is not (SumMap or ProductMap))
            return Distribute(leftSum.Terms, t => Join(t, right));
        if (right is SumMap rightSum && rightSum.Terms.Length <= MostTerms && left is not (SumMap or ProductMap))
            return Distribute(rightSum.Terms, t => Join(left, t));
        return JoinElements(left, right);
    }

    private static LinearMap Scale(LinearMap map, double factor) => factor == 1 ? map : map.Scaled(factor);

    private static LinearMap? Distribute(LinearMap[] terms, Func<LinearMap, LinearMap?> join)
    {
        LinearMap? sum = null;
        foreach (var term in terms)
        {
            if (join(term) is not { } product)
                return null;
            sum = sum is null ? product : Addition.Of(sum, product);
        }

        return sum;
    }

    private static ContractionMap? Join(ContractionMap left, ContractionMap right)
    {
        if (left.Factors.Length + right.Factors.Length > MostFactors || AxisRefinement.Fit(left, right) is not var (a, b))
            return null;

        // The labels of the left map become others, but those of its input are the labels of the right one's output.
        int count = b.Lengths.Length;
        var label = new int[a.Lengths.Length];
        Array.Fill(label, -1);
        for (int i = 0; i < a.In.Length; i++)
            label[a.In[i]] = b.Out[i];
        var lengths = new List<int>(b.Lengths);
        for (int l = 0; l < label.Length; l++)
            if (label[l] < 0)
            {
                label[l] = count++;
                lengths.Add(a.Lengths[l]);
            }

        var factors = new Coefficient[a.Factors.Length + b.Factors.Length];
        for (int i = 0; i < a.Factors.Length; i++)
            factors[i] = a.Factors[i] with { Labels = Array.ConvertAll(a.Factors[i].Labels, l => label[l]) };
        b.Factors.CopyTo(factors, a.Factors.Length);
        // What the right map repeats and the left one sums is a number.
        int[] outLabels = Array.ConvertAll(a.Out, l => label[l]);
        double scale = a.Scale * b.Scale;
        foreach (int l in b.Out)
            if (Array.IndexOf(outLabels, l) < 0 && Array.IndexOf(b.In, l) < 0
                && !Array.Exists(factors, f => Array.IndexOf(f.Labels, l) >= 0))
                scale *= lengths[l];
        return ContractionMap.Create(left.DType, left.OutShape, right.InShape, scale, [.. lengths], outLabels, b.In, factors);
    }

    /// <summary>Products of maps that are known element by element: diagonals, selectors, stencils, sparse matrices.</summary>
    private static LinearMap? JoinElements(LinearMap left, LinearMap right)
    {
        var (outShape, inShape) = (left.OutShape, right.InShape);
        switch (left, right)
        {
            case (ContractionMap { IsDiagonal: true } d, SelectorMap s):
                return new SelectorMap(s.DType, outShape, inShape, s.Index,
                    Coefficient.Product(d.Weights(), d.Kind, s.Weights, s.Kind), d.Kind | s.Kind);
            case (SelectorMap s, ContractionMap { IsDiagonal: true } d):
                return new SelectorMap(s.DType, outShape, inShape, s.Index,
                    Coefficient.Product(s.Weights, s.Kind, s.Take(d.Weights()), d.Kind), d.Kind | s.Kind);
            case (ContractionMap { IsDiagonal: true } d, StencilMap s):
                return s.TimesRows(d.Weights(), d.Kind).Reshaped(outShape, inShape);
            case (StencilMap s, ContractionMap { IsDiagonal: true } d):
                return s.TimesColumns(d.Weights(), d.Kind).Reshaped(outShape, inShape);
            case (ContractionMap { IsDiagonal: true } d, SparseMap s):
                return s.TimesRows(d.Weights(), d.Kind).Reshaped(outShape, inShape);
            case (SparseMap s, ContractionMap { IsDiagonal: true } d):
                return s.TimesColumns(d.Weights(), d.Kind).Reshaped(outShape, inShape);
        }

        if (!IsElements(left) && !IsElements(right) || AsElements(left) is not { } a || AsElements(right) is not { } b)
            return null;
        if (a is SelectorMap first && b is SelectorMap second)
        {
            var index = Array.ConvertAll(first.Index, i => i < 0 ? -1 : second.Index[i]);
            var weights = second.Weights is null ? first.Weights
                : Coefficient.Product(first.Weights, first.Kind, first.Take(second.Weights), second.Kind);
            return new SelectorMap(left.DType, outShape, inShape, index, weights, first.Kind | second.Kind);
        }

        if (StencilMap.Of(a) is { } stencil && StencilMap.Of(b) is { } other && stencil.Times(other) is { } product)
            return product.Reshaped(outShape, inShape);
        return IsConcrete(a) && IsConcrete(b) ? SparseMap.Of(outShape, inShape, SparseProduct(a.ToSparse(), Kind(a), b), Kind(a) | Kind(b))
            : null;
    }

    private static bool IsElements(LinearMap map) => map is SelectorMap or StencilMap or SparseMap or AddedSelectorMap;

    /// <summary>A sum of products that has few entries counts as known element by element.</summary>
    private static LinearMap? AsElements(LinearMap map) => map switch
    {
        ContractionMap c when c.EntryCount > Math.Min(FewEntries * ((double)c.Rows + c.Columns), (double)c.Rows * c.Columns / 2) => null,
        ContractionMap c => (LinearMap?)ContractionEntries.ToSelector(c)
            ?? (IsConcrete(c) ? new SparseMap(c.OutShape, c.InShape, c.ToSparse(), c.Kind) : null),
        _ => IsElements(map) ? map : null,
    };

    /// <summary>The matrix of a product of maps that are all known element by element; null if one is not.</summary>
    public static CsrMatrix? ToSparseProduct(LinearMap[] factors)
    {
        CsrMatrix? product = null;
        var kind = CoefficientKind.Plain;
        foreach (var factor in factors)
        {
            if (AsElements(factor) is null)
                return null;
            product = product is null ? factor.ToSparse() : SparseProduct(product, kind, factor);
            kind |= Kind(factor);
        }

        return product;
    }

    private static CsrMatrix SparseProduct(CsrMatrix left, CoefficientKind kind, LinearMap right) =>
        left.Times(right.ToSparse(), Coefficient.ZeroCounts(kind, Kind(right)), Coefficient.ZeroCounts(Kind(right), kind));

    /// <summary>What the entries of a map do with values that are not finite.</summary>
    public static CoefficientKind Kind(LinearMap map) => map switch
    {
        SelectorMap s => s.Kind,
        StencilMap s => s.Kind,
        SparseMap s => s.Kind,
        AddedSelectorMap s => Kind(s.T),
        ContractionMap c => c.Kind,
        _ => CoefficientKind.Plain,
    };

    public static bool IsConcrete(LinearMap map) => map switch
    {
        SelectorMap s => s.Weights is null or { IsConcrete: true },
        StencilMap s => Array.TrueForAll(s.Coefficients, c => c.IsConcrete),
        SparseMap s => s.Entries.Values.IsConcrete,
        AddedSelectorMap s => IsConcrete(s.T),
        ContractionMap c => Array.TrueForAll(c.Factors, f => f.Value.IsConcrete),
        _ => false,
    };
}
