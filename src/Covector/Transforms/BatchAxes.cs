namespace Covector;

/// <summary>
/// Which axis of each tensor of a tree carries the batch: one number for all of them, or a tuple with an entry for each child. No batch
/// axis is written <c>null</c>; negative axes count from the end.
/// </summary>
public sealed class BatchAxes
{
    private readonly int? axis;
    private readonly BatchAxes?[]? children;

    private BatchAxes(int axis) => this.axis = axis;

    private BatchAxes(BatchAxes?[] children) => this.children = children;

    /// <summary>The same axis for every tensor.</summary>
    public static implicit operator BatchAxes(int axis) => new(axis);

    /// <summary>One entry for each child of a tuple, sequence or record.</summary>
    public static implicit operator BatchAxes((int?, int?) axes) => Tree(Leaf(axes.Item1), Leaf(axes.Item2));

    /// <inheritdoc cref="op_Implicit(ValueTuple{int?, int?})"/>
    public static implicit operator BatchAxes((int?, int?, int?) axes) => Tree(Leaf(axes.Item1), Leaf(axes.Item2), Leaf(axes.Item3));

    /// <inheritdoc cref="op_Implicit(ValueTuple{int?, int?})"/>
    public static implicit operator BatchAxes((BatchAxes?, BatchAxes?) axes) => Tree(axes.Item1, axes.Item2);

    /// <inheritdoc cref="op_Implicit(ValueTuple{int?, int?})"/>
    public static implicit operator BatchAxes((BatchAxes?, BatchAxes?, BatchAxes?) axes) => Tree(axes.Item1, axes.Item2, axes.Item3);

    /// <summary>One entry for each child of a tuple, sequence, dictionary (in order of its keys) or record.</summary>
    public static BatchAxes Tree(params BatchAxes?[] children) => new([.. children]);

    /// <summary>As written in C#.</summary>
    public override string ToString() => axis is { } a
        ? FormattableString.Invariant($"{a}")
        : $"({string.Join(", ", children!.Select(c => c?.ToString() ?? "null"))})";

    private static BatchAxes? Leaf(int? axis) => axis is { } a ? new BatchAxes(a) : null;

    /// <summary>The axis of every tensor of a tree, in order.</summary>
    /// <exception cref="BatchAxisException">The axes have another structure than the tree.</exception>
    internal static void Flatten(BatchAxes? axes, TreeStructure structure, string path, List<int?> result)
    {
        if (axes?.children is not { } children)
        {
            for (int i = 0; i < structure.LeafCount; i++)
                result.Add(axes?.axis);
            return;
        }

        if (children.Length != structure.Children.Length || structure.Kind == TreeKind.Leaf)
            throw new BatchAxisException(
                $"Vmap: the axes {axes} have {children.Length} entries for '{path}', which is {structure} with {structure.Children.Length} "
                + $"{(structure.Children.Length == 1 ? "child" : "children")}. "
                + "Write one axis for all of it, or one entry for each child.");
        for (int i = 0; i < children.Length; i++)
            Flatten(children[i], structure.Children[i], path + structure.Type.Segment(structure, i), result);
    }

    /// <summary>The same for the tuple of all arguments of a function.</summary>
    internal static void FlattenArguments(BatchAxes axes, TreeStructure structure, Delegate function, List<int?> result)
    {
        for (int i = 0; i < structure.Children.Length; i++)
            Flatten(axes.children![i], structure.Children[i], TraceOrigin.ParameterName(function, i), result);
    }
}
