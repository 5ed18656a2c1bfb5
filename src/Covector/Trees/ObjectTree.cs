namespace Covector.Trees;

/// <summary>
/// [Tree] types, and the interfaces and abstract classes they implement: the value itself knows its strategy. Asking late also
/// lets a type contain itself.
/// </summary>
internal sealed class ObjectTree<T> : TreeType<T>
{
    private TreeType<T>? _own;

    internal override void Flatten(T value, List<Tensor> leaves)
    {
        if (value is null) return;
        if (Own(value) is { } own) own.Flatten(value, leaves);
        else ErasedTrees.OfValue(value).FlattenObject(value, leaves);
    }

    internal override TreeStructure StructureOf(T value, TreeStructure? hint)
    {
        if (value is null) return Null(hint);
        return Own(value) is { } own ? own.StructureOf(value, hint) : ErasedTrees.OfValue(value).StructureOfObject(value, hint);
    }

    internal override T Unflatten(ref TreeSource source)
    {
        TreeType type = source.Structure.Type;
        if (source.Structure.Kind == TreeKind.Null) return default!;
        return type is TreeType<T> own && !ReferenceEquals(own, this) ? own.Unflatten(ref source) : (T)type.UnflattenObject(ref source)!;
    }

    /// <summary>The strategy of the value if it is of exactly this type; for value types without boxing each value.</summary>
    private TreeType<T>? Own(T value)
    {
        if (typeof(T).IsValueType) return _own ??= (TreeType<T>)((ITree)value!).TreeType;
        return value is ITree tree && value.GetType() == typeof(T) ? (TreeType<T>)tree.TreeType : null;
    }
}
