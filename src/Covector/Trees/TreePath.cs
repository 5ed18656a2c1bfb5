namespace Covector.Trees;

/// <summary>Finds places in a structure and names them as one would write them in C#.</summary>
internal static class TreePath
{
    public static string OfLeaf(TreeStructure structure, int leaf, string root)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(leaf);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(leaf, structure.LeafCount);
        string path = root;
        while (structure.Kind == TreeKind.Node)
        {
            int child = 0;
            for (; leaf >= structure.Children[child].LeafCount; child++) leaf -= structure.Children[child].LeafCount;
            path += structure.Type.Segment(structure, child);
            structure = structure.Children[child];
        }

        return path;
    }

    public static string[] OfLeaves(TreeStructure structure, string root)
    {
        var paths = new string[structure.LeafCount];
        int next = 0;
        Collect(structure, root, paths, ref next);
        return paths;
    }

    /// <summary>The first node that is no tree, with its path.</summary>
    public static (string Path, Type Type) OfNoTree(TreeStructure structure, string root)
    {
        string path = root;
        while (structure.Kind != TreeKind.NoTree)
        {
            int child = Array.FindIndex(structure.Children, c => c.HasNoTree);
            path += structure.Type.Segment(structure, child);
            structure = structure.Children[child];
        }

        return (path, structure.Type.Type);
    }

    private static void Collect(TreeStructure structure, string path, string[] paths, ref int next)
    {
        if (structure.Kind == TreeKind.Leaf) paths[next++] = path;
        for (int i = 0; i < structure.Children.Length; i++)
            Collect(structure.Children[i], path + structure.Type.Segment(structure, i), paths, ref next);
    }
}
