namespace Covector.Compiler;

/// <summary>
/// Groups elementwise equations of one shape into kernels, which read other values through views. An equation may join the youngest group of
/// its shape if everything it reads from elsewhere is older than that group. Linear in the graph.
/// </summary>
internal sealed class KernelScheduler
{
    private readonly Graph graph;
    private readonly List<object> steps = [];
    private readonly int[] stepOf;
    private readonly View[] views;
    private readonly Equation?[] viewEquations;
    private readonly Fill?[] constants;
    private readonly Equation?[] constantEquations;
    private readonly Dictionary<Shape, int> youngest = [];

    private KernelScheduler(Graph graph)
    {
        this.graph = graph;
        stepOf = new int[graph.VariableCount];
        Array.Fill(stepOf, -1);
        views = new View[graph.VariableCount];
        viewEquations = new Equation?[graph.VariableCount];
        constants = new Fill?[graph.VariableCount];
        constantEquations = new Equation?[graph.VariableCount];
        foreach (var variable in graph.Inputs.Concat(graph.Captures.Select(c => c.Variable)))
            views[variable.Id] = View.Of(variable);
    }

    public static Schedule Run(Graph graph)
    {
        var scheduler = new KernelScheduler(graph);
        foreach (var equation in graph.Equations)
            scheduler.Add(equation);
        return new Schedule(graph, RowFusion.Run(graph, scheduler.Finish()));
    }

    private void Add(Equation equation)
    {
        var output = equation.Outputs.Length == 1 ? equation.Output : null;
        if (output is not null && equation.Primitive is Fill fill)
        {
            constants[output.Id] = fill;
            constantEquations[output.Id] = equation;
            views[output.Id] = View.Of(output);
            return;
        }

        if (output is not null && equation.Inputs.Length == 1
            && views[equation.Inputs[0].Id].Through(equation.Primitive, output.Type.Shape) is { } view)
        {
            views[output.Id] = view;
            viewEquations[output.Id] = equation;
            stepOf[output.Id] = stepOf[view.Root.Id];
            return;
        }

        foreach (var result in equation.Outputs)
            views[result.Id] = View.Of(result);
        if (output is null || output.Type.Shape.Size == 0 || !KernelGroup.Accepts(equation))
        {
            Append(equation, equation);
            return;
        }

        var shape = output.Type.Shape;
        if (youngest.TryGetValue(shape, out int place) && Joins((KernelGroup)steps[place], place, equation))
        {
            ((KernelGroup)steps[place]).Add(equation, Constant, v => views[v.Id]);
            stepOf[output.Id] = place;
            return;
        }

        youngest[shape] = steps.Count;
        var group = new KernelGroup(shape);
        group.Add(equation, Constant, v => views[v.Id]);
        Append(equation, group);
    }

    private Fill? Constant(Variable variable) => constants[variable.Id];

    private bool Joins(KernelGroup group, int place, Equation equation)
    {
        if (group.IsFull)
            return false;
        foreach (var input in equation.Inputs)
        {
            int step = stepOf[input.Id];
            if (constants[input.Id] is null && (step > place || (step == place && !group.Defines(input))))
                return false;
        }

        return true;
    }

    private void Append(Equation equation, object step)
    {
        foreach (var output in equation.Outputs)
            stepOf[output.Id] = steps.Count;
        steps.Add(step);
    }

    /// <summary>Decides which results of each group must be stored, and makes tensors of views and constants where steps need them as such.</summary>
    private Step[] Finish()
    {
        var isRead = new bool[graph.VariableCount];
        var isTensor = new bool[graph.VariableCount];
        foreach (var output in graph.Outputs)
            isTensor[output.Id] = true;
        foreach (object step in steps)
        {
            if (step is KernelGroup group)
                foreach (var view in group.Views)
                    isRead[view.Root.Id] = true;
            else
                foreach (var input in ((Equation)step).Inputs)
                    isTensor[input.Id] = true;
        }

        for (int id = 0; id < isTensor.Length; id++)
            if (isTensor[id] && views[id] is { } view)
                isRead[view.Root.Id] = isRead[id] = true;

        var result = new List<Step>(steps.Count);
        var made = new bool[graph.VariableCount];
        foreach (object step in steps)
        {
            if (step is KernelGroup group)
            {
                var outputs = group.Equations.Select(e => e.Output).Where(v => isRead[v.Id]).ToList();
                if (group.Build(outputs) is { } kernel)
                {
                    result.Add(kernel);
                }
                else
                {
                    var tiles = new TileGroup(constantEquations);
                    foreach (var equation in group.Equations)
                    {
                        foreach (var input in equation.Inputs)
                            if (constants[input.Id] is null)
                                MakeTensor(input, made, result);
                        tiles.Add(equation);
                    }

                    result.Add(tiles.Build(v => isRead[v.Id]));
                }
            }
            else
            {
                foreach (var input in ((Equation)step).Inputs)
                    MakeTensor(input, made, result);
                result.Add(new EquationStep((Equation)step));
            }
        }

        foreach (var output in graph.Outputs)
            MakeTensor(output, made, result);
        return [.. result];
    }

    /// <summary>Adds the steps that make a tensor of a constant or a view, once.</summary>
    private void MakeTensor(Variable variable, bool[] made, List<Step> result)
    {
        var pending = new Stack<Equation>();
        while (!made[variable.Id])
        {
            made[variable.Id] = true;
            if (constantEquations[variable.Id] is { } constant)
                pending.Push(constant);
            if (viewEquations[variable.Id] is not { } view)
                break;
            pending.Push(view);
            variable = view.Inputs[0];
        }

        while (pending.TryPop(out var equation))
            result.Add(new EquationStep(equation));
    }
}
