namespace Covector.LinearMaps;

/// <summary>Solves with a diagonal plus a map of low rank, at the cost of the rank squared for each row.</summary>
internal static class LowRankSolver
{
    /// <summary>The solution; null if the sum is something else or the rank is not low.</summary>
    public static Tensor? Solve(SumMap sum, Tensor b)
    {
        var diagonal = Array.Find(sum.Terms, t => t is ContractionMap { IsDiagonal: true });
        if (sum.Terms.Length != 2 || diagonal is null || Array.Find(sum.Terms, t => t != diagonal) is not ContractionMap low)
            return null;
        if (Split(low) is not var (u, v))
            return null;
        int n = u.Shape[0], rank = u.Shape[1];
        double[] d = Factorization.Doubles(((ContractionMap)diagonal).Weights()), given = Factorization.Doubles(b);
        double[] x = (double[])given.Clone(), us = Factorization.Doubles(u), vs = Factorization.Doubles(v);
        foreach (double di in d)
            if (di == 0)
                return null;
        var small = new double[rank * rank];
        var right = new double[rank];
        for (int i = 0; i < n; i++)
            for (int r = 0; r < rank; r++)
            {
                double scaled = vs[i * rank + r] / d[i];
                right[r] += scaled * x[i];
                for (int s = 0; s < rank; s++)
                    small[r * rank + s] += scaled * us[i * rank + s];
            }

        for (int r = 0; r < rank; r++)
            small[r * rank + r] += 1;
        Factorization.Eliminate(small, right, rank, 1);
        for (int i = 0; i < n; i++)
        {
            double correction = 0;
            for (int r = 0; r < rank; r++)
                correction += us[i * rank + r] * right[r];
            x[i] = (x[i] - correction) / d[i];
        }

        return Solves(d, us, vs, rank, x, given) ? Primitives.Reshape.Of(CsrMatrix.FromValues(x, b.DType), sum.InShape) : null;
    }

    /// <summary>
    /// Whether (D + U·Vᵀ)·x is b but for rounding. Where D is tiny against U·Vᵀ the formula cancels, and elimination with pivoting is
    /// right.
    /// </summary>
    private static bool Solves(double[] d, double[] u, double[] v, int rank, double[] x, double[] b)
    {
        const double Tolerance = 1e-11;
        var (inner, size) = (new double[rank], new double[rank]);
        for (int i = 0; i < x.Length; i++)
            for (int r = 0; r < rank; r++)
            {
                double term = v[i * rank + r] * x[i];
                inner[r] += term;
                size[r] += Math.Abs(term);
            }

        for (int i = 0; i < x.Length; i++)
        {
            double residual = d[i] * x[i] - b[i], all = Math.Abs(d[i] * x[i]) + Math.Abs(b[i]);
            for (int r = 0; r < rank; r++)
            {
                residual += u[i * rank + r] * inner[r];
                all += Math.Abs(u[i * rank + r]) * size[r];
            }

            if (!(Math.Abs(residual) <= Tolerance * all))
                return false;
        }

        return true;
    }

    /// <summary>U [rows, r] and V [columns, r] with the map U·Vᵀ; null if it is none or r is not small.</summary>
    private static (Tensor U, Tensor V)? Split(ContractionMap map)
    {
        if (map.Out.Length != 1 || map.In.Length != 1 || map.Out[0] == map.In[0])
            return null;
        int[] inner = [.. Axes.Range(0, map.Lengths.Length).AsSpan().ToArray().Where(l => l != map.Out[0] && l != map.In[0])];
        double rank = map.LengthsOf(inner).Size;
        if (rank > map.Lengths[map.Out[0]] / 2 || map.Factors.Any(f => f.Labels.Contains(map.Out[0]) && f.Labels.Contains(map.In[0])))
            return null;
        var left = Array.FindAll(map.Factors, f => f.Labels.Contains(map.Out[0]));
        var right = Array.FindAll(map.Factors, f => !f.Labels.Contains(map.Out[0]));
        return (Part(map, map.Out[0], inner, left, map.Scale), Part(map, map.In[0], inner, right, 1));
    }

    private static Tensor Part(ContractionMap map, int label, int[] inner, Coefficient[] factors, double scale)
    {
        int[] labels = [label, .. inner];
        var part = ContractionMap.Create(
            map.DType, map.LengthsOf(labels), map.LengthsOf(labels), scale, map.Lengths, labels, labels, factors);
        return Primitives.Reshape.Of(
            ContractionEvaluator.Coefficients(part, part.Out), [map.Lengths[label], (int)map.LengthsOf(inner).Size]);
    }
}
