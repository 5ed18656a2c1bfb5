namespace Covector.Compiler;

/// <summary>From a graph to something that runs, pass by pass.</summary>
internal static class Pipeline
{
    public static Graph Simplify(Graph graph)
    {
        graph = Inlining.Apply(graph);
        graph = DeadCode.Remove(graph);
        graph = UnchangedCarries.Apply(graph);
        graph = LoopSums.Apply(graph);
        graph = BesideLoops.Apply(graph);
        graph = Algebra.Apply(graph);
        graph = IndexComparisons.Apply(graph);
        graph = MaskSums.Apply(graph);
        graph = CommonSubexpressions.Remove(graph);
        graph = SumsOfProducts.Apply(graph);
        graph = ProductOrder.Apply(graph);
        graph = Recomputation.Apply(graph);
        graph = DeadCode.Remove(graph);
        return graph;
    }

    /// <summary>Whether every graph is compiled before it first runs.</summary>
    internal static bool AlwaysAtOnce { get; set; }

    /// <summary>Runs on tiles at first; what proves hot is compiled in the background. Without code generation it stays on tiles.</summary>
    public static IExecutable Compile(Graph graph)
    {
        if (!RuntimeFeature.IsDynamicCodeSupported)
            return new Executable(Scheduler.Run(Simplify(graph)));
        return AlwaysAtOnce ? new CompiledProgram(Simplify(graph)) : new TieredExecutable(Simplify(graph));
    }

    /// <summary>Compiled before it first runs.</summary>
    public static IExecutable CompileAtOnce(Graph graph)
    {
        graph = Simplify(graph);
        if (!RuntimeFeature.IsDynamicCodeSupported)
            return new Executable(Scheduler.Run(graph));
        var program = new CompiledProgram(graph);
        program.Prepare();
        return program;
    }
}
