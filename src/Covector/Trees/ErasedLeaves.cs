namespace Covector.Trees;

/// <summary>Static values of a type known at run time.</summary>
internal sealed class ErasedStatic(Type type) : TreeType(type)
{
    internal override void FlattenObject(object? value, List<Tensor> leaves) { }

    internal override TreeStructure StructureOfObject(object? value, TreeStructure? hint) =>
        ReferenceEquals(hint?.Type, this) && Equals(hint!.Data, value) ? hint : new(TreeKind.Static, this, data: value);

    internal override object? UnflattenObject(ref TreeSource source) => source.Structure.Data;
}

/// <summary>A nullable value type; boxed, its values are those of the underlying type.</summary>
internal sealed class ErasedNullable(Type type, TreeType underlying) : TreeType(type)
{
    internal override void FlattenObject(object? value, List<Tensor> leaves)
    {
        if (value is not null) underlying.FlattenObject(value, leaves);
    }

    internal override TreeStructure StructureOfObject(object? value, TreeStructure? hint) =>
        value is null ? Null(hint) : underlying.StructureOfObject(value, hint);

    internal override object? UnflattenObject(ref TreeSource source) =>
        source.Structure.Kind == TreeKind.Null ? null : underlying.UnflattenObject(ref source);
}

/// <summary>[Tree] types, interfaces and abstract classes: the value knows its strategy.</summary>
internal sealed class ErasedObject(Type type) : TreeType(type)
{
    internal override void FlattenObject(object? value, List<Tensor> leaves)
    {
        if (value is not null) ErasedTrees.OfValue(value).FlattenObject(value, leaves);
    }

    internal override TreeStructure StructureOfObject(object? value, TreeStructure? hint) =>
        value is null ? Null(hint) : ErasedTrees.OfValue(value).StructureOfObject(value, hint);

    internal override object? UnflattenObject(ref TreeSource source) =>
        source.Structure.Kind == TreeKind.Null ? null : source.Structure.Type.UnflattenObject(ref source);
}
