using System.Numerics;

namespace Covector.LinearMaps;

/// <summary>
/// The columns on which an element depends: a sorted list, or one bit for each column where the list would be longer than that. Immutable,
/// so that elements share sets.
/// </summary>
internal sealed class ColumnSet
{
    /// <summary>A list shorter than this stays a list.</summary>
    private const int ShortList = 32;

    private readonly int[]? list;
    private readonly ulong[]? bits;

    private ColumnSet(int[] list) => (this.list, Count) = (list, list.Length);

    private ColumnSet(ulong[] bits)
    {
        this.bits = bits;
        foreach (ulong word in bits)
            Count += BitOperations.PopCount(word);
    }

    public int Count { get; }

    public static ColumnSet Of(int column) => new([column]);

    /// <summary>The columns in either set; one of the sets itself if it has all of them. Null is the empty set.</summary>
    public static ColumnSet? Union(ColumnSet? a, ColumnSet? b, int columns)
    {
        if (a is null || ReferenceEquals(a, b))
            return b;
        if (b is null)
            return a;
        if (a.Count < b.Count)
            (a, b) = (b, a);
        if (a.Count == columns)
            return a;
        return a.list is { } left && b.list is { } right ? Merge(a, left, right, columns) : a.WithBitsOf(b, columns);
    }

    /// <summary>The columns in any of several sets, collected in one go; one of the sets itself if all are that one.</summary>
    public static ColumnSet? Union(ReadOnlySpan<ColumnSet?> sets, int columns)
    {
        ColumnSet? first = null, last = null;
        bool isOne = true;
        long total = 0;
        foreach (var set in sets)
        {
            if (set is null || ReferenceEquals(set, last))
                continue;
            isOne &= first is null;
            first ??= set;
            last = set;
            total += set.Count;
        }

        if (isOne)
            return first;
        if (IsList(total, columns))
        {
            var list = new List<int>((int)total);
            foreach (var set in sets)
                if (set is not null)
                    list.AddRange(set.ToArray());
            list.Sort();
            return new ColumnSet([.. list.Distinct()]);
        }

        var bits = new ulong[(columns + 63) >> 6];
        last = null;
        foreach (var set in sets)
        {
            if (set is null || ReferenceEquals(set, last))
                continue;
            last = set;
            foreach (int c in set.list ?? [])
                bits[c >> 6] |= 1UL << (c & 63);
            for (int w = 0; w < (set.bits?.Length ?? 0); w++)
                bits[w] |= set.bits![w];
        }

        var union = new ColumnSet(bits);
        return IsList(union.Count, columns) ? new ColumnSet(union.ToArray()) : union;
    }

    private int[] ToArray()
    {
        var result = new int[Count];
        CopyTo(result);
        return result;
    }

    /// <summary>A list takes 32 bits a column that it has, bits one for each that there is.</summary>
    private static bool IsList(long count, int columns) => count <= ShortList || count <= columns / 32;

    public void CopyTo(Span<int> target)
    {
        if (list is not null)
        {
            list.CopyTo(target);
            return;
        }

        int next = 0;
        for (int w = 0; w < bits!.Length; w++)
            for (ulong word = bits[w]; word != 0; word &= word - 1)
                target[next++] = (w << 6) + BitOperations.TrailingZeroCount(word);
    }

    private static ColumnSet Merge(ColumnSet larger, int[] a, int[] b, int columns)
    {
        // Columns of b that a lacks.
        int extra = 0;
        for (int i = 0, j = 0; j < b.Length; j++)
        {
            while (i < a.Length && a[i] < b[j])
                i++;
            if (i == a.Length || a[i] != b[j])
                extra++;
        }

        if (extra == 0)
            return larger;
        var result = new int[a.Length + extra];
        for (int i = 0, j = 0, k = 0; k < result.Length; k++)
            if (j == b.Length || i < a.Length && a[i] < b[j])
                result[k] = a[i++];
            else
            {
                if (i < a.Length && a[i] == b[j])
                    i++;
                result[k] = b[j++];
            }

        return IsList(result.Length, columns) ? new ColumnSet(result) : new ColumnSet(ToBits(result, columns));
    }

    private ColumnSet WithBitsOf(ColumnSet other, int columns)
    {
        ulong[] result = bits is null ? ToBits(list!, columns) : [.. bits];
        bool grows = false;
        if (other.bits is not null)
            for (int w = 0; w < result.Length; w++)
            {
                grows |= (other.bits[w] & ~result[w]) != 0;
                result[w] |= other.bits[w];
            }
        else
            foreach (int c in other.list!)
            {
                grows |= (result[c >> 6] >> (c & 63) & 1) == 0;
                result[c >> 6] |= 1UL << (c & 63);
            }

        return grows || bits is null ? new ColumnSet(result) : this;
    }

    private static ulong[] ToBits(int[] list, int columns)
    {
        var result = new ulong[(columns + 63) >> 6];
        foreach (int c in list)
            result[c >> 6] |= 1UL << (c & 63);
        return result;
    }
}
