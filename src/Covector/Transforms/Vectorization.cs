namespace Covector;

/// <summary>The computation behind <c>Vmap</c>: run a function once on tensors that stand for every element of a batch.</summary>
internal static class Vectorization
{
    /// <param name="x">The arguments.</param>
    /// <param name="function">Trees to trees.</param>
    /// <param name="inAxes">Their batch axes.</param>
    /// <param name="outAxes">Where the batch axis stands in the results.</param>
    /// <param name="named">The user's function, for messages.</param>
    /// <param name="isTuple">Whether the arguments were given one by one and stand in a tuple here.</param>
    public static Y Run<X, Y>(X x, Func<X, Y> function, BatchAxes? inAxes, BatchAxes? outAxes, Delegate named, bool isTuple)
    {
        TreeLeaves.Require(x);
        var structure = Tree.StructureOf(x, TraceOrigin.ParameterName(named, 0));
        var leaves = TreeLeaves.Of(x);
        var axes = new List<int?>();
        if (isTuple)
            BatchAxes.FlattenArguments(inAxes!, structure, named, axes);
        else
            BatchAxes.Flatten(inAxes, structure, TraceOrigin.ParameterName(named, 0), axes);
        int size = BatchSize(leaves, axes, i => ArgumentNames.Of(structure, i, named, isTuple));

        var trace = new BatchTrace(Trace.Current, size, new TraceOrigin(nameof(Transforms.Vmap), named));
        for (int i = 0; i < leaves.Length; i++)
            if (axes[i] is { } axis)
                leaves[i] = trace.Wrap(leaves[i], axis, null, ArgumentNames.Of(structure, i, named, isTuple));
        var flat = new TreeFunction<X, Y>(function, structure);
        Tensor[] results;
        try
        {
            using (Trace.Enter(trace))
                results = flat.Invoke(leaves);
        }
        finally
        {
            trace.End();
        }

        var resultAxes = new List<int?>();
        BatchAxes.Flatten(outAxes, flat.Output, "result", resultAxes);
        for (int i = 0; i < results.Length; i++)
            results[i] = Place(trace, results[i], resultAxes[i], size, flat.Output.LeafPath(i, "result"));
        return flat.Result(results);
    }

    /// <summary>The batched result with its batch axis where it is wanted.</summary>
    private static Tensor Place(BatchTrace trace, Tensor result, int? wanted, int size, string path)
    {
        var (value, axis) = trace.Split(result);
        Trace.CheckUsable(value, nameof(Transforms.Vmap));
        if (wanted is not { } place)
            return axis is null ? value : throw new BatchAxisException(
                $"Vmap: the axis of '{path}' in outAxes is null, but it differs between the elements of the batch; give it an axis such as "
                + "0.");
        int rank = axis is null ? value.Rank + 1 : value.Rank;
        int to = place < 0 ? place + rank : place;
        if ((uint)to >= (uint)rank)
            throw new BatchAxisException(
                $"Vmap: '{path}' has {Error.Count(rank, "axis", "axes")} with that of the batch; its axis {place} in outAxes is out of "
                + $"range, valid axes are {-rank} to {rank - 1}.");
        return axis is { } from
            ? Batching.MoveAxis(value, from, to)
            : Batching.MoveAxis(Batching.ToFront(value, null, size), 0, to);
    }

    /// <summary>Makes the axes of batched tensors count from the start and finds the size of the batch.</summary>
    private static int BatchSize(Tensor[] leaves, List<int?> axes, Func<int, string> path)
    {
        int? size = null;
        bool agree = true;
        for (int i = 0; i < leaves.Length; i++)
        {
            if (axes[i] is not { } axis)
                continue;
            int rank = leaves[i].Rank, place = axis < 0 ? axis + rank : axis;
            if ((uint)place >= (uint)rank)
                throw new BatchAxisException(
                    rank == 0
                        ? $"Vmap: '{path(i)}' is a scalar {leaves[i].Type} and has no axis {axis} to map over; write null for it in inAxes."
                        : $"Vmap: '{path(i)}' is {leaves[i].Type}; its axis {axis} in inAxes is out of range, valid axes are {-rank} to "
                            + $"{rank - 1}.");
            axes[i] = place;
            size ??= leaves[i].Shape[place];
            agree &= size == leaves[i].Shape[place];
        }

        if (leaves.Length == 0)
            throw new BatchAxisException("Vmap: the arguments hold no tensors, so there is nothing to map over.");
        if (size is null)
            throw new BatchAxisException(
                "Vmap: no argument has a batch axis, so the size of the batch is not known; give at least one of them an axis in inAxes.");
        if (agree)
            return size.Value;
        var list = new List<string>();
        for (int i = 0; i < leaves.Length; i++)
            if (axes[i] is { } axis)
                list.Add($"'{path(i)}' {leaves[i].Type} has {leaves[i].Shape[axis]} along axis {axis}");
        throw new BatchAxisException($"Vmap: the sizes of the batch axes differ: {string.Join(", ", list)}. They must be equal.");
    }
}
