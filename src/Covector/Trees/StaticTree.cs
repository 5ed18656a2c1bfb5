namespace Covector.Trees;

/// <summary>Values that belong to the structure.</summary>
internal sealed class StaticTree<T> : TreeType<T>
{
    internal override void Flatten(T value, List<Tensor> leaves) { }

    internal override TreeStructure StructureOf(T value, TreeStructure? hint) =>
        ReferenceEquals(hint?.Type, this) && Same(hint!.Data, value) ? hint : new(TreeKind.Static, this, data: value);

    internal override T Unflatten(ref TreeSource source) => (T)source.Structure.Data!;

    private static bool Same(object? known, T value) =>
        value is null ? known is null : known is T same && EqualityComparer<T>.Default.Equals(same, value);
}
