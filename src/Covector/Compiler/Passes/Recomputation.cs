namespace Covector.Compiler;

/// <summary>
/// A loop that stacks values for another loop over the same steps, usually the residuals for its derivative: those that follow by a few
/// cheap operations from the carry of the step, from what the loop reads and from other stacks are computed again by the reader. One stack
/// of the carry then often takes the place of several.
/// </summary>
internal static class Recomputation
{
    public static Graph Apply(Graph graph)
    {
        if (!Array.Exists(graph.Equations, e => e.Primitive is Scan { StackedCount: > 0 }))
            return graph;
        var readers = new List<int>?[graph.VariableCount];
        foreach (var output in graph.Outputs)
            (readers[output.Id] ??= []).Add(-1);
        for (int e = 0; e < graph.Equations.Length; e++)
            foreach (var input in graph.Equations[e].Inputs)
                (readers[input.Id] ??= []).Add(e);

        var equations = (Equation[])graph.Equations.Clone();
        int count = graph.VariableCount;
        for (int e = 0; e < equations.Length; e++)
        {
            if (equations[e].Primitive is not Scan { StackedCount: > 0, Length: > 0 } loop)
                continue;
            var isCandidate = new bool[loop.StackedCount];
            var loops = new SortedSet<int>();
            for (int i = 0; i < isCandidate.Length; i++)
            {
                var stack = equations[e].Outputs[loop.CarryCount + i];
                var places = readers[stack.Id] ?? [];
                isCandidate[i] = places.Count > 0 && places.TrueForAll(r => r >= 0 && ReadsSteps(equations[r], stack, loop.Length));
                if (isCandidate[i])
                    loops.UnionWith(places);
            }

            if (RecomputedStacks.Choose(loop, isCandidate) is not { } choice)
                continue;
            var rewriter = new LoopReader(equations[e], choice, ref count);
            equations[e] = rewriter.Loop;
            foreach (int r in loops)
                equations[r] = rewriter.Rewrite(equations[r]);
        }

        return new Graph(graph.Inputs, graph.Captures, equations, graph.Outputs, count);
    }

    /// <summary>Whether the equation is a loop of as many steps that takes one element of the stack in each.</summary>
    private static bool ReadsSteps(Equation equation, Variable stack, int length)
    {
        if (equation.Primitive is not Scan scan || scan.Length != length)
            return false;
        return Array.IndexOf(equation.Inputs, stack) >= scan.CarryEnd;
    }
}
