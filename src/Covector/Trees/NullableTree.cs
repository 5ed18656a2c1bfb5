namespace Covector.Trees;

/// <summary>A value type that may be null; the structure of a value is that of the underlying type.</summary>
internal sealed class NullableTree<T>(TreeType<T> underlying) : TreeType<T?>
    where T : struct
{
    internal override void Flatten(T? value, List<Tensor> leaves)
    {
        if (value is { } present) underlying.Flatten(present, leaves);
    }

    internal override TreeStructure StructureOf(T? value, TreeStructure? hint) =>
        value is { } present ? underlying.StructureOf(present, hint) : Null(hint);

    internal override T? Unflatten(ref TreeSource source) =>
        source.Structure.Kind == TreeKind.Null ? null : underlying.Unflatten(ref source);
}
