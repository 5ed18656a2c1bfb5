using System.Buffers;

namespace Covector.Compiler;

/// <summary>A schedule that runs on concrete tensors. Memory of intermediate results is given back as soon as nothing reads them.</summary>
internal sealed class Executable(Schedule schedule) : IExecutable
{
    /// <summary>Up to this many values the tables of a run live on the stack.</summary>
    private const int FewValues = 16;

    public Schedule Schedule { get; } = schedule;

    public int OutputCount => Schedule.OutputSlots.Length;

    public void Run(ReadOnlySpan<Tensor> inputs, Span<Tensor> outputs)
    {
        int count = Schedule.SlotCount;
        if (count <= FewValues)
        {
            var few = default(FewTensors);
            Run(inputs, outputs, ((Span<Tensor?>)few)[..count]);
            return;
        }

        var values = ArrayPool<Tensor?>.Shared.Rent(count);
        try
        {
            Run(inputs, outputs, values.AsSpan(0, count));
        }
        finally
        {
            // Tensors that stayed in the pool would live as long as it.
            Array.Clear(values, 0, count);
            ArrayPool<Tensor?>.Shared.Return(values);
        }
    }

    private void Run(ReadOnlySpan<Tensor> inputs, Span<Tensor> outputs, Span<Tensor?> values)
    {
        inputs.CopyTo(values!);
        var captures = Schedule.Graph.Captures;
        for (int i = 0; i < captures.Length; i++)
            values[inputs.Length + i] = captures[i].Value;
        var steps = Schedule.Steps;
        if (steps.Length == 1)
            steps[0].Run(values);
        else
            Run(steps, values);
        int[] slots = Schedule.OutputSlots;
        for (int i = 0; i < slots.Length; i++)
            outputs[i] = values[slots[i]]!;
    }

    private void Run(Step[] steps, Span<Tensor?> values)
    {
        int[]? rented = values.Length <= FewValues ? null : ArrayPool<int>.Shared.Rent(2 * values.Length);
        var counts = rented is null ? stackalloc int[2 * values.Length] : rented.AsSpan(0, 2 * values.Length);
        counts.Clear();
        var ownership = new BlockOwnership(counts[..values.Length], counts[values.Length..]);
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

        if (rented is not null)
            ArrayPool<int>.Shared.Return(rented);
    }

    [InlineArray(FewValues)]
    private struct FewTensors
    {
        private Tensor? first;
    }
}
