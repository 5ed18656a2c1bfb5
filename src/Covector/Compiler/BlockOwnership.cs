namespace Covector.Compiler;

/// <summary>
/// Counts, during one run, how many live values share each native block that the run has allocated, so that a block can be given back when
/// the last of them dies instead of waiting for the collector. Blocks that came in from outside are never touched.
/// </summary>
internal readonly struct BlockOwnership
{
    private readonly Dictionary<NativeBlock, int> counts = [];
    private readonly HashSet<NativeBlock> foreign = [];

    public BlockOwnership(Tensor?[] values)
    {
        foreach (var value in values)
            if (value?.Block is { } block)
                foreign.Add(block);
    }

    public void Created(Step step, Tensor?[] values)
    {
        foreach (var output in step.Outputs)
            if (values[output.Id]?.Block is { } block && !foreign.Contains(block))
                CollectionsMarshal.GetValueRefOrAddDefault(counts, block, out _)++;
    }

    public void Drop(Tensor value)
    {
        if (value.Block is not { } block || !counts.TryGetValue(block, out int count))
            return;
        if (count > 1)
        {
            counts[block] = count - 1;
            return;
        }

        counts.Remove(block);
        block.Release();
    }
}
