namespace Covector.Trees;

/// <summary>The strategy of the leaves.</summary>
internal sealed class TensorTree : TreeType<Tensor?>
{
    public static readonly TensorTree Instance = new();

    private readonly TreeStructure _leaf;
    private readonly TreeStructure _null;

    private TensorTree()
    {
        _leaf = new(TreeKind.Leaf, this);
        _null = new(TreeKind.Null, this);
    }

    public TreeStructure Leaf => _leaf;

    internal override void Flatten(Tensor? value, List<Tensor> leaves)
    {
        if (value is not null) leaves.Add(value);
    }

    internal override TreeStructure StructureOf(Tensor? value, TreeStructure? hint) => value is null ? _null : _leaf;

    internal override Tensor? Unflatten(ref TreeSource source) => source.Structure.Kind == TreeKind.Leaf ? source.NextLeaf() : null;
}
