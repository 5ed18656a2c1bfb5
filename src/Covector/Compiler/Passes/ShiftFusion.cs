namespace Covector.Compiler;

/// <summary>
/// Values that are computed from shifted values (slices, concatenations and paddings along an axis) are computed from what these were
/// computed from, window by window: what lies between is not stored, and a shift becomes an offset of a load. Before, y + [0, y₀, …, yₙ₋₂]
/// with y = a·b takes three passes over memory; after, one over the n − 1 elements a₁b₁ + a₀b₀, … and one over the first.
/// </summary>
internal static class ShiftFusion
{
    /// <summary>The numbers of shifts through which values may be computed; the best is found by estimating all.</summary>
    private static readonly int[] Depths = [16, 8, 4, 2, 1, 0];

    public static Graph Apply(Graph graph)
    {
        int rank = 0;
        foreach (var equation in graph.Equations)
            if (equation.Primitive is Concatenate or StridedSlice or Pad)
                rank = Math.Max(rank, equation.Output.Type.Shape.Rank);
        for (int axis = 0; axis < rank; axis++)
            if (ShiftedEquations.Find(graph, axis) is { } equations && Best(equations) is { } plan)
                graph = DeadCode.Remove(CommonSubexpressions.Remove(new ShiftedGraph(equations, plan).Build()));
        return graph;
    }

    /// <summary>The cheapest plan among those that make no more code than a few times what there was; null if none does.</summary>
    private static ShiftPlan? Best(ShiftedEquations equations)
    {
        int most = 64 + 8 * equations.Graph.Equations.Length;
        ShiftPlan? best = null;
        foreach (int depth in Depths)
        {
            var plan = new ShiftPlan(equations, depth);
            if (plan.WindowCount <= most && (best is null || plan.Cost < best.Cost))
                best = plan;
        }

        return best;
    }
}
