namespace Covector;

/// <summary>A function on trees seen as one on arrays of tensors. It remembers the structure of its last result.</summary>
internal sealed class TreeFunction<X, Y>(Func<X, Y> function, TreeStructure input)
{
    private TreeStructure? output;

    /// <summary>The structure of the result; the function has been called.</summary>
    public TreeStructure Output => output ?? throw new InvalidOperationException("The function has not been called.");

    public Tensor[] Invoke(Tensor[] leaves)
    {
        var result = function(Tree.Unflatten<X>(input, leaves))
            ?? throw new InvalidOperationException("The function returned null; expected a tensor, or a tuple, array or record of tensors.");
        output = Tree.StructureOf(result, "result");
        return TreeLeaves.Of(result);
    }

    public Y Result(ReadOnlySpan<Tensor> leaves) => Tree.Unflatten<Y>(Output, leaves);
}

/// <summary>The tensors of trees as arrays.</summary>
internal static class TreeLeaves
{
    /// <summary>A longer list is not kept.</summary>
    private const int LargestKept = 256;

    [ThreadStatic]
    private static List<Tensor>? kept;

    /// <summary>An empty list, to be returned; a thread keeps one from call to call.</summary>
    public static List<Tensor> Rent()
    {
        var list = kept ?? [];
        kept = null;
        return list;
    }

    public static void Return(List<Tensor> list)
    {
        list.Clear();
        if (list.Capacity <= LargestKept)
            kept = list;
    }

    public static Tensor[] Of<T>(T value)
    {
        if (value is Tensor tensor)
            return [tensor];
        var leaves = new List<Tensor>();
        Tree.Flatten(value, leaves);
        return [.. leaves];
    }

    /// <summary>Throws if there is no tree at all; within one, null may stand for tensors that are not there.</summary>
    public static void Require<T>(T value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value is null)
            throw new ArgumentNullException(name);
    }

    /// <summary>The path of one tensor of an argument.</summary>
    public static string Path<T>(T value, int leaf, Delegate function, int argument = 0) =>
        Tree.StructureOf(value).LeafPath(leaf, TraceOrigin.ParameterName(function, argument));
}
