using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Covector.Trees;

/// <summary>Takes trees apart into tensors and a structure, and puts them together again.</summary>
/// <remarks>
/// A lone tensor takes the short way in every function: no strategy, no look-up, no allocation. Value types are excluded first,
/// because code shared between tuples would box them only to learn that they are no tensors.
/// </remarks>
internal static class Tree
{
    /// <summary>Appends the tensors of the value in the order of its structure.</summary>
    /// <exception cref="TreeTypeException">The value holds something that is no tree; <paramref name="root"/> starts its path.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Flatten<T>(T value, List<Tensor> leaves, string root = "")
    {
        if (!typeof(T).IsValueType && value is Tensor tensor) leaves.Add(tensor);
        else FlattenTree(value, leaves, root);
    }

    /// <summary>What remains of the value when its tensors are taken out.</summary>
    /// <exception cref="TreeTypeException">The value holds something that is no tree; <paramref name="root"/> starts its path.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TreeStructure StructureOf<T>(T value, string root = "") =>
        !typeof(T).IsValueType && value is Tensor ? TreeStructure.Leaf : StructureOfTree(value, root);

    /// <summary>The value with this structure and these tensors.</summary>
    /// <exception cref="TreeMismatchException">The structure is not one of a <typeparamref name="T"/>, or the tensors are too few or too many.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Unflatten<T>(TreeStructure structure, ReadOnlySpan<Tensor> leaves) =>
        leaves.Length == 1 && ReferenceEquals(structure, TreeStructure.Leaf) && leaves[0] is T tensor ? tensor : UnflattenTree<T>(structure, leaves);

    /// <summary>The same tree with every tensor replaced.</summary>
    public static T Map<T>(T value, Func<Tensor, Tensor> f)
    {
        if (value is Tensor tensor) return (T)(object)f(tensor);
        var leaves = new List<Tensor>();
        Flatten(value, leaves);
        Span<Tensor> span = CollectionsMarshal.AsSpan(leaves);
        foreach (ref Tensor leaf in span) leaf = f(leaf);
        return Unflatten<T>(StructureOf(value), span);
    }

    /// <summary>Demands equal structures.</summary>
    /// <param name="expected">The structure that is right.</param>
    /// <param name="actual">The structure to be checked.</param>
    /// <param name="what">What has the structure, to begin the message with: <c>Jvp: the tangent</c>.</param>
    /// <param name="root">What the paths start with.</param>
    /// <exception cref="TreeMismatchException">They differ; the message names the first path and both sides.</exception>
    public static void RequireSame(TreeStructure expected, TreeStructure actual, string what, string root = "")
    {
        if (!expected.Equals(actual)) throw new TreeMismatchException(TreeDifference.Describe(expected, actual, what, root));
    }

    private static void FlattenTree<T>(T value, List<Tensor> leaves, string root)
    {
        try
        {
            TreeTypes.Of<T>().Flatten(value, leaves);
        }
        catch (TreeTypeException)
        {
            // The structure knows the path of the offender, and its error replaces this one.
            StructureOfTree(value, root);
            throw;
        }
    }

    private static TreeStructure StructureOfTree<T>(T value, string root)
    {
        TreeStructure structure = TreeTypes.Of<T>().StructureOf(value, LastStructure<T>.Value);
        if (!structure.HasNoTree) return LastStructure<T>.Value = structure;
        (string path, Type type) = TreePath.OfNoTree(structure, root);
        throw NoTree.Error(type, path);
    }

    private static T UnflattenTree<T>(TreeStructure structure, ReadOnlySpan<Tensor> leaves)
    {
        if (leaves.Length != structure.LeafCount)
            throw new TreeMismatchException($"{structure} has {TreeDifference.Count(structure.LeafCount, "tensor")}, but {leaves.Length} {(leaves.Length == 1 ? "was" : "were")} given.");
        if (!typeof(T).IsAssignableFrom(structure.Type.Type) && Nullable.GetUnderlyingType(typeof(T)) != structure.Type.Type)
            throw new TreeMismatchException($"{structure} is the structure of a {TypeName.Of(structure.Type.Type)}, not of a {TypeName.Of(typeof(T))}.");
        var source = new TreeSource(structure, leaves);
        return TreeTypes.Of<T>().Unflatten(ref source);
    }

    /// <summary>The structure of the last value of a type, which serves again while it does not change. A race only costs an allocation.</summary>
    private static class LastStructure<T>
    {
        public static TreeStructure? Value { get; set; }
    }
}
