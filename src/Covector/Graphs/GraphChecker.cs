namespace Covector.Graphs;

/// <summary>Checks that a graph is well formed: every variable defined once and before its use, every type as its primitive infers it.</summary>
internal static class GraphChecker
{
    /// <exception cref="InvalidOperationException">The graph is malformed: an error in this library.</exception>
    public static Graph Check(Graph graph)
    {
        var defined = new Variable?[graph.VariableCount];
        foreach (var input in graph.Inputs)
            Define(defined, input);
        foreach (var (variable, value) in graph.Captures)
        {
            Define(defined, variable);
            Require(variable.Type == value.Type, $"the capture {variable} is declared {variable.Type} but its value is {value.Type}");
        }

        foreach (var equation in graph.Equations)
        {
            foreach (var (_, body) in equation.Primitive.Bodies)
            {
                Require(body.Captures.Length == 0, $"a graph of {equation.Primitive} has captures");
                Check(body);
            }

            foreach (var input in equation.Inputs)
                Use(defined, input, equation.Primitive.Name);
            var types = Array.ConvertAll(equation.Inputs, v => v.Type);
            var inferred = equation.Primitive switch
            {
                SingleOutputPrimitive single => [single.Infer(types)],
                _ => ((MultiOutputPrimitive)equation.Primitive).Infer(types),
            };
            Require(inferred.Length == equation.Outputs.Length, $"{equation.Primitive} has {equation.Outputs.Length} outputs, not {inferred.Length}");
            for (int i = 0; i < inferred.Length; i++)
            {
                Require(
                    inferred[i] == equation.Outputs[i].Type,
                    $"output {i} of {equation.Primitive} is declared {equation.Outputs[i].Type} but is {inferred[i]}");
                Define(defined, equation.Outputs[i]);
            }
        }

        foreach (var output in graph.Outputs)
            Use(defined, output, "the result");
        return graph;
    }

    private static void Define(Variable?[] defined, Variable variable)
    {
        Require((uint)variable.Id < (uint)defined.Length, $"{variable} has the id {variable.Id} of {defined.Length}");
        Require(defined[variable.Id] is null, $"{variable} is defined twice");
        defined[variable.Id] = variable;
    }

    private static void Use(Variable?[] defined, Variable variable, string user) =>
        Require(ReferenceEquals(defined[variable.Id], variable), $"{user} uses {variable} before its definition");

    private static void Require(bool condition, string message)
    {
        if (!condition)
            throw new InvalidOperationException($"Malformed graph: {message}.");
    }
}
