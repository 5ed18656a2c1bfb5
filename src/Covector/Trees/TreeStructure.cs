namespace Covector.Trees;

internal enum TreeKind
{
    /// <summary>A tensor.</summary>
    Leaf,
    /// <summary>A value that is part of the structure.</summary>
    Static,
    /// <summary>A null where a tree was possible.</summary>
    Null,
    /// <summary>A tuple, sequence, dictionary or record.</summary>
    Node,
    /// <summary>A value whose type is no tree; never seen outside <see cref="Tree"/>, which turns it into an error.</summary>
    NoTree,
}

/// <summary>What remains of a tree when its tensors are taken out. Immutable; equality is by value, the hash is cached.</summary>
/// <remarks>
/// The structure of a value is the object made for the last value of its type while nothing changes, so the comparison of two
/// structures is nearly always a comparison of references.
/// </remarks>
internal sealed class TreeStructure : IEquatable<TreeStructure>
{
    /// <summary>The structure of a single tensor; there is only this one.</summary>
    public static TreeStructure Leaf => TensorTree.Instance.Leaf;

    private readonly int _hash;

    internal TreeStructure(TreeKind kind, TreeType type, TreeStructure[]? children = null, object? data = null)
    {
        Kind = kind;
        Type = type;
        Children = children ?? [];
        Data = data;
        LeafCount = kind == TreeKind.Leaf ? 1 : 0;
        HasNoTree = kind == TreeKind.NoTree;
        var hash = new HashCode();
        hash.Add(kind);
        hash.Add(type.Type);
        hash.Add(data);
        foreach (TreeStructure child in Children)
        {
            LeafCount += child.LeafCount;
            HasNoTree |= child.HasNoTree;
            hash.Add(child._hash);
        }

        _hash = hash.ToHashCode();
    }

    public TreeKind Kind { get; }

    /// <summary>The strategy of the value this was taken from.</summary>
    public TreeType Type { get; }

    public TreeStructure[] Children { get; }

    /// <summary>The value of a static leaf, or the sorted keys of a dictionary.</summary>
    public object? Data { get; }

    /// <summary>The number of tensors.</summary>
    public int LeafCount { get; }

    internal bool HasNoTree { get; }

    public static bool operator ==(TreeStructure? left, TreeStructure? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(TreeStructure? left, TreeStructure? right) => !(left == right);

    public bool Equals(TreeStructure? other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is null || _hash != other._hash || !SameNode(other)) return false;
        for (int i = 0; i < Children.Length; i++)
            if (!Children[i].Equals(other.Children[i])) return false;
        return true;
    }

    /// <summary>Whether the two agree when their children are left aside.</summary>
    internal bool SameNode(TreeStructure other) =>
        Kind == other.Kind && Type.Type == other.Type.Type && Children.Length == other.Children.Length && Equals(Data, other.Data);

    public override bool Equals(object? obj) => Equals(obj as TreeStructure);

    public override int GetHashCode() => _hash;

    /// <summary>The path of one tensor, such as <c>params.Layers[2].W</c>; the path of a lone tensor is the root itself.</summary>
    public string LeafPath(int leaf, string root = "") => TreePath.OfLeaf(this, leaf, root);

    /// <summary>The paths of all tensors in order.</summary>
    public string[] LeafPaths(string root = "") => TreePath.OfLeaves(this, root);

    public override string ToString() => TreePrinter.Print(this);
}
