using System.Runtime.Intrinsics.X86;

namespace Covector.Compiler;

/// <summary>
/// Four neighbours in memory at each of four lanes, equal distances or gathered rows apart: four vectors, and a transposition away from
/// being lanes.
/// </summary>
/// <param name="First">The access to the first of them.</param>
/// <param name="Members">The numbers of the accesses to them; −1 where a load is not wanted, or the fourth neighbour is no part.</param>
internal sealed record LaneQuad(Access First, int[] Members)
{
    private const int Width = 4;

    /// <summary>Whether this machine transposes four vectors of four numbers fast.</summary>
    public static bool IsSupported => Avx.IsSupported;

    /// <summary>For each load its group, or null.</summary>
    /// <param name="loads">The loads; those that take part are Float64 and step along the lanes.</param>
    /// <param name="takesPart">Which of them may be grouped.</param>
    public static LaneQuad?[] OfLoads(IReadOnlyList<Access> loads, Predicate<int> takesPart)
    {
        var result = new LaneQuad?[loads.Count];
        foreach (var row in Rows(loads, takesPart))
        {
            // All between the first and the last is memory of the row, and so may be read. So may one more element behind a row of three.
            long low = loads[row[0]].Offset, high = loads[row[^1]].Offset;
            if (high - low < Width - 1 && row.Count < Width - 1)
                continue;
            for (int next = 0; next < row.Count;)
            {
                long start = Math.Max(low, Math.Min(loads[row[next]].Offset, high - (Width - 1)));
                int[] members = [-1, -1, -1, -1];
                int first = next;
                for (; next < row.Count && loads[row[next]].Offset < start + Width; next++)
                    members[loads[row[next]].Offset - start] = row[next];
                if (next - first == 1)
                    continue;
                var quad = new LaneQuad(loads[row[first]] with { Offset = start }, members);
                for (; first < next; first++)
                    result[row[first]] = quad;
            }
        }

        return result;
    }

    /// <summary>For each store its group, or null. Groups of one row may overlap: both store the same.</summary>
    /// <inheritdoc cref="OfLoads"/>
    public static LaneQuad?[] OfStores(IReadOnlyList<Access> stores, Predicate<int> takesPart)
    {
        var result = new LaneQuad?[stores.Count];
        foreach (var row in Rows(stores, takesPart))
            for (int start = 0; start < row.Count;)
            {
                int end = start + 1;
                while (end < row.Count && stores[row[end]].Offset == stores[row[end - 1]].Offset + 1)
                    end++;
                for (int next = start; next < end && end - start >= Width - 1; next += Width)
                {
                    int first = Math.Max(start, Math.Min(next, end - Width));
                    int[] members = [row[first], row[first + 1], row[first + 2], end - first >= Width ? row[first + 3] : -1];
                    var quad = new LaneQuad(stores[row[first]], members);
                    for (int i = next; i < Math.Min(end, next + Width); i++)
                        result[row[i]] = quad;
                }

                start = end;
            }

        return result;
    }

    /// <summary>Accesses that differ in nothing but their offsets, in the order of these, each offset once.</summary>
    private static List<List<int>> Rows(IReadOnlyList<Access> accesses, Predicate<int> takesPart)
    {
        var rows = new List<List<int>>();
        if (!IsSupported)
            return rows;
        var rowOf = new Dictionary<Access, List<int>>();
        for (int i = 0; i < accesses.Count; i++)
        {
            if (accesses[i].Type != DType.Float64 || !IsRow(accesses[i]) || !takesPart(i))
                continue;
            var key = accesses[i] with { Offset = 0 };
            if (!rowOf.TryGetValue(key, out var row))
            {
                rowOf.Add(key, row = []);
                rows.Add(row);
            }

            row.Add(i);
        }

        foreach (var row in rows)
        {
            // Of several at one offset the first counts.
            row.Sort(
                (i, k) => accesses[i].Offset != accesses[k].Offset ? accesses[i].Offset.CompareTo(accesses[k].Offset) : i.CompareTo(k));
            for (int i = row.Count - 1; i > 0; i--)
                if (accesses[row[i]].Offset == accesses[row[i - 1]].Offset)
                    row.RemoveAt(i);
        }

        return rows;
    }

    private static bool IsRow(Access access) => access.IsGathered || access.Strides[access.Strides.Count - 1] is > 2 or < -2;
}
