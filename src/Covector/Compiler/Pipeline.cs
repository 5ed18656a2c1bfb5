namespace Covector.Compiler;

/// <summary>From a graph to something that runs, pass by pass.</summary>
internal static class Pipeline
{
    public static Graph Simplify(Graph graph)
    {
        graph = DeadCode.Remove(graph);
        graph = Algebra.Apply(graph);
        graph = CommonSubexpressions.Remove(graph);
        graph = DeadCode.Remove(graph);
        return graph;
    }

    public static IExecutable Compile(Graph graph) => new Executable(
        RuntimeFeature.IsDynamicCodeSupported ? KernelScheduler.Run(Simplify(graph)) : Scheduler.Run(Simplify(graph)));
}
