namespace Covector.Compiler;

/// <summary>From a graph to something that runs, pass by pass.</summary>
internal static class Pipeline
{
    public static Graph Simplify(Graph graph)
    {
        graph = Inlining.Apply(graph);
        graph = DeadCode.Remove(graph);
        graph = Algebra.Apply(graph);
        graph = CommonSubexpressions.Remove(graph);
        graph = DeadCode.Remove(graph);
        return graph;
    }

    public static IExecutable Compile(Graph graph)
    {
        graph = Simplify(graph);
        return RuntimeFeature.IsDynamicCodeSupported ? new CompiledProgram(graph) : new Executable(Scheduler.Run(graph));
    }
}
