namespace Covector.Trees;

/// <summary>A strategy that knows its type only as <see cref="Type"/> and works on boxed values.</summary>
/// <remarks>
/// Ahead-of-time compiled programs cannot instantiate a generic strategy for a type found at run time. They use these, which
/// need no code of their own per type; so do values behind interfaces everywhere.
/// </remarks>
internal abstract class ErasedTree(Type type) : TreeType(type)
{
    internal sealed override void FlattenObject(object? value, List<Tensor> leaves)
    {
        if (value is null) return;
        var sink = new TreeSink(leaves);
        Read(value, Keys(value), ref sink);
    }

    internal sealed override TreeStructure StructureOfObject(object? value, TreeStructure? hint)
    {
        if (value is null) return Null(hint);
        object? keys = Keys(value);
        var sink = new TreeSink(this, hint, Count(value));
        Read(value, keys, ref sink);
        return sink.ToStructure(this, keys);
    }

    internal sealed override object? UnflattenObject(ref TreeSource source) =>
        source.Structure.Kind == TreeKind.Null ? null : Build(source.Structure, ref source);

    protected abstract int Count(object value);

    /// <summary>What the structure keeps besides the children: the keys of a dictionary.</summary>
    protected virtual object? Keys(object value) => null;

    protected abstract void Read(object value, object? keys, ref TreeSink sink);

    protected abstract object Build(TreeStructure structure, ref TreeSource source);
}

/// <summary>Gives an erased strategy the type its callers know.</summary>
internal sealed class BoxedTree<T>(TreeType erased) : TreeType<T>
{
    internal override void Flatten(T value, List<Tensor> leaves) => erased.FlattenObject(value, leaves);

    internal override TreeStructure StructureOf(T value, TreeStructure? hint) => erased.StructureOfObject(value, hint);

    internal override T Unflatten(ref TreeSource source) => (T)erased.UnflattenObject(ref source)!;
}
