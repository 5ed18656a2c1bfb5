namespace Covector;

/// <summary>
/// Traces the body of a loop, whose carry must keep its types. A carry that starts as a number written in C# has no type of its own: the
/// body is traced with it as such a number, and it takes the type that comes out.
/// </summary>
/// <param name="operation">The name of the loop, for messages.</param>
/// <param name="carryTree">The structure of the user's carry.</param>
/// <param name="named">The user's function.</param>
/// <param name="carryArgument">Which of its parameters the carry is; a counter before it is a carry, too.</param>
internal sealed class LoopBody(string operation, TreeStructure carryTree, Delegate named, int carryArgument)
{
    /// <summary>The graph of the body; its captures are what it takes from outside.</summary>
    /// <param name="body">From the carry and the elements to the next carry and the outputs.</param>
    /// <param name="carry">The carry at the start; numbers in it are replaced by tensors of the types that they take.</param>
    /// <param name="elements">The types of the elements.</param>
    /// <param name="elementNames">What the user calls them.</param>
    public Graph Stage(Func<Tensor[], Tensor[]> body, Tensor[] carry, TensorType[] elements, string[] elementNames)
    {
        string carryName = TraceOrigin.ParameterName(named, carryArgument);
        int counters = carry.Length - carryTree.LeafCount;
        string[] names = [.. carryTree.LeafPaths(carryName), .. elementNames];
        if (counters > 0)
            names = [TraceOrigin.ParameterName(named, 0), .. names];
        var types = Array.ConvertAll(carry, t => t.Type);
        var literals = new LiteralKind[types.Length + elements.Length];
        for (int i = counters; i < carry.Length; i++)
            literals[i] = carry[i].Literal;
        var graph = Trace(literals);
        while (TakeTypes(graph, types, literals))
            graph = Trace(literals);
        for (int i = 0; i < types.Length; i++)
            if (graph.Outputs[i].Type != types[i])
                throw Mismatch(names[i], types[i], graph.Outputs[i].Type);
        for (int i = 0; i < carry.Length; i++)
            carry[i] = Start(carry[i], types[i].DType);
        return DeadCode.Remove(graph);

        Graph Trace(LiteralKind[] literals) => Staging.Trace(
            inputs => KeepTypes(body(inputs), inputs, types.Length), [.. types, .. elements], new TraceOrigin(operation, named), names,
            literals);
    }

    /// <summary>
    /// Gives carries that are numbers written in C# the types that came out; says whether the body must be traced again, because a type has
    /// changed or such a number has met a tensor of another type.
    /// </summary>
    private static bool TakeTypes(Graph graph, TensorType[] types, LiteralKind[] literals)
    {
        bool again = false;
        for (int i = 0; i < types.Length; i++)
        {
            if (literals[i] == LiteralKind.None)
                continue;
            var type = graph.Outputs[i].Type;
            if (type.DType != types[i].DType && type.Shape == types[i].Shape)
            {
                types[i] = type;
                literals[i] = LiteralKind.None;
                again = true;
            }
        }

        if (again)
            return true;
        for (int i = 0; i < types.Length; i++)
            if (literals[i] != LiteralKind.None)
            {
                literals[i] = LiteralKind.None;
                again |= Array.Exists(
                    graph.Equations, e => e.Primitive is Primitives.Convert && ReferenceEquals(e.Inputs[0], graph.Inputs[i]));
            }

        return again;
    }

    /// <summary>A number that the body returns for a carry takes its type.</summary>
    private static Tensor[] KeepTypes(Tensor[] results, Tensor[] inputs, int carries)
    {
        for (int i = 0; i < carries; i++)
            if (results[i] is { IsLiteral: true, IsConcrete: true } && DTypes.Promote(results[i], inputs[i]) == inputs[i].DType)
                results[i] = Operands.WithType(results[i], inputs[i].DType);
        return results;
    }

    /// <summary>The carry at the start, with its type; no longer a number that takes that of others.</summary>
    private static Tensor Start(Tensor carry, DType dtype)
    {
        carry = Operands.WithType(carry, dtype);
        if (!carry.IsLiteral || !carry.IsConcrete)
            return carry;
        return carry.Rank == 0
            ? Tracing.Trace.Bind(new Fill(dtype, default, Fill.ToBits(carry)))
            : carry.View(carry.Shape, carry.GetStrides());
    }

    private CovectorException Mismatch(string path, TensorType expected, TensorType actual)
    {
        string what = $"{operation}: '{path}' is {expected} at the start of a step, but the body returns {actual} for it; it must keep its ";
        return expected.Shape != actual.Shape
            ? new ShapeMismatchException(
                $"{what}shape. Start with a tensor of the shape that the body makes, such as Tensor.Zeros({actual.Shape}).")
            : new DTypeMismatchException(
                $"{what}element type. Start with {path}.AsType(DType.{actual.DType}), or convert the result with "
                + $"AsType(DType.{expected.DType}).");
    }
}
