using System.ComponentModel;

namespace Covector.Trees;

/// <summary>How values of one type are taken apart into tensors and a structure, and rebuilt.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TreeType
{
    private protected TreeType(Type type) => Type = type;

    /// <summary>The type of the values. Structures compare by it, not by the strategy object.</summary>
    internal Type Type { get; }

    /// <summary>The path segment of a child: <c>.W</c>, <c>[2]</c>, <c>["w"]</c>.</summary>
    internal virtual string Segment(TreeStructure structure, int child) => $"[{child}]";

    /// <summary>Writes a structure of this type for a reader.</summary>
    internal virtual void Print(TreeStructure structure, TreePrinter printer) => printer.Sequence(TypeName.Of(Type), structure);

    internal abstract void FlattenObject(object? value, List<Tensor> leaves);

    internal abstract TreeStructure StructureOfObject(object? value, TreeStructure? hint);

    internal abstract object? UnflattenObject(ref TreeSource source);

    /// <summary>The structure of a null, which stands where the type is declared.</summary>
    private protected TreeStructure Null(TreeStructure? hint) =>
        hint is { Kind: TreeKind.Null } && ReferenceEquals(hint.Type, this) ? hint : new(TreeKind.Null, this);
}

/// <summary>How values of type <typeparamref name="T"/> are taken apart into tensors and a structure, and rebuilt.</summary>
/// <typeparam name="T">The type of the values.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TreeType<T> : TreeType
{
    private protected TreeType() : base(typeof(T)) { }

    /// <summary>Appends the tensors of the value, in the order of its structure.</summary>
    internal abstract void Flatten(T value, List<Tensor> leaves);

    /// <summary>The structure of the value: the hint itself when that is it, so that repeated calls allocate nothing.</summary>
    internal abstract TreeStructure StructureOf(T value, TreeStructure? hint);

    /// <summary>Rebuilds the value of the structure the source stands at.</summary>
    internal abstract T Unflatten(ref TreeSource source);

    internal sealed override void FlattenObject(object? value, List<Tensor> leaves) => Flatten((T)value!, leaves);

    internal sealed override TreeStructure StructureOfObject(object? value, TreeStructure? hint) => StructureOf((T)value!, hint);

    internal sealed override object? UnflattenObject(ref TreeSource source) => Unflatten(ref source);
}
