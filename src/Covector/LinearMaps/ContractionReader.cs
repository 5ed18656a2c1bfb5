namespace Covector.LinearMaps;

/// <summary>
/// Finds the words or the formula of a <see cref="ContractionMap"/>. Labels that arrays connect make a component, which maps some axes; the
/// map is their Kronecker product, between diagonals that go over several of them.
/// </summary>
internal sealed class ContractionReader
{
    private readonly ContractionMap map;
    private readonly MapNames? names;
    private readonly int[] component;

    private ContractionReader(ContractionMap map, MapNames? names)
    {
        this.map = map;
        this.names = names;
        component = new int[map.Lengths.Length];
    }

    /// <param name="map">The map.</param>
    /// <param name="names">Letters for a formula; null for words.</param>
    public static Reading Read(ContractionMap map, MapNames? names) => new ContractionReader(map, names).Read();

    private Reading Read()
    {
        var (left, right, inner) = Split();
        Connect(inner);
        var parts = new List<Reading>();
        foreach (var factor in left)
            parts.Add(Diag(factor));
        var core = Core(inner);
        if (parts.Count + right.Count == 0 || core.Text != Identity().Text)
            parts.Add(core);
        foreach (var factor in right)
            parts.Add(Diag(factor));
        if (names is not null && map.Scale != 1 && (map.Factors.Length > 0 || !map.IsDiagonal))
            parts.Insert(0, new Reading(map.Scale == -1 ? "-" : LinearMap.Number(map.Scale)));
        string join = names is null ? " · " : " ";
        return parts.Count == 1 ? parts[0] : new Reading(string.Join(join, parts.Select(p => p.In(1))), Reading.Product);
    }

    /// <summary>Diagonals that go over several components stand to the left or to the right of what is left without them.</summary>
    private (List<Coefficient> Left, List<Coefficient> Right, List<Coefficient> Inner) Split()
    {
        bool IsOut(Coefficient f) => Array.TrueForAll(f.Labels, l => Array.IndexOf(map.Out, l) >= 0);
        bool IsIn(Coefficient f) => Array.TrueForAll(f.Labels, l => Array.IndexOf(map.In, l) >= 0);
        var matrices = map.Factors.Where(f => !IsOut(f) && !IsIn(f)).ToList();
        Connect(matrices);
        var (left, right, inner) = (new List<Coefficient>(), new List<Coefficient>(), new List<Coefficient>());
        foreach (var factor in map.Factors)
        {
            bool goesOverSeveral = factor.Labels.Select(l => component[l]).Distinct().Count() > 1;
            bool hasMatrices = factor.Labels.All(
                l => IsDelta(l) || matrices.Exists(m => Array.IndexOf(m.Labels, l) >= 0));
            if (goesOverSeveral && hasMatrices && !factor.Labels.All(IsDelta) && IsOut(factor))
                left.Add(factor);
            else if (goesOverSeveral && hasMatrices && !factor.Labels.All(IsDelta) && IsIn(factor))
                right.Add(factor);
            else
                inner.Add(factor);
        }

        return (left, right, inner);
    }

    private bool IsDelta(int label) => Array.IndexOf(map.Out, label) >= 0 && Array.IndexOf(map.In, label) >= 0;

    private void Connect(List<Coefficient> factors)
    {
        for (int l = 0; l < component.Length; l++)
            component[l] = l;
        foreach (var factor in factors)
            for (int i = 1; i < factor.Labels.Length; i++)
            {
                int from = component[factor.Labels[i]], to = component[factor.Labels[0]];
                for (int l = 0; l < component.Length; l++)
                    if (component[l] == from)
                        component[l] = to;
            }
    }

    private Reading Core(List<Coefficient> inner)
    {
        var order = new List<int>();
        foreach (int l in (int[])[.. map.Out, .. map.In])
            if (!order.Contains(component[l]))
                order.Add(component[l]);
        if (order.Count == 0)
            return inner.Count > 0 ? Dense(inner[0]) : Identity();
        var parts = order.ConvertAll(c => Part(c, inner.FindAll(f => f.Labels.Length > 0 && component[f.Labels[0]] == c)));
        if (IsOuterProduct(order))
            return names is null ? new Reading("low rank") : new Reading(string.Join(" ", parts.Select(p => p.In(1))), Reading.Product);
        for (int i = parts.Count - 1; i > 0; i--)
            if (parts[i].Text == Identity().Text && parts[i - 1].Text == parts[i].Text)
                parts.RemoveAt(i);
        return parts.Count == 1
            ? parts[0]
            : new Reading(string.Join(names is null ? " ⊗ " : " \\otimes ", parts.Select(p => p.In(2))), Reading.Kronecker);
    }

    /// <summary>Columns times rows.</summary>
    private bool IsOuterProduct(List<int> order) =>
        !map.Out.Any(IsDelta) && order.Count > 1 && map.Out.Length > 0 && map.In.Length > 0
        && order.TrueForAll(c => !(map.Out.Any(l => component[l] == c) && map.In.Any(l => component[l] == c)));

