namespace Covector.Compiler;

/// <summary>
/// Reductions of a few scalars, in the order in which <see cref="FoldLoops"/> folds the elements of a tensor: with the same bits.
/// </summary>
internal static class LaneFolds
{
    public static Expr InOrder(FoldKind kind, List<Expr> parts)
    {
        var result = parts[0];
        for (int i = 1; i < parts.Count; i++)
            result = Fold(kind, result, parts[i]);
        return result;
    }

    /// <summary>In the order of <see cref="FoldLoops"/>: by vectors of elements, then within the vector, then the rest.</summary>
    public static Expr AsVectors(FoldKind kind, List<Expr> parts)
    {
        int w = 32 / ExprChecker.Width(parts[0].Type), n = parts.Count;
        if (n < w)
            return InOrder(kind, parts);
        int accumulators = n >= 4 * w ? 4 : 1;
        var sums = new Expr[accumulators][];
        for (int a = 0; a < accumulators; a++)
            sums[a] = [.. parts[(a * w)..((a + 1) * w)]];
        int i = accumulators * w;
        if (accumulators == 4)
        {
            for (; i <= n - 4 * w; i += 4 * w)
                for (int a = 0; a < 4; a++)
                    sums[a] = Fold(kind, sums[a], parts, i + a * w);
            sums[0] = Fold(kind, Fold(kind, sums[0], sums[1], 0), Fold(kind, sums[2], sums[3], 0), 0);
        }

        for (; i <= n - w; i += w)
            sums[0] = Fold(kind, sums[0], parts, i);
        var lanes = sums[0];
        for (int half = w / 2; half > 0; half /= 2)
            for (int k = 0; k < half; k++)
                lanes[k] = Fold(kind, lanes[k], lanes[k + half]);
        var result = lanes[0];
        for (; i < n; i++)
            result = Fold(kind, result, parts[i]);
        return result;
    }

    private static Expr[] Fold(FoldKind kind, Expr[] sums, IReadOnlyList<Expr> parts, int start)
    {
        var result = new Expr[sums.Length];
        for (int k = 0; k < result.Length; k++)
            result[k] = Fold(kind, sums[k], parts[start + k]);
        return result;
    }

    private static Expr Fold(FoldKind kind, Expr a, Expr b) => kind switch
    {
        FoldKind.Sum => a + b,
        FoldKind.Product => a * b,
        FoldKind.Max => Expr.Select(a.EqualTo(a), Expr.Binary(Op.MaximumNative, a, b), a),
        _ => Expr.Select(a.EqualTo(a), Expr.Binary(Op.MinimumNative, a, b), a),
    };
}
