namespace Covector.LinearMaps;

/// <summary>
/// The sum of two maps: like terms are added, diagonals and shifts become stencils, disjoint selectors one selector; other terms stand side
/// by side.
/// </summary>
internal static class Addition
{
    public static LinearMap Of(LinearMap left, LinearMap right)
    {
        var terms = new List<LinearMap>(left is SumMap l ? l.Terms : [left]);
        foreach (var term in right is SumMap r ? r.Terms : [right])
            Add(terms, term);
        return terms.Count == 1 ? terms[0] : new SumMap([.. terms]);
    }

    private static void Add(List<LinearMap> terms, LinearMap term)
    {
        for (int i = 0; i < terms.Count; i++)
            if (Join(terms[i], term) is { } sum)
            {
                terms.RemoveAt(i);

                // The sum may go together with another term.
                if (terms.Count == 0)
                    terms.Add(sum);
                else
                    Add(terms, sum);
                return;
            }

        terms.Add(term);
    }

    private static LinearMap? Join(LinearMap a, LinearMap b)
    {
        if (a is ZeroMap)
            return b;
        if (b is ZeroMap)
            return a;
        if (ReferenceEquals(a, b))
            return a.Scaled(2);
        if (a is BlockMap c && b is BlockMap d)
            return c.Plus(d);
        if (a is ContractionMap left && b is ContractionMap right)
            return Join(left, right);
        if (a is SelectorMap s && b is SelectorMap t && Disjoint(s, t) is { } joined)
            return joined;
        if (StencilMap.Of(a) is { } stencil && StencilMap.Of(b) is { } other && stencil.Plus(other) is { } sum)
            return sum;
        bool isSparse = a is SelectorMap or StencilMap or SparseMap
            && b is SelectorMap or StencilMap or SparseMap or ContractionMap { IsDiagonal: true }
            || b is SelectorMap or StencilMap or SparseMap && a is ContractionMap { IsDiagonal: true };
        return isSparse && Composition.IsConcrete(a) && Composition.IsConcrete(b)
            ? SparseMap.Of(a.OutShape, a.InShape, a.ToSparse().Plus(b.ToSparse()), Composition.Kind(a) | Composition.Kind(b))
            : null;
    }

    private static LinearMap? Join(ContractionMap a, ContractionMap b)
    {
        if (!a.Out.AsSpan().SequenceEqual(b.Out) || !a.In.AsSpan().SequenceEqual(b.In) || !a.Lengths.AsSpan().SequenceEqual(b.Lengths))
            return null;
        if (SameFactors(a.Factors, b.Factors))
            return a.Scale + b.Scale is var scale && scale != 0 ? a.With(a.OutShape, a.InShape, scale)
                : new ZeroMap(a.DType, a.OutShape, a.InShape);
        if (IsVector(a) && IsVector(b))
        {
            int[] labels = [.. a.Out, .. a.In];
            var entries = Primitives.Add.Of(ContractionEvaluator.Coefficients(a, labels), ContractionEvaluator.Coefficients(b, labels));
            return ContractionMap.Create(
                a.DType, a.OutShape, a.InShape, 1, a.Lengths, a.Out, a.In,
                [new Coefficient(entries, labels, Coefficient.OfSum(a.Kind, b.Kind))]);
        }

        if (!a.IsDiagonal)
            return null;
        var sum = Primitives.Add.Of(ContractionEvaluator.Coefficients(a, a.Out), ContractionEvaluator.Coefficients(b, b.Out));
        return ContractionMap.OfDiagonal(sum, a.OutShape, a.InShape, Coefficient.OfSum(a.Kind, b.Kind));
    }

    /// <summary>One row or one column, whose entries are there without a product of arrays.</summary>
    private static bool IsVector(ContractionMap map) =>
        (map.Out.Length == 0 || map.In.Length == 0) && map.Lengths.Length == map.Out.Length + map.In.Length;

    private static bool SameFactors(Coefficient[] a, Coefficient[] b)
    {
        if (a.Length != b.Length)
            return false;
        for (int i = 0; i < a.Length; i++)
            if (!ReferenceEquals(a[i].Value, b[i].Value) || !a[i].Labels.AsSpan().SequenceEqual(b[i].Labels))
                return false;
        return true;
    }

    /// <summary>Two selectors of which each row has an entry in at most one.</summary>
    private static SelectorMap? Disjoint(SelectorMap a, SelectorMap b)
    {
        for (int r = 0; r < a.Index.Length; r++)
            if (a.Index[r] >= 0 && b.Index[r] >= 0)
                return null;
        int[] index = [.. a.Index.Zip(b.Index, Math.Max)];
        if (a.Weights is null && b.Weights is null)
            return new SelectorMap(a.DType, a.OutShape, a.InShape, index, null);
        var first = Tensor.From(Array.ConvertAll(a.Index, i => i >= 0), index.Length);
        var ones = Fill.Of([index.Length], a.DType, 1);
        return new SelectorMap(
            a.DType, a.OutShape, a.InShape, index, Select.Of(first, a.Weights ?? ones, b.Weights ?? ones), a.Kind | b.Kind);
    }
}