    private Reading Part(int c, List<Coefficient> factors)
    {
        var deltas = map.Out.Where(l => component[l] == c && IsDelta(l)).ToList();
        var rows = map.Out.Where(l => component[l] == c && !IsDelta(l)).ToList();
        var columns = map.In.Where(l => component[l] == c && !IsDelta(l)).ToList();
        if (rows.Count == 0 && columns.Count == 0)
            return factors.Count == 0 ? Identity(deltas) : Diag(factors[0]);
        var chain = Chain(rows, columns, deltas, factors);
        if (deltas.Count == 0)
            return chain;
        return names is null ? new Reading("block diagonal") : new Reading($"\\bigoplus {chain.In(2)}");
    }

    private Reading Chain(List<int> rows, List<int> columns, List<int> deltas, List<Coefficient> factors)
    {
        if (factors.Count == 0)
            return new Reading((rows.Count > 0, names is null) switch
            {
                (true, true) => "repeat",
                (false, true) => "sum",
                (true, false) => "\\mathbf{1}",
                _ => "\\mathbf{1}^{\\top}",
            });
        if (rows.Count == 0 || columns.Count == 0)
        {
            if (factors.Count == 1)
                return Vector(factors[0], rows.Count > 0);
            if (names is null && rows.Count == 0 && Path(rows, columns, deltas, factors) is null)
                return new Reading("row");
        }

        var path = Path(rows, columns, deltas, factors);
        if (path is null)
            return names is null ? new Reading("dense") : new Reading(names.Matrix(factors));
        return path.Count == 1
            ? path[0]
            : new Reading(string.Join(names is null ? " · " : " ", path.Select(p => p.In(1))), Reading.Product);
    }

    /// <summary>The arrays one after another from the rows to the columns; null if they are no chain.</summary>
    private List<Reading>? Path(List<int> rows, List<int> columns, List<int> deltas, List<Coefficient> factors)
    {
        var rest = new List<Coefficient>(factors);
        var result = new List<Reading>();
        var current = new HashSet<int>(rows);
        double narrowest = double.PositiveInfinity;
        while (rest.Count > 0)
        {
            bool isLast = rest.Count == 1;
            int next = isLast && columns.Count == 0 ? -1 : rest.FindIndex(f => current.Count > 0 && Own(f).All(current.Contains));
            if (next >= 0)
            {
                result.Add(Diag(rest[next]));
                rest.RemoveAt(next);
                continue;
            }

            next = current.Count > 0
                ? rest.FindIndex(f => current.All(l => Array.IndexOf(f.Labels, l) >= 0))
                : rest.FindIndex(f => Own(f).Length == rest.Min(g => Own(g).Length));
            if (next < 0)
                return null;
            var factor = rest[next];
            rest.RemoveAt(next);
            var following = Own(factor).Where(l => !current.Contains(l)).ToHashSet();
            if (following.Count == 0 && !isLast)
                return null;
            result.Add(current.Count == 0 ? Vector(factor, false) : following.Count == 0 ? Vector(factor, true) : Matrix(factor, current));
            current = following;
            if (!isLast)
                narrowest = Math.Min(narrowest, Size(current));
        }

        if (!current.SetEquals(columns))
            return null;
        return names is null && result.Count == 2 && narrowest < Math.Min(Size(rows), Size(columns)) ? [new Reading("low rank")] : result;

        int[] Own(Coefficient f) => Array.FindAll(f.Labels, l => !deltas.Contains(l));
        double Size(IEnumerable<int> labels) => labels.Aggregate(1.0, (n, l) => n * map.Lengths[l]);
    }

    private Reading Identity(List<int>? labels = null)
    {
        if (names is null)
            return new Reading(map.Scale == 1 || map.Factors.Length > 0 || !map.IsDiagonal ? "identity" : "scaled identity");
        double n = labels is null ? map.Columns : labels.Aggregate(1.0, (p, l) => p * map.Lengths[l]);
        string scale = map.Scale == 1 || map.Factors.Length > 0 || !map.IsDiagonal ? "" : $"{LinearMap.Number(map.Scale)} ";
        return new Reading($"{scale}I_{{{n}}}");
    }

    private Reading Diag(Coefficient factor) => new(names is null ? "diag" : $"\\operatorname{{diag}}({names.Vector(factor.Value)})");

    private Reading Dense(Coefficient factor) => new(names is null ? "dense" : names.Matrix(factor.Value));

    private Reading Vector(Coefficient factor, bool isColumn) => new(
        names is null ? isColumn ? "column" : "row" : names.Vector(factor.Value) + (isColumn ? "" : "^{\\top}"));

    private Reading Matrix(Coefficient factor, HashSet<int> rows)
    {
        bool isTransposed = factor.Labels.Length > 0 && !rows.Contains(factor.Labels[0]) && rows.Contains(factor.Labels[^1]);
        return new(names is null ? "dense" : names.Matrix(factor.Value) + (isTransposed ? "^{\\top}" : ""));
    }
}
