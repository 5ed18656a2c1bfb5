namespace Covector;

/// <summary>
/// The computation behind <c>Scan</c>, <c>ForLoop</c> and <c>While</c>: trace the body to a graph, then run the loop as one primitive.
/// </summary>
internal static class Loop
{
    public static (C Carry, Y Outputs) Scan<C, X, Y>(
        Func<C, X, (C, Y)> body, C init, X inputs, int? length, bool reverse, int unroll, Delegate named)
    {
        const string name = nameof(Transforms.Scan);
        var carryTree = Tree.StructureOf(init, TraceOrigin.ParameterName(named, 0));
        var inputTree = Tree.StructureOf(inputs, TraceOrigin.ParameterName(named, 1));
        var scanned = TreeLeaves.Of(inputs);
        int steps = Length(scanned, i => inputTree.LeafPath(i, TraceOrigin.ParameterName(named, 1)), length);
        TreeStructure? outputTree = null;
        var start = TreeLeaves.Of(init);
        var traced = new LoopBody(name, carryTree, named, 0).Stage(
            t =>
            {
                var (carry, outputs) = body(
                    Tree.Unflatten<C>(carryTree, t.AsSpan(0, carryTree.LeafCount)),
                    Tree.Unflatten<X>(inputTree, t.AsSpan(carryTree.LeafCount)));
                outputTree = Tree.StructureOf(outputs, "the outputs");
                RequireSame(carryTree, carry, $"{name}: the carry", named, 0);
                return [.. TreeLeaves.Of(carry), .. TreeLeaves.Of(outputs)];
            },
            start, Array.ConvertAll(scanned, x => x.Type with { Shape = x.Shape.RemoveAt(0) }),
            inputTree.LeafPaths(TraceOrigin.ParameterName(named, 1)));
        var results = Run(traced, start, scanned, steps, reverse, unroll);
        var final = Tree.Unflatten<C>(carryTree, results.AsSpan(0, start.Length));
        return (final, Tree.Unflatten<Y>(outputTree!, results.AsSpan(start.Length)));
    }

    public static X For<X>(Tensor lower, Tensor upper, Func<Tensor, X, X> body, X init)
    {
        const string name = nameof(Transforms.ForLoop);
        lower = Bound(lower, nameof(lower));
        upper = Bound(upper, nameof(upper));
        var tree = Tree.StructureOf(init, TraceOrigin.ParameterName(body, 1));
        Tensor[] start = [lower, .. TreeLeaves.Of(init)];
        var traced = new LoopBody(name, tree, body, 1).Stage(
            t =>
            {
                var value = body(t[0], Tree.Unflatten<X>(tree, t.AsSpan(1)));
                RequireSame(tree, value, $"{name}: the value", body, 1);
                return [t[0] + 1, .. TreeLeaves.Of(value)];
            },
            start, [], []);
        Tensor[] results;
        if (lower.KnownValue() is { } first && upper.KnownValue() is { } end)
        {
            long steps = Math.Max(0, (long)end - (long)first);
            if (steps > int.MaxValue)
                throw new ArgumentOutOfRangeException(nameof(upper), steps, $"{name}: more steps than an Int32 counts.");
            results = Run(traced, start, [], (int)steps, false, 1);
        }
        else
        {
            var condition = Staging.Trace(t => [t[0] < upper], Array.ConvertAll(traced.Inputs, v => v.Type), new TraceOrigin(name, body));
            results = Run(condition, traced, start);
        }

        return Tree.Unflatten<X>(tree, results.AsSpan(1, tree.LeafCount));
    }

    public static X While<X>(Func<X, Tensor> condition, Func<X, X> body, X init)
    {
        const string name = nameof(Transforms.While);
        var tree = Tree.StructureOf(init, TraceOrigin.ParameterName(body, 0));
        var start = TreeLeaves.Of(init);
        var traced = new LoopBody(name, tree, body, 0).Stage(
            t =>
            {
                var value = body(Tree.Unflatten<X>(tree, t));
                RequireSame(tree, value, $"{name}: the value", body, 0);
                return TreeLeaves.Of(value);
            },
            start, [], []);
        var test = Staging.Trace(
            t => [Condition(condition(Tree.Unflatten<X>(tree, t)))], Array.ConvertAll(start, t => t.Type), new TraceOrigin(name, condition),
            tree.LeafPaths(TraceOrigin.ParameterName(condition, 0)));
        return Tree.Unflatten<X>(tree, Run(test, traced, start).AsSpan(0, start.Length));
    }

