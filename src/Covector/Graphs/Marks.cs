namespace Covector.Graphs;

/// <summary>Lists of which some entries are marked: which inputs have tangents, are batched, are linear.</summary>
internal static class Marks
{
    public static int Count(ReadOnlySpan<bool> marks)
    {
        int count = 0;
        foreach (bool mark in marks)
            count += mark ? 1 : 0;
        return count;
    }

    /// <summary>Adds marks; says whether any is new.</summary>
    public static bool Grow(Span<bool> marks, ReadOnlySpan<bool> more)
    {
        bool grows = false;
        for (int i = 0; i < marks.Length; i++)
        {
            grows |= more[i] && !marks[i];
            marks[i] |= more[i];
        }

        return grows;
    }

    /// <summary>The marked values.</summary>
    public static T[] Select<T>(ReadOnlySpan<T> values, ReadOnlySpan<bool> marks)
    {
        var result = new T[Count(marks)];
        int next = 0;
        for (int i = 0; i < values.Length; i++)
            if (marks[i])
                result[next++] = values[i];
        return result;
    }

    /// <summary>The values that are not marked.</summary>
    public static T[] SelectOthers<T>(ReadOnlySpan<T> values, ReadOnlySpan<bool> marks)
    {
        var result = new T[values.Length - Count(marks)];
        int next = 0;
        for (int i = 0; i < values.Length; i++)
            if (!marks[i])
                result[next++] = values[i];
        return result;
    }

    /// <summary>
    /// Groups of values, each followed by the partners of its marked values: from [a, b, c], [ȧ, ċ] and the ends 2, 3 to [a, b, ȧ, c, ċ].
    /// </summary>
    public static T[] Interleave<T>(
        ReadOnlySpan<T> values, ReadOnlySpan<T> partners, ReadOnlySpan<bool> marks, params ReadOnlySpan<int> ends)
    {
        var result = new List<T>(values.Length + partners.Length);
        int start = 0, next = 0;
        foreach (int end in ends)
        {
            result.AddRange(values[start..end]);
            int count = Count(marks[start..end]);
            result.AddRange(partners.Slice(next, count));
            (start, next) = (end, next + count);
        }

        return [.. result];
    }

    /// <summary>The reverse of <see cref="Interleave"/>: the values, and the partner of each, null where it is not marked.</summary>
    public static (T[] Values, T?[] Partners) Separate<T>(
        ReadOnlySpan<T> interleaved, ReadOnlySpan<bool> marks, params ReadOnlySpan<int> ends)
        where T : class
    {
        var values = new T[marks.Length];
        var partners = new T?[marks.Length];
        int start = 0, next = 0;
        foreach (int end in ends)
        {
            for (int i = start; i < end; i++)
                values[i] = interleaved[next++];
            for (int i = start; i < end; i++)
                if (marks[i])
                    partners[i] = interleaved[next++];
            start = end;
        }

        return (values, partners);
    }
}
