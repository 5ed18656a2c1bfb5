namespace Covector.Compiler;

/// <summary>
/// Counts, during one run, how many live values share each native block that the run has allocated, so that a block can be given back when
/// the last of them dies instead of waiting for the collector. Blocks that came in from outside are never touched.
/// </summary>
/// <param name="owners">For each slot one more than the slot whose value was the first in the same block; 0 for a block from
/// outside.</param>
/// <param name="shares">For each slot the number of live values in the block of which its value was the first.</param>
internal readonly ref struct BlockOwnership(Span<int> owners, Span<int> shares)
{
    private readonly Span<int> owners = owners;
    private readonly Span<int> shares = shares;

    /// <summary>A step has run. Its results lie in new memory, or in that of its operands or of each other.</summary>
    public void Created(ReadOnlySpan<int> outputs, ReadOnlySpan<int> inputs, ReadOnlySpan<Tensor?> values)
    {
        for (int i = 0; i < outputs.Length; i++)
        {
            int slot = outputs[i];
            if (values[slot]!.Block is not { } block)
                continue;
            int known = Find(block, inputs, values);
            if (known < 0)
                known = Find(block, outputs[..i], values);
            int owner = known < 0 ? slot + 1 : owners[known];
            owners[slot] = owner;
            if (owner > 0)
                shares[owner - 1]++;
        }
    }

    /// <summary>Nothing reads the value any more.</summary>
    public void Drop(int slot, Tensor value)
    {
        int owner = owners[slot];
        if (owner > 0 && --shares[owner - 1] == 0)
            value.Block!.Release();
    }

    private static int Find(NativeBlock block, ReadOnlySpan<int> slots, ReadOnlySpan<Tensor?> values)
    {
        foreach (int slot in slots)
            if (ReferenceEquals(values[slot]!.Block, block))
                return slot;
        return -1;
    }
}
