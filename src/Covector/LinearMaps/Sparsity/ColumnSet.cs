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

    /// <summary>All columns below a number.</summary>
    public static ColumnSet All(int columns) => new(Axes.Range(0, columns).AsSpan().ToArray());

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

        // A list takes 32 bits a column that it has, bits one for each that there is.
        return result.Length > ShortList && result.Length > columns / 32 ? new ColumnSet(ToBits(result, columns)) : new ColumnSet(result);
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
