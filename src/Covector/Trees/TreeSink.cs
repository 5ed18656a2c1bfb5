using System.ComponentModel;

namespace Covector.Trees;

/// <summary>Receives the children of a value: their tensors, or their structures, whichever is being collected.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct TreeSink
{
    private readonly List<Tensor>? _leaves;
    private readonly TreeStructure? _hint;
    private readonly int _capacity;
    private TreeStructure[]? _children;
    private int _count;

    internal TreeSink(List<Tensor> leaves) => _leaves = leaves;

    /// <summary>Collects structures; nothing is allocated while they are those of the hint.</summary>
    internal TreeSink(TreeType type, TreeStructure? hint, int count)
    {
        _hint = hint is { Kind: TreeKind.Node } && ReferenceEquals(hint.Type, type) && hint.Children.Length == count ? hint : null;
        _capacity = count;
        if (_hint is null) _children = new TreeStructure[count];
    }

    /// <summary>The next child.</summary>
    public void Add<T>(TreeType<T> type, T value)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (_leaves is not null)
        {
            if (!typeof(T).IsValueType && value is Tensor tensor) _leaves.Add(tensor);
            else type.Flatten(value, _leaves);
        }
        else
        {
            Add(!typeof(T).IsValueType && value is Tensor ? TreeStructure.Leaf : type.StructureOf(value, Hint));
        }
    }

    internal void AddObject(TreeType type, object? value)
    {
        if (_leaves is not null) type.FlattenObject(value, _leaves);
        else Add(type.StructureOfObject(value, Hint));
    }

    /// <summary>The structure of the value whose children were added; the hint itself when nothing differs.</summary>
    internal readonly TreeStructure ToStructure(TreeType type, object? data = null) =>
        _children is null && Equals(_hint!.Data, data) ? _hint : new(TreeKind.Node, type, _children ?? _hint!.Children, data);

    private readonly TreeStructure? Hint => _hint?.Children[_count];

    private void Add(TreeStructure child)
    {
        if (_children is null && !ReferenceEquals(_hint!.Children[_count], child))
        {
            _children = new TreeStructure[_capacity];
            Array.Copy(_hint.Children, _children, _count);
        }

        if (_children is not null) _children[_count] = child;
        _count++;
    }
}
