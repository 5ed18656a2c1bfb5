using System.Buffers;

namespace Covector.Compiler;

/// <summary>A schedule that runs on concrete tensors. Memory of intermediate results is given back as soon as nothing reads them.</summary>
internal sealed class Executable(Schedule schedule) : IExecutable
{
    /// <summary>Up to this many values the tables of a run live on the stack.</summary>
    private const int FewValues = 16;

    public Schedule Schedule { get; } = schedule;

    public Tensor[] Run(ReadOnlySpan<Tensor> inputs)
    {
        int count = Schedule.SlotCount;
        if (count <= FewValues)
        {
            var values = default(FewTensors);
            return Run(inputs, values, stackalloc int[2 * count]);
        }

        var tensors = ArrayPool<Tensor?>.Shared.Rent(count);
        int[] counts = ArrayPool<int>.Shared.Rent(2 * count);
        try
        {
            Array.Clear(counts, 0, 2 * count);
            return Run(inputs, tensors, counts);
        }
        finally
        {
            // Tensors that stayed in the pool would live as long as it.
            Array.Clear(tensors, 0, count);
            ArrayPool<Tensor?>.Shared.Return(tensors);
            ArrayPool<int>.Shared.Return(counts);
        }
    }

    private Tensor[] Run(ReadOnlySpan<Tensor> inputs, Span<Tensor?> values, Span<int> counts)
    {
        inputs.CopyTo(values!);
        var captures = Schedule.Graph.Captures;
        for (int i = 0; i < captures.Length; i++)
            values[inputs.Length + i] = captures[i].Value;
        var steps = Schedule.Steps;
        if (steps.Length == 1)
            steps[0].Run(values);
        else
            Run(steps, values, new BlockOwnership(counts[..Schedule.SlotCount], counts[Schedule.SlotCount..]));
        var outputs = new Tensor[Schedule.OutputSlots.Length];
        for (int i = 0; i < outputs.Length; i++)
            outputs[i] = values[Schedule.OutputSlots[i]]!;
        return outputs;
    }

    private void Run(Step[] steps, Span<Tensor?> values, BlockOwnership ownership)
    {
        for (int s = 0; s < steps.Length; s++)
        {
            var step = steps[s];
            step.Run(values);
            ownership.Created(step.OutputSlots, step.InputSlots, values);
            foreach (int slot in Schedule.LastReads[s])
            {
                ownership.Drop(slot, values[slot]!);
                values[slot] = null;
            }
        }
    }

    [InlineArray(FewValues)]
    private struct FewTensors
    {
        private Tensor? first;
    }
}
