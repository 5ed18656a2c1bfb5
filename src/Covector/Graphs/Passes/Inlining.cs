namespace Covector.Graphs;

/// <summary>Calls replaced by the equations of the graphs that they run.</summary>
internal static class Inlining
{
    public static Graph Apply(Graph graph)
    {
        if (!Array.Exists(graph.Equations, e => e.Primitive is Call))
            return graph;
        var replacement = new Variable?[graph.VariableCount];
        int count = graph.VariableCount;
        var equations = new List<Equation>(graph.Equations.Length);
        foreach (var original in graph.Equations)
        {
            var equation = Substitution.Apply(original, replacement);
            if (equation.Primitive is not Call call)
            {
                equations.Add(equation);
                continue;
            }

            var body = Apply(call.Graph);
            var own = new Variable[body.VariableCount];
            for (int i = 0; i < body.Inputs.Length; i++)
                own[body.Inputs[i].Id] = equation.Inputs[i];
            foreach (var inner in body.Equations)
            {
                foreach (var output in inner.Outputs)
                    own[output.Id] = new Variable(count++, output.Type, output.Name);
                equations.Add(new Equation(inner.Primitive, Array.ConvertAll(inner.Inputs, v => own[v.Id]), Array.ConvertAll(inner.Outputs, v => own[v.Id])));
            }

            for (int i = 0; i < original.Outputs.Length; i++)
                replacement[original.Outputs[i].Id] = own[body.Outputs[i].Id];
        }

        return new Graph(graph.Inputs, graph.Captures, [.. equations], Substitution.Apply(graph.Outputs, replacement), count);
    }
}
