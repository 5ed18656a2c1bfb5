namespace Covector.Compiler;

/// <summary>
/// Finds steps that work on the same rows and makes one step of them. Steps between them move before or after where they can.
/// </summary>
internal static class RowFusion
{
    /// <summary>How far ahead a step looks for others to join.</summary>
    private const int Horizon = 100;

    public static List<ProgramStep> Run(IReadOnlyList<Variable> outputs, List<ProgramStep> steps)
    {
        steps = Apart(steps);
        var readers = new Dictionary<Variable, int>();
        foreach (var variable in steps.SelectMany(s => s.Inputs).Concat(outputs))
            CollectionsMarshal.GetValueRefOrAddDefault(readers, variable, out _)++;
        return Fused(steps, readers, Horizon);
    }

    private static List<ProgramStep> Fused(List<ProgramStep> steps, Dictionary<Variable, int> readers, int horizon)
    {
        var result = new List<ProgramStep>(steps.Count);
        var pending = new LinkedList<ProgramStep>(steps);
        while (pending.First is { } node)
        {
            pending.RemoveFirst();
            int rows = StepRows.Of(node.Value);
            if (rows == 0)
            {
                result.Add(node.Value);
                continue;
            }

            var builder = new RowStepBuilder(rows);
            builder.Add(node.Value);
            var delayed = new HashSet<Variable>();
            var before = new List<ProgramStep>();
            int looked = 0;
            for (var next = pending.First; next is not null && looked < horizon; looked++)
            {
                var (step, following) = (next.Value, next.Next);
                if (step.Inputs.Any(delayed.Contains))
                {
                    delayed.UnionWith(step.Outputs);
                }
                else if (builder.Fits(step))
                {
                    builder.Add(step);
                    pending.Remove(next);
                }
                else if (builder.Feeds(step))
                {
                    delayed.UnionWith(step.Outputs);
                }
                else
                {
                    before.Add(step);
                    pending.Remove(next);
                }

                next = following;
            }

            builder = WithoutStrangers(builder, pending);
            // A step that nobody joins stays before those that it has let pass: they may write over what it reads.
            bool isAlone = builder.Steps.Count == 1;
            int place = result.Count;
            builder = Joined(builder);
            // Those look less far, so that the time stays linear in the steps.
            result.AddRange(Fused(before, readers, horizon / 2));
            result.Insert(
                isAlone ? place : result.Count,
                builder.Steps is [var alone] && !GainsAlone(alone) ? alone : Build(builder, readers));
        }

        return result;
    }

    /// <summary>
    /// A kernel that folds one number for each row of something larger must not keep itself and others from running with these rows: it
    /// takes whole blocks of rows, for which the cache has no room. What it computes is folded by a step of its own.
    /// </summary>
    private static List<ProgramStep> Apart(List<ProgramStep> steps)
    {
        var longest = new Dictionary<int, long>();
        foreach (var step in steps)
            if (StepRows.Of(step) is > 0 and var rows)
                longest[rows] = Math.Max(StepRows.SizeOf(step), longest.GetValueOrDefault(rows));
        var result = new List<ProgramStep>(steps.Count);
        foreach (var step in steps)
            if (step is KernelStep { Kernel.FoldsBlocks: true, Apart: { } apart } kernel
                && longest.GetValueOrDefault(kernel.Domain[0]) > kernel.Domain.Size)
                result.AddRange(apart);
            else
                result.Add(step);
        return result;
    }

    /// <summary>Gives steps back that share nothing with the first, not even through others.</summary>
    private static RowStepBuilder WithoutStrangers(RowStepBuilder builder, LinkedList<ProgramStep> pending)
    {
        var related = builder.Related();
        if (Array.TrueForAll(related, r => r))
            return builder;
        var rest = new RowStepBuilder(builder.Rows);
        LinkedListNode<ProgramStep>? last = null;
        for (int i = 0; i < related.Length; i++)
            if (related[i])
                rest.Add(builder.Steps[i]);
            else
                last = last is null ? pending.AddFirst(builder.Steps[i]) : pending.AddAfter(last, builder.Steps[i]);
        return rest;
    }

    /// <summary>
    /// Whether a step had better run by rows although no other does: a loop in the cache, a long reduction on several threads.
    /// </summary>
    private static bool GainsAlone(ProgramStep step) =>
        step is LoopStep || (step is ReductionStep && step.Cost >= 2 * ParallelCost.PartAwake);

    /// <summary>The same with fewer passes over the rows, if that is possible.</summary>
    private static RowStepBuilder Joined(RowStepBuilder builder)
    {
        var steps = JoinedKernels.Apply(builder.Steps);
        if (steps.Count == builder.Steps.Count)
            return builder;
        var joined = new RowStepBuilder(builder.Rows);
        foreach (var step in steps)
        {
            if (joined.Steps.Count > 0 && !joined.Fits(step))
                return builder;
            joined.Add(step);
        }

        return joined;
    }

    private static RowStep Build(RowStepBuilder builder, Dictionary<Variable, int> readers)
    {
        var inside = new Dictionary<Variable, int>();
        foreach (var input in builder.Steps.SelectMany(s => s.Inputs))
            CollectionsMarshal.GetValueRefOrAddDefault(inside, input, out _)++;
        return builder.Build(v => readers.GetValueOrDefault(v) > inside.GetValueOrDefault(v));
    }
}
