using System.ComponentModel;

namespace Covector.Trees;

/// <summary>Hands out the children of a structure, rebuilt from the tensors that follow.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct TreeSource
{
    private readonly ReadOnlySpan<Tensor> _leaves;
    private int _leaf;
    private int _child;

    internal TreeSource(TreeStructure structure, ReadOnlySpan<Tensor> leaves)
    {
        Structure = structure;
        _leaves = leaves;
    }

    /// <summary>The structure whose children come next.</summary>
    internal TreeStructure Structure { get; private set; }

    /// <summary>The next child.</summary>
    public T Next<T>(TreeType<T> type)
    {
        ArgumentNullException.ThrowIfNull(type);
        (TreeStructure parent, int child) = Enter();
        T value = type.Unflatten(ref this);
        Leave(parent, child);
        return value;
    }

    internal object? NextObject(TreeType type)
    {
        (TreeStructure parent, int child) = Enter();
        object? value = type.UnflattenObject(ref this);
        Leave(parent, child);
        return value;
    }

    internal Tensor NextLeaf() => _leaves[_leaf++];

    private (TreeStructure Parent, int Child) Enter()
    {
        (TreeStructure, int) place = (Structure, _child);
        Structure = Structure.Children[_child];
        _child = 0;
        return place;
    }

    private void Leave(TreeStructure parent, int child)
    {
        Structure = parent;
        _child = child + 1;
    }
}
