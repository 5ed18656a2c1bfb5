namespace Covector.Compiler;

/// <summary>
/// Joins kernels of a step over rows that go through the same elements: what they read in common is read once, and the row is passed once
/// instead of twice. The earlier kernel waits for the later one, where nothing between them needs it.
/// </summary>
internal static class JoinedKernels
{
    /// <summary>A kernel with more instructions has more to do than to read, and needs all registers.</summary>
    private const int MostInstructions = 200;

    /// <summary>The same steps, or fewer.</summary>
    public static List<ProgramStep> Apply(IReadOnlyList<ProgramStep> steps)
    {
        var result = new List<ProgramStep>(steps);
        for (int i = 0; i < result.Count;)
        {
            if (result[i] is KernelStep kernel && Join(result, i, kernel))
                result.RemoveAt(i);
            else
                i++;
        }

        return result;
    }

    private static bool Join(List<ProgramStep> steps, int place, KernelStep first)
    {
        for (int next = place + 1; next < steps.Count; next++)
        {
            if (Array.Exists(steps[next].Inputs, v => Array.IndexOf(first.Outputs, v) >= 0))
                return false;
            if (steps[next] is not KernelStep second || Joined(first, second) is not { } joined)
                continue;
            steps[next] = joined;
            return true;
        }

        return false;
    }

    /// <summary>Both as one kernel; null where one is no kernel or no better.</summary>
    private static KernelStep? Joined(KernelStep first, KernelStep second)
    {
        if (first.Domain != second.Domain || first.Kernel.FoldsBlocks || second.Kernel.FoldsBlocks
            || first.Kernel.Program.Instructions.Count + second.Kernel.Program.Instructions.Count > MostInstructions
            || !first.Views.Any(v => v.Strides[v.Strides.Count - 1] != 0 && second.Views.Contains(v)))
            return null;
        var views = new List<View>();
        var loads = new Dictionary<View, Expr>();
        var (stores, values, folds) = (new List<View>(), new List<Expr>(), new List<FoldKind?>());
        var names = new List<(Expr, Variable)>();
        Add(first);
        Add(second);
        var joined = new KernelStep(first.Domain, views, stores, [.. values], [.. folds]) { Names = names };
        return StepRows.Of(joined) == StepRows.Of(first) && (!joined.Kernel.HasFolds || joined.Kernel.CanFold) ? joined
            : null;

        void Add(KernelStep kernel)
        {
            var moved = ViewExpression.Map([.. kernel.Values, .. kernel.Names.Select(name => name.Value)], kernel.Views, Load);
            stores.AddRange(kernel.Stores);
            values.AddRange(moved.AsSpan(0, kernel.Values.Count));
            folds.AddRange(kernel.Kernel.Folds);
            for (int i = 0; i < kernel.Names.Count; i++)
                names.Add((moved[kernel.Values.Count + i], kernel.Names[i].Variable));
        }

        Expr Load(View view)
        {
            // What a gathered load reads comes from a view, too.
            if (view.Index is not null && !loads.ContainsKey(view.Index))
                Load(view.Index);
            if (!loads.TryGetValue(view, out var load))
            {
                loads.Add(view, load = Expr.Input(views.Count, view.Root.Type.DType));
                views.Add(view);
            }

            return load;
        }
    }
}
