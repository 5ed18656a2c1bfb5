namespace Covector.Graphs;

/// <summary>What the body of a loop computes from constants alone, which need not be computed in each step.</summary>
internal static class LoopInvariants
{
    /// <summary>Takes what does not change out of the body; null if there is nothing.</summary>
    /// <param name="body">A graph without captures.</param>
    /// <param name="constants">How many of its inputs, the first ones, are the same in each step.</param>
    public static HoistedBody? Hoist(Graph body, int constants)
    {
        var isInvariant = Dependence.OnlyOnFirst(body, constants);
        var isComputed = new bool[body.VariableCount];
        foreach (var equation in body.Equations)
            // A constant is part of the code of a step, and takes no time there.
            if (equation.Primitive is not Fill)
                foreach (var output in equation.Outputs)
                    isComputed[output.Id] = isInvariant[output.Id];
        var hoisted = new List<Variable>();
        var seen = new bool[body.VariableCount];
        foreach (var equation in body.Equations)
            if (!Array.TrueForAll(equation.Outputs, v => isInvariant[v.Id]))
                Collect(equation.Inputs);
        Collect(body.Outputs);
        if (hoisted.Count == 0)
            return null;
        var (rest, read) = DeadCode.Restrict(AsInputs(body, hoisted, constants), [.. Array.ConvertAll(body.Outputs, _ => true)]);
        bool[] keeps = [.. read];
        keeps.AsSpan(constants).Fill(true);
        var before = DeadCode.Remove(body.With(body.Inputs[..constants], [.. hoisted]));
        return new HoistedBody(before, rest.With(Marks.Select<Variable>(rest.Inputs, keeps), rest.Outputs), keeps[..constants]);

        void Collect(Variable[] variables)
        {
            foreach (var variable in variables)
                if (isComputed[variable.Id] && !seen[variable.Id])
                {
                    seen[variable.Id] = true;
                    hoisted.Add(variable);
                }
        }
    }

    /// <summary>The graph with some of its results as inputs, at a place among the inputs, instead of being computed.</summary>
    public static Graph AsInputs(Graph graph, List<Variable> results, int place)
    {
        int count = graph.VariableCount;
        var isInput = new bool[count];
        foreach (var result in results)
            isInput[result.Id] = true;
        var equations = new List<Equation>(graph.Equations.Length);
        foreach (var equation in graph.Equations)
        {
            if (!Array.Exists(equation.Outputs, v => isInput[v.Id]))
                equations.Add(equation);
            else if (!Array.TrueForAll(equation.Outputs, v => isInput[v.Id]))
                equations.Add(new Equation(equation.Primitive, equation.Inputs, Array.ConvertAll(equation.Outputs, Unread)));
        }

        return new Graph([.. graph.Inputs[..place], .. results, .. graph.Inputs[place..]], [], [.. equations], graph.Outputs, count);

        Variable Unread(Variable output) => isInput[output.Id] ? new Variable(count++, output.Type, null) : output;
    }
}

/// <summary>A loop body without what does not change from step to step.</summary>
/// <param name="Hoisted">From the constants to what the body needs of them.</param>
/// <param name="Body">The body. Its constants: those it still reads, then the results of the other graph.</param>
/// <param name="Kept">The constants that it still reads.</param>
internal sealed record HoistedBody(Graph Hoisted, Graph Body, bool[] Kept);
