namespace Covector.Primitives;

/// <summary>
/// Gives back the memory of values that a loop has made and that no later step reads. Memory that came into the loop from outside, or that
/// a live value shares, is left alone.
/// </summary>
internal sealed class LoopMemory
{
    private readonly List<NativeBlock> foreign = [];

    public LoopMemory(ReadOnlySpan<Tensor> inputs)
    {
        foreach (var input in inputs)
            if (input.Block is { } block && !foreign.Contains(block))
                foreign.Add(block);
    }

    /// <summary>After a step: releases the old carry and those results that do not go on.</summary>
    /// <param name="old">The carry before the step.</param>
    /// <param name="results">The results of the step, the new carry first.</param>
    /// <param name="live">How many of the results go on.</param>
    public void Release(ReadOnlySpan<Tensor> old, ReadOnlySpan<Tensor> results, int live)
    {
        foreach (var value in old)
            Release(value, results[..live]);
        foreach (var value in results[live..])
            Release(value, results[..live]);
    }

    private void Release(Tensor value, ReadOnlySpan<Tensor> live)
    {
        if (value.Block is not { } block || foreign.Contains(block))
            return;
        foreach (var other in live)
            if (ReferenceEquals(other.Block, block))
                return;
        block.Release();
    }
}
