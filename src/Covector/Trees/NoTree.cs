namespace Covector.Trees;

/// <summary>The strategy of types that are no trees: it leaves a mark in the structure, from which the error takes the path.</summary>
internal sealed class NoTree<T> : TreeType<T>
{
    internal override void Flatten(T value, List<Tensor> leaves) => throw NoTree.Error(typeof(T), "");

    internal override TreeStructure StructureOf(T value, TreeStructure? hint) => new(TreeKind.NoTree, this);

    internal override T Unflatten(ref TreeSource source) => throw NoTree.Error(typeof(T), "");
}

/// <summary>The same for a type known only at run time.</summary>
internal sealed class NoTree(Type type) : TreeType(type)
{
    public static TreeTypeException Error(Type type, string path)
    {
        string name = TypeName.Of(type);
        string place = path.Length > 0 ? $"{path} is of type {name}, which" : name;
        return new($"{place} is no tree: {Advice(type, name)}");
    }

    internal override void FlattenObject(object? value, List<Tensor> leaves) => throw Error(Type, "");

    internal override TreeStructure StructureOfObject(object? value, TreeStructure? hint) => new(TreeKind.NoTree, this);

    internal override object? UnflattenObject(ref TreeSource source) => throw Error(Type, "");

    private static string Advice(Type type, string name)
    {
        if (typeof(Delegate).IsAssignableFrom(type)) return "pass the function as a closure variable, or make it a member of a [Tree] type.";
        if (type.IsArray) return "write an array of arrays, or a single Tensor.";
        if (type.IsDefined(typeof(TreeAttribute), inherit: false))
            return "it is marked [Tree], but its conversion was not written. Reference Covector.Generators as an analyzer: the package and "
                + "src/Covector/Covector.csproj bring it along, Covector.dll alone does not.";
        bool own = !(type.Namespace ?? "").StartsWith("System", StringComparison.Ordinal);
        return own
            ? $"mark {name} [Tree] and make it partial, or pass it as a closure variable."
            : "trees are Tensor, value tuples, T[], List<T>, IReadOnlyList<T>, Dictionary<K, T> with sortable keys, and [Tree] types. "
                + "Write one of these, or pass it as a closure variable.";
    }
}
