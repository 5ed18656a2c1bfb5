namespace Covector.Trees;

/// <summary>Values that belong to the structure.</summary>
internal sealed class StaticTree<T> : TreeType<T>
{
    private TreeStructure? _last;

    internal override void Flatten(T value, List<Tensor> leaves) { }

    internal override TreeStructure StructureOf(T value)
    {
        TreeStructure? last = _last;
        if (last is not null && (value is null ? last.Data is null : last.Data is T known && EqualityComparer<T>.Default.Equals(known, value)))
            return last;
        return _last = new(TreeKind.Static, this, data: value);
    }

    internal override T Unflatten(ref TreeSource source) => (T)source.Structure.Data!;
}
