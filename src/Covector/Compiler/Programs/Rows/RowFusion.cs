namespace Covector.Compiler;

/// <summary>Finds steps that work on the same rows and makes one step of them. Steps between them move before or after where they can.</summary>
internal static class RowFusion
{
    /// <summary>How far ahead a step looks for others to join.</summary>
    private const int Horizon = 100;

    public static List<ProgramStep> Run(IReadOnlyList<Variable> outputs, List<ProgramStep> steps)
    {
        var readers = new Dictionary<Variable, int>();
        foreach (var variable in steps.SelectMany(s => s.Inputs).Concat(outputs))
            CollectionsMarshal.GetValueRefOrAddDefault(readers, variable, out _)++;
        var result = new List<ProgramStep>(steps.Count);
        var pending = new LinkedList<ProgramStep>(steps);
        while (pending.First is { } node)
        {
            pending.RemoveFirst();
            int rows = RowStepBuilder.RowsOf(node.Value);
            if (rows == 0)
            {
                result.Add(node.Value);
                continue;
            }

            var builder = new RowStepBuilder(rows, node.Value);
            var delayed = new HashSet<Variable>();
            int looked = 0;
            for (var next = pending.First; next is not null && looked < Horizon; looked++)
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
                    result.Add(step);
                    pending.Remove(next);
                }

                next = following;
            }

            result.Add(builder.Steps.Count == 1 ? node.Value : Build(builder, readers));
        }

        return result;
    }

    private static RowStep Build(RowStepBuilder builder, Dictionary<Variable, int> readers)
    {
        var inside = new Dictionary<Variable, int>();
        foreach (var input in builder.Steps.SelectMany(s => s.Inputs))
            CollectionsMarshal.GetValueRefOrAddDefault(inside, input, out _)++;
        return builder.Build(v => readers.GetValueOrDefault(v) > inside.GetValueOrDefault(v));
    }
}
