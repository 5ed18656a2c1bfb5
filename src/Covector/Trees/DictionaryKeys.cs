namespace Covector.Trees;

/// <summary>The keys of a dictionary in ascending order, and how it compares them, as part of a structure.</summary>
internal sealed class DictionaryKeys<TKey> : IEquatable<DictionaryKeys<TKey>>
    where TKey : notnull
{
    private static readonly IComparer<TKey> s_order = typeof(TKey) == typeof(string) ? (IComparer<TKey>)StringComparer.Ordinal : Comparer<TKey>.Default;

    /// <param name="keys">The keys, which are sorted in place.</param>
    /// <param name="comparer">The dictionary's, an equality comparer of its keys; null for the usual one.</param>
    public DictionaryKeys(TKey[] keys, object? comparer)
    {
        Array.Sort(keys, s_order);
        Sorted = keys;
        Comparer = IsUsual(comparer) ? null : comparer;
    }

    /// <summary>An equality comparer of the keys; null for the usual one.</summary>
    public object? Comparer { get; }

    public TKey[] Sorted { get; }

    public bool AreThoseOf<TValue>(Dictionary<TKey, TValue> dictionary)
    {
        if (dictionary.Count != Sorted.Length) return false;
        // With a comparer of its own the dictionary may find a key that is spelled differently.
        if (Comparer is not null || !IsUsual(dictionary.Comparer)) return Equals(new DictionaryKeys<TKey>([.. dictionary.Keys], dictionary.Comparer));
        foreach (TKey key in Sorted)
            if (!dictionary.ContainsKey(key)) return false;
        return true;
    }

    public string Segment(int child) => $"[{TreePrinter.Literal(Sorted[child])}]";

    public bool Equals(DictionaryKeys<TKey>? other) => ReferenceEquals(this, other)
        || (other is not null && Equals(Comparer, other.Comparer) && Sorted.AsSpan().SequenceEqual(other.Sorted));

    public override bool Equals(object? obj) => Equals(obj as DictionaryKeys<TKey>);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (TKey key in Sorted) hash.Add(key);
        return hash.ToHashCode();
    }

    /// <summary>The keys as they stand in messages.</summary>
    public override string ToString() =>
        string.Join(", ", Sorted.Select(key => TreePrinter.Literal(key))) + (Comparer is null ? "" : $" (compared by {TypeName.Of(Comparer.GetType())})");

    /// <summary>Strings that are compared character by character are compared as usual.</summary>
    private static bool IsUsual(object? comparer) =>
        comparer is null || ReferenceEquals(comparer, EqualityComparer<TKey>.Default) || ReferenceEquals(comparer, StringComparer.Ordinal);
}
