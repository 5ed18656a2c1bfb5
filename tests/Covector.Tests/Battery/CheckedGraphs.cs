using System.Reflection;
using Covector.Graphs;

namespace Covector.Tests.Battery;

/// <summary>Checks graphs, and what every pass makes of them: a pass is any static method of the library from a graph to a graph.</summary>
internal static class CheckedGraphs
{
    public static readonly (string Name, Func<Graph, Graph> Run)[] Passes =
    [
        .. from type in typeof(Graph).Assembly.GetTypes()
           where type.IsClass && type.IsAbstract && type.IsSealed && type != typeof(GraphChecker)
           from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public)
           let parameters = method.GetParameters()
           where method.ReturnType == typeof(Graph) && parameters.Length == 1 && parameters[0].ParameterType == typeof(Graph)
           orderby type.Name, method.Name
           select ($"{type.Name}.{method.Name}", method.CreateDelegate<Func<Graph, Graph>>()),
    ];

    /// <summary>The graph itself, after it and the result of every pass on it were found well formed, with the same inputs and outputs.</summary>
    public static Graph Check(Graph graph)
    {
        GraphChecker.Check(graph);
        foreach (var (name, run) in Passes)
        {
            var result = GraphChecker.Check(run(graph));
            Assert.True(result.InputTypes.SequenceEqual(graph.InputTypes), $"{name} changes the inputs");
            Assert.True(result.OutputTypes.SequenceEqual(graph.OutputTypes), $"{name} changes the outputs");
        }

        return graph;
    }
}
