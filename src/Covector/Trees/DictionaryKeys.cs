namespace Covector.Trees;

/// <summary>The keys of a dictionary in ascending order, as part of a structure.</summary>
internal sealed class DictionaryKeys<TKey> : IEquatable<DictionaryKeys<TKey>>
    where TKey : notnull
{
    private static readonly IComparer<TKey> s_order = typeof(TKey) == typeof(string) ? (IComparer<TKey>)StringComparer.Ordinal : Comparer<TKey>.Default;

    public DictionaryKeys(TKey[] keys)
    {
        Array.Sort(keys, s_order);
        Sorted = keys;
    }

    public TKey[] Sorted { get; }

    public bool AreThoseOf<TValue>(Dictionary<TKey, TValue> dictionary)
    {
        if (dictionary.Count != Sorted.Length) return false;
        // With a comparer of its own the dictionary may find a key that is spelled differently.
        if (!ReferenceEquals(dictionary.Comparer, EqualityComparer<TKey>.Default)) return Equals(new DictionaryKeys<TKey>([.. dictionary.Keys]));
        foreach (TKey key in Sorted)
            if (!dictionary.ContainsKey(key)) return false;
        return true;
    }

    public string Segment(int child) => $"[{TreePrinter.Literal(Sorted[child])}]";

    public bool Equals(DictionaryKeys<TKey>? other) => ReferenceEquals(this, other) || (other is not null && Sorted.AsSpan().SequenceEqual(other.Sorted));

    public override bool Equals(object? obj) => Equals(obj as DictionaryKeys<TKey>);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (TKey key in Sorted) hash.Add(key);
        return hash.ToHashCode();
    }

    /// <summary>The keys as they stand in messages.</summary>
    public override string ToString() => string.Join(", ", Sorted.Select(key => TreePrinter.Literal(key)));
}
