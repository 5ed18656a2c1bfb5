namespace Covector.IO;

/// <summary>Trees as archives: every tensor under its path.</summary>
internal static class ArchivedTree
{
    /// <summary>The name of a tensor that is the whole tree.</summary>
    private const string Lone = "value";

    public static List<KeyValuePair<string, Tensor>> Entries<T>(T tree)
    {
        var leaves = new List<Tensor>();
        Tree.Flatten(tree, leaves, Lone);
        var names = Names(Tree.StructureOf(tree, Lone));
        var entries = new List<KeyValuePair<string, Tensor>>(names.Length);
        for (int i = 0; i < names.Length; i++)
            entries.Add(new(names[i], leaves[i]));
        return entries;
    }

    public static T Build<T>(Dictionary<string, Tensor> tensors, T example, string place)
    {
        var expected = new List<Tensor>();
        Tree.Flatten(example, expected, Lone);
        var structure = Tree.StructureOf(example, Lone);
        var names = Names(structure);
        var leaves = new Tensor[names.Length];
        for (int i = 0; i < leaves.Length; i++)
        {
            if (!tensors.Remove(names[i], out var found))
                throw new TensorFileException($"{place}: there is no entry '{names[i]}', which the example has as {expected[i].Type}.");
            if (found.Type != expected[i].Type)
                throw new TensorFileException($"{place}, entry '{names[i]}': it is {found.Type}; the example has {expected[i].Type}.");
            leaves[i] = found;
        }

        foreach (string name in tensors.Keys)
            throw new TensorFileException($"{place}: the example has no tensor '{name}', which the file holds.");
        return Tree.Unflatten<T>(structure, leaves);
    }

    private static string[] Names(TreeStructure structure)
    {
        var names = structure.LeafPaths();
        for (int i = 0; i < names.Length; i++)
            names[i] = names[i].Length == 0 ? Lone : names[i].TrimStart('.');
        return names;
    }
}
