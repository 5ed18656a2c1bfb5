namespace Covector;

/// <summary>
/// The computation behind <c>Cond</c> and <c>Switch</c> where the choice is not known: trace all branches, then run one primitive.
/// </summary>
/// <param name="operation">The name, for messages.</param>
/// <param name="branches">The user's functions.</param>
/// <param name="names">What messages call them.</param>
internal sealed class Branching<X, Y>(string operation, Func<X, Y>[] branches, string[] names)
{
    public Y Run(Tensor choice, X operand)
    {
        var structure = Tree.StructureOf(operand, TraceOrigin.ParameterName(branches[0], 0));
        var leaves = TreeLeaves.Of(operand);
        var functions = Array.ConvertAll(branches, f => new TreeFunction<X, Y>(f, structure));
        var traced = new Traced[branches.Length];
        for (int b = 0; b < traced.Length; b++)
            traced[b] = Trace(functions[b], b, leaves, structure, null);
        for (int b = 1; b < traced.Length; b++)
            Tree.RequireSame(functions[0].Output, functions[b].Output, $"{operation}: the result of '{names[b]}'", "result");
        var types = CommonTypes(traced, functions[0].Output);
        for (int b = 0; b < traced.Length; b++)
            if (!traced[b].Graph.OutputTypes.SequenceEqual(types))
                traced[b] = Trace(functions[b], b, leaves, structure, types);

        var (graphs, captures) = ClosedGraphs.Of(Array.ConvertAll(traced, t => t.Graph));
        var results = Tracing.Trace.Bind(new Cond(new Branches(graphs), Pipeline.Compile), [choice, .. captures, .. leaves]);
        return Tree.Unflatten<Y>(functions[0].Output, results);
    }

    /// <summary>A traced branch and which of its results were numbers written in C#.</summary>
    private sealed record Traced(Graph Graph, bool[] IsLiteral);

    /// <param name="function">The branch on tensors.</param>
    /// <param name="b">Which it is.</param>
    /// <param name="leaves">The operand.</param>
    /// <param name="structure">Its structure.</param>
    /// <param name="types">The types that results which are numbers take; null for their own.</param>
    private Traced Trace(TreeFunction<X, Y> function, int b, Tensor[] leaves, TreeStructure structure, TensorType[]? types)
    {
        bool[] isLiteral = [];
        var graph = Staging.Trace(
            t =>
            {
                var results = function.Invoke(t);
                isLiteral = Array.ConvertAll(results, r => r is { IsLiteral: true, IsConcrete: true });
                if (types is not null)
                    for (int i = 0; i < results.Length; i++)
                        if (isLiteral[i])
                            results[i] = Operands.WithType(results[i], types[i].DType);
                return results;
            },
            Array.ConvertAll(leaves, t => t.Type), new TraceOrigin(operation, branches[b]),
            ArgumentNames.Of(structure, branches[b], false));
        return new Traced(DeadCode.Remove(graph), isLiteral);
    }

    /// <summary>The types of the results, to which numbers adapt; all others must agree.</summary>
    private TensorType[] CommonTypes(Traced[] traced, TreeStructure output)
    {
        var result = new TensorType[output.LeafCount];
        for (int i = 0; i < result.Length; i++)
        {
            int first = Math.Max(0, Array.FindIndex(traced, t => !t.IsLiteral[i]));
            var expected = traced[first].Graph.Outputs[i].Type;
            for (int b = 0; b < traced.Length; b++)
            {
                var actual = traced[b].Graph.Outputs[i].Type;
                string what = $"{operation}: the results must have one type, but '{output.LeafPath(i, "result")}' is {expected} in '{names[first]}' "
                    + $"and {actual} in '{names[b]}'.";
                if (actual.Shape != expected.Shape)
                    throw new ShapeMismatchException($"{what} Use BroadcastTo or Reshape to make the shapes equal.");
                bool adapts = traced[b].IsLiteral[i]
                    && (DTypes.Promote(actual.DType, expected.DType) == expected.DType || expected.DType.IsFloating);
                if (actual.DType != expected.DType && !adapts)
                    throw new DTypeMismatchException($"{what} Convert one of them with AsType(DType.{expected.DType}).");
            }

            result[i] = expected;
        }

        return result;
    }
}
