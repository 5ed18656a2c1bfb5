namespace Covector.LinearMaps;

/// <summary>
/// Solves with a <see cref="ContractionMap"/> component by component: diagonals are divided by, square blocks along some axes eliminated.
/// </summary>
internal static class ContractionSolver
{
    /// <summary>The solution; null if the components are not square.</summary>
    public static Tensor? Solve(ContractionMap map, Tensor b)
    {
        if (map.IsDiagonal)
        {
            var d = ContractionEvaluator.Coefficients(map, map.Out);
            Factorization.RequireNonzero(d);
            return Primitives.Reshape.Of(Divide.Of(Primitives.Reshape.Of(b, d.Shape), d), map.InShape);
        }

        if (Components(map) is not { } components)
            return null;
        var x = new Labelled(Primitives.Reshape.Of(b, map.LengthsOf(map.Out)), map.Out);
        foreach (var component in components)
            x = Solve(map, component, x);
        var result = x.InOrder(map.In);
        return Primitives.Reshape.Of(Multiply.Of(result, Fill.Like(result, 1 / map.Scale)), map.InShape);
    }

    /// <summary>Sets of labels that arrays connect, each square; null if one is not.</summary>
    private static List<Component>? Components(ContractionMap map)
    {
        var root = Axes.Range(0, map.Lengths.Length).AsSpan().ToArray();
        foreach (var factor in map.Factors)
            foreach (int label in factor.Labels)
            {
                int from = root[label], to = root[factor.Labels[0]];
                for (int l = 0; l < root.Length; l++)
                    root[l] = root[l] == from ? to : root[l];
            }

        var result = new List<Component>();
        foreach (int r in root.Distinct())
        {
            int[] own = [.. Axes.Range(0, root.Length).AsSpan().ToArray().Where(l => root[l] == r)];
            int[] deltas = Array.FindAll(own, l => Array.IndexOf(map.Out, l) >= 0 && Array.IndexOf(map.In, l) >= 0);
            int[] rows = Array.FindAll(map.Out, l => root[l] == r && Array.IndexOf(deltas, l) < 0);
            int[] columns = Array.FindAll(map.In, l => root[l] == r && Array.IndexOf(deltas, l) < 0);
            var factors = Array.FindAll(map.Factors, f => f.Labels.Length > 0 && root[f.Labels[0]] == r);
            if (map.LengthsOf(rows).Size != map.LengthsOf(columns).Size || rows.Length == 0 && columns.Length > 0)
                return null;
            if (factors.Length > 0)
                result.Add(new Component(deltas, rows, columns, factors));
            else if (rows.Length > 0)
                return null;
        }

        return Array.Exists(map.Factors, f => f.Labels.Length == 0) ? null : result;
    }

    private static Labelled Solve(ContractionMap map, Component component, Labelled x)
    {
        int[] all = [.. component.Deltas, .. component.Rows, .. component.Columns];
        var part = ContractionMap.Create(
            map.DType, map.LengthsOf([.. component.Deltas, .. component.Rows]), map.LengthsOf([.. component.Deltas, .. component.Columns]),
            1,
            map.Lengths, [.. component.Deltas, .. component.Rows], [.. component.Deltas, .. component.Columns], component.Factors);
        int[] partLabels = [.. part.Out, .. part.In.Where(l => Array.IndexOf(part.Out, l) < 0)];
        int[] others = Array.FindAll(x.Labels, l => Array.IndexOf(component.Deltas, l) < 0 && Array.IndexOf(component.Rows, l) < 0);
        int[] order = [.. component.Deltas, .. component.Rows, .. others];
        double[] matrices = Factorization.Doubles(ContractionEvaluator.Coefficients(part, partLabels));
        double[] right = Factorization.Doubles(x.InOrder(order));
        int batch = (int)map.LengthsOf(component.Deltas).Size, n = (int)map.LengthsOf(component.Rows).Size;
        int count = (int)map.LengthsOf(others).Size;
        for (int i = 0; i < batch; i++)
            Factorization.Eliminate(matrices.AsSpan(i * n * n, n * n), right.AsSpan(i * n * count, n * count), n, count);
        int[] result = [.. component.Deltas, .. component.Columns, .. others];
        var lengths = map.LengthsOf(result);
        return new Labelled(Primitives.Reshape.Of(CsrMatrix.FromValues(right, map.DType), lengths), result);
    }

    private readonly record struct Component(int[] Deltas, int[] Rows, int[] Columns, Coefficient[] Factors);
}