    private static Tensor[] Run(Graph traced, Tensor[] start, Tensor[] scanned, int steps, bool reverse, int unroll)
    {
        var (graphs, constants) = ClosedGraphs.Of(traced);
        var body = graphs[0];

        // A loop without steps computes nothing, also nothing that could fail.
        if (steps > 0 && LoopInvariants.Hoist(body, constants.Length) is { } split)
        {
            body = split.Body;
            constants = [.. Marks.Select<Tensor>(constants, split.Kept), .. GraphEvaluator.Run(split.Hoisted, constants)];
        }

        var scan = new Primitives.Scan(body, constants.Length, start.Length, steps, reverse, unroll, Pipeline.Compile);
        return Trace.Bind(scan, [.. constants, .. start, .. scanned]);
    }

    private static Tensor[] Run(Graph condition, Graph body, Tensor[] start)
    {
        var (graphs, constants) = ClosedGraphs.Of(DeadCode.Remove(condition), body);
        return Trace.Bind(new Primitives.While(graphs[0], graphs[1], constants.Length, Pipeline.Compile), [.. constants, .. start]);
    }

    private static Tensor Condition(Tensor result)
    {
        if (Tensor.Require(result).Rank != 0)
            throw Error.Shapes(
                nameof(Transforms.While), $"the condition returns the shape {result.Shape}; expected one truth value. "
                + "Use Any or All to combine several.");
        return result.DType == DType.Bool ? result : throw Error.DTypeMessage(
            nameof(Transforms.While), $"the condition returns {result.DType}; expected Bool, such as x < 100.");
    }

    private static void RequireSame<T>(TreeStructure expected, T actual, string what, Delegate named, int argument) => Tree.RequireSame(
        expected, Tree.StructureOf(actual, what), $"{what} that the body returns", TraceOrigin.ParameterName(named, argument));

    private static Tensor Bound(Tensor bound, string name)
    {
        if (bound.Rank != 0)
            throw Error.Shapes(nameof(Transforms.ForLoop), $"'{name}' has the shape {bound.Shape}; expected one whole number.");
        if (!bound.DType.IsInteger)
            throw Error.DTypeMessage(
                nameof(Transforms.ForLoop), $"'{name}' is {bound.DType}; expected a whole number. Convert it with AsType(DType.Int64).");
        return Operands.WithType(bound, DType.Int64);
    }

    /// <summary>The common length of the first axes, which must be the wanted one if there is one.</summary>
    private static int Length(Tensor[] scanned, Func<int, string> path, int? wanted)
    {
        const string name = nameof(Transforms.Scan);
        int? length = wanted;
        if (length < 0)
            throw new ArgumentOutOfRangeException(nameof(length), length, $"{name}: the length is negative; expected the number of steps, 0 or more.");
        bool agree = true;
        for (int i = 0; i < scanned.Length; i++)
        {
            if (scanned[i].Rank == 0)
                throw Error.Shapes(
                    name, $"'{path(i)}' is a scalar {scanned[i].Type} and has no axis to scan over; "
                    + "capture it in the body if it is the same in each step.");
            length ??= scanned[i].Shape[0];
            agree &= length == scanned[i].Shape[0];
        }

        if (length is null)
            throw Error.Shapes(name, "there are no inputs, so the number of steps is not known; give it as 'length'.");
        if (agree)
            return length.Value;
        var list = new List<string>();
        for (int i = 0; i < scanned.Length; i++)
            list.Add($"'{path(i)}' {scanned[i].Type} has {scanned[i].Shape[0]}");
        string expected = wanted is { } n ? $" and 'length' is {n}" : "";
        throw Error.Shapes(
            name, $"the numbers of elements along the first axes differ: {string.Join(", ", list)}{expected}. They must be equal.");
    }
}
