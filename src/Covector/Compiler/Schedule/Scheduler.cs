namespace Covector.Compiler;

/// <summary>
/// Groups elementwise equations of one shape into tile programs. An equation may join the youngest group of its shape if that is not older
/// than any step it reads from; every group is then a step, and the order of steps respects all dependencies. Linear in the graph.
/// </summary>
internal static class Scheduler
{
    public static Schedule Run(Graph graph)
    {
        var steps = new List<object>();
        var stepOf = new int[graph.VariableCount];
        Array.Fill(stepOf, -1);
        var youngest = new Dictionary<Shape, int>();
        var constants = new Equation?[graph.VariableCount];
        foreach (var equation in graph.Equations)
        {
            if (equation.Primitive is Fill)
                constants[equation.Output.Id] = equation;
            if (!TileGroup.Accepts(equation))
            {
                Append(steps, stepOf, equation, equation);
                continue;
            }

            int newest = -1;
            foreach (var input in equation.Inputs)
                if (constants[input.Id] is null)
                    newest = Math.Max(newest, stepOf[input.Id]);
            var shape = equation.Output.Type.Shape;
            if (youngest.TryGetValue(shape, out int group) && group >= newest)
            {
                ((TileGroup)steps[group]).Add(equation);
                stepOf[equation.Output.Id] = group;
            }
            else
            {
                youngest[shape] = steps.Count;
                var created = new TileGroup(constants);
                created.Add(equation);
                Append(steps, stepOf, equation, created);
            }
        }

        return new Schedule(graph, Finish(graph, steps));
    }

    private static void Append(List<object> steps, int[] stepOf, Equation equation, object step)
    {
        foreach (var output in equation.Outputs)
            stepOf[output.Id] = steps.Count;
        steps.Add(step);
    }

    /// <summary>Decides which results of each group must be written, and drops constants that only groups read.</summary>
    private static Step[] Finish(Graph graph, List<object> steps)
    {
        var readers = new int[graph.VariableCount];
        foreach (var output in graph.Outputs)
            readers[output.Id]++;
        foreach (object step in steps)
        {
            if (step is TileGroup group)
                foreach (var input in group.Inputs)
                    readers[input.Id]++;
            else
                foreach (var input in ((Equation)step).Inputs)
                    readers[input.Id]++;
        }

        var result = new List<Step>(steps.Count);
        foreach (object step in steps)
        {
            if (step is TileGroup group)
                result.Add(group.Build(v => readers[v.Id] > 0));
            else if (step is Equation { Primitive: not Fill } equation || readers[((Equation)step).Output.Id] > 0)
                result.Add(new EquationStep((Equation)step));
        }

        return [.. result];
    }
}
