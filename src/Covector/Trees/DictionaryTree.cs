namespace Covector.Trees;

/// <summary>Dictionaries: children in ascending order of the keys (ordinal for strings), whatever the order of insertion. The comparer stays.</summary>
internal sealed class DictionaryTree<TKey, TValue>(TreeType<TValue> element) : TreeType<Dictionary<TKey, TValue>>
    where TKey : notnull
{
    private DictionaryKeys<TKey>? _keys;

    internal override string Segment(TreeStructure structure, int child) => ((DictionaryKeys<TKey>)structure.Data!).Segment(child);

    internal override void Print(TreeStructure structure, TreePrinter printer) => printer.Dictionary(structure);

    internal override void Flatten(Dictionary<TKey, TValue> value, List<Tensor> leaves)
    {
        if (value is null) return;
        var sink = new TreeSink(leaves);
        Read(value, Keys(value), ref sink);
    }

    internal override TreeStructure StructureOf(Dictionary<TKey, TValue> value, TreeStructure? hint)
    {
        if (value is null) return Null(hint);
        DictionaryKeys<TKey> keys = Keys(value);
        var sink = new TreeSink(this, hint, value.Count);
        Read(value, keys, ref sink);
        return sink.ToStructure(this, keys);
    }

    internal override Dictionary<TKey, TValue> Unflatten(ref TreeSource source)
    {
        if (source.Structure.Kind == TreeKind.Null) return null!;
        var keys = (DictionaryKeys<TKey>)source.Structure.Data!;
        var dictionary = new Dictionary<TKey, TValue>(keys.Sorted.Length, (IEqualityComparer<TKey>?)keys.Comparer);
        foreach (TKey key in keys.Sorted) dictionary.Add(key, source.Next(element));
        return dictionary;
    }

    private void Read(Dictionary<TKey, TValue> value, DictionaryKeys<TKey> keys, ref TreeSink sink)
    {
        foreach (TKey key in keys.Sorted) sink.Add(element, value[key]);
    }

    /// <summary>The keys of the last dictionary serve again when this one has the same: then nothing is sorted.</summary>
    private DictionaryKeys<TKey> Keys(Dictionary<TKey, TValue> value)
    {
        DictionaryKeys<TKey>? keys = _keys;
        return keys is not null && keys.AreThoseOf(value) ? keys : _keys = new([.. value.Keys], value.Comparer);
    }
}
