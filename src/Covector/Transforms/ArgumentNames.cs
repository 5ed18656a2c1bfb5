namespace Covector;

/// <summary>How messages and graphs call the tensors of a function's arguments: <c>x</c>, <c>params.Layers[2].W</c>.</summary>
internal static class ArgumentNames
{
    /// <param name="structure">Of the argument, or of a tuple of all arguments.</param>
    /// <param name="function">The user's function, whose parameters have names.</param>
    /// <param name="isTuple">Whether the arguments were given one by one and stand in a tuple here.</param>
    public static string[] Of(TreeStructure structure, Delegate function, bool isTuple)
    {
        var names = new string[structure.LeafCount];
        for (int i = 0; i < names.Length; i++)
            names[i] = Of(structure, i, function, isTuple);
        return names;
    }

    /// <summary>The name of one tensor of the argument with a number, or of the tuple of all arguments.</summary>
    public static string Of(TreeStructure structure, int leaf, Delegate function, int argument) => argument == Gradient.AllArguments
        ? Of(structure, leaf, function, true)
        : structure.LeafPath(leaf, TraceOrigin.ParameterName(function, argument));

    public static string Of(TreeStructure structure, int leaf, Delegate function, bool isTuple)
    {
        if (!isTuple)
            return structure.LeafPath(leaf, TraceOrigin.ParameterName(function, 0));
        int argument = 0;
        while (leaf >= structure.Children[argument].LeafCount)
            leaf -= structure.Children[argument++].LeafCount;
        return structure.Children[argument].LeafPath(leaf, TraceOrigin.ParameterName(function, argument));
    }
}
