using System.Collections.Concurrent;

namespace Covector.Trees;

/// <summary>Finds the strategy for a type or value known only at run time.</summary>
internal static class ErasedTrees
{
    private static readonly ConcurrentDictionary<Type, TreeType> s_types = new();

    /// <summary>The strategy of a value by its own type, whatever type it was declared with.</summary>
    public static TreeType OfValue(object value) => value switch
    {
        Tensor => TensorTree.Instance,
        ITree tree => OfTree(tree),
        _ => Of(value.GetType()),
    };

    public static TreeType Of(Type type) => s_types.TryGetValue(type, out TreeType? known) ? known : s_types.GetOrAdd(type, Make(type));

    /// <remarks>A subclass without [Tree] inherits the strategy of its base, which would rebuild it as the base and lose the rest.</remarks>
    private static TreeType OfTree(ITree tree) => tree.TreeType is { } type && type.Type == tree.GetType() ? type : new NoTree(tree.GetType());

    private static TreeType Make(Type type) => TreeShape.Of(type) switch
    {
        TreeForm.Tensor => TensorTree.Instance,
        TreeForm.Static => new ErasedStatic(type),
        TreeForm.Nullable => new ErasedNullable(type, Of(Nullable.GetUnderlyingType(type)!)),
        TreeForm.Tuple => new ErasedTuple(type),
        TreeForm.Array => new ErasedArray(type),
        TreeForm.List => new ErasedList(type),
        TreeForm.ReadOnlyList => new ErasedReadOnlyList(type),
        TreeForm.Dictionary => new ErasedDictionary(type),
        TreeForm.Object => new ErasedObject(type),
        _ => new NoTree(type),
    };
}
