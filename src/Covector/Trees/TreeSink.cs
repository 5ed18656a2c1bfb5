using System.ComponentModel;

namespace Covector.Trees;

/// <summary>Receives the children of a value: their tensors, or their structures, whichever is being collected.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct TreeSink
{
    private readonly List<Tensor>? _leaves;
    private readonly TreeStructure? _last;
    private readonly int _capacity;
    private TreeStructure[]? _children;
    private int _count;

    internal TreeSink(List<Tensor> leaves) => _leaves = leaves;

    /// <summary>Collects structures; nothing is allocated while they are those of the last value.</summary>
    internal TreeSink(TreeStructure? last, int count)
    {
        _last = last is not null && last.Children.Length == count ? last : null;
        _capacity = count;
        if (_last is null) _children = new TreeStructure[count];
    }

    /// <summary>The next child.</summary>
    public void Add<T>(TreeType<T> type, T value)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (_leaves is not null)
        {
            if (value is Tensor tensor) _leaves.Add(tensor);
            else type.Flatten(value, _leaves);
        }
        else
        {
            Add(value is Tensor ? TreeStructure.Leaf : type.StructureOf(value));
        }
    }

    internal void AddObject(TreeType type, object? value)
    {
        if (_leaves is not null) type.FlattenObject(value, _leaves);
        else Add(type.StructureOfObject(value));
    }

    /// <summary>The structure of the value whose children were added; the last one itself when nothing changed.</summary>
    internal readonly TreeStructure ToStructure(TreeType type, object? data = null) =>
        _children is null && Equals(_last!.Data, data) ? _last : new(TreeKind.Node, type, _children ?? _last!.Children, data);

    private void Add(TreeStructure child)
    {
        if (_children is null && !ReferenceEquals(_last!.Children[_count], child))
        {
            _children = new TreeStructure[_capacity];
            Array.Copy(_last.Children, _children, _count);
        }

        if (_children is not null) _children[_count] = child;
        _count++;
    }
}
