namespace Covector.Compiler;

/// <summary>
/// From a graph to steps. Equations that only move elements become views, which others read in place. Elementwise equations of one shape are
/// grouped into kernels: an equation may join the youngest group of its shape if all that it reads from elsewhere is older than that group.
/// Linear in the graph.
/// </summary>
internal sealed class ProgramScheduler
{
    private readonly Graph graph;
    /// <summary>Steps, and groups that become steps when their readers are known.</summary>
    private readonly List<object> parts = [];
    private readonly int[] partOf;
    private readonly View[] views;
    private readonly Fill?[] constants;
    private readonly Dictionary<Shape, int> youngest = [];
    private readonly Dictionary<int, int> youngestLanes = [];
    private readonly LaneAnalysis lanes;
    private readonly Dictionary<View, View> copies = [];

    private ProgramScheduler(Graph graph)
    {
        this.graph = graph;
        partOf = new int[graph.VariableCount];
        Array.Fill(partOf, -1);
        views = new View[graph.VariableCount];
        constants = new Fill?[graph.VariableCount];
        lanes = LaneAnalysis.Of(graph);
        foreach (var variable in graph.Inputs)
            views[variable.Id] = View.Of(variable);
    }

    /// <summary>The program of a graph without captures.</summary>
    public static StepProgram Run(Graph graph)
    {
        var scheduler = new ProgramScheduler(graph);
        for (int e = 0; e < graph.Equations.Length; e++)
            scheduler.Add(graph.Equations[e], scheduler.lanes[e]);
        return scheduler.Finish();
    }

    private void Add(Equation equation, int laneLength)
    {
        if (equation.Primitive is Fill fill)
        {
            constants[equation.Output.Id] = fill;
            return;
        }

        if (equation.Primitive is Iota { Shape: { Rank: > 0, Size: > 0 } } iota)
        {
            AddIota(equation.Output, iota);
            return;
        }

        if (laneLength > 0 && AddToLanes(equation, laneLength))
            return;

        if (equation is { Inputs: [var input], Outputs: [var moved] } && IsView(equation.Primitive)
            && ViewOf(input).Through(equation.Primitive, moved.Type.Shape) is { } view)
        {
            views[moved.Id] = view;
            partOf[moved.Id] = partOf[input.Id];
            return;
        }

        foreach (var output in equation.Outputs)
            views[output.Id] = View.Of(output);
        if (equation.Outputs is [{ Type.Shape.Size: > 0 }] && KernelGroup.Accepts(equation))
            AddToGroup(equation);
        else
            Append(equation.Outputs, StepOf(equation));
    }

    /// <summary>One line, seen again and again along the other axes.</summary>
    private void AddIota(Variable output, Iota iota)
    {
        Shape line = [iota.Shape[iota.Axis]];
        var variable = new Variable(-1, new TensorType(iota.DType, line), null);
        partOf[output.Id] = parts.Count;
        parts.Add(new PrimitiveStep(new Iota(iota.DType, line, 0), [], [variable]));
        var strides = new nint[iota.Shape.Rank];
        strides[iota.Axis] = 1;
        views[output.Id] = new View(variable, iota.Shape, 0, new Strides(strides));
    }

    private static bool IsView(Primitive primitive) => primitive is Broadcast or Permute or StridedSlice or Reverse or Reshape;

    private void AddToGroup(Equation equation)
    {
        var shape = equation.Output.Type.Shape;
        if (!youngest.TryGetValue(shape, out int place) || !Joins((KernelGroup)parts[place], place, equation))
        {
            youngest[shape] = place = parts.Count;
            parts.Add(new KernelGroup(shape));
        }

        ((KernelGroup)parts[place]).Add(equation, v => constants[v.Id], v => views[v.Id]);
        partOf[equation.Output.Id] = place;
    }

    /// <summary>Adds an equation to the youngest group of its batch; a view of something outside the group is none of its equations.</summary>
    private bool AddToLanes(Equation equation, int length)
    {
        bool hasGroup = youngestLanes.TryGetValue(length, out int place);
        if (IsView(equation.Primitive) && !(hasGroup && ((LaneGroup)parts[place]).Defines(equation.Inputs[0])))
            return false;
        if (!hasGroup || !Joins((LaneGroup)parts[place], place, equation))
        {
            youngestLanes[length] = place = parts.Count;
            parts.Add(new LaneGroup(length));
        }

        views[equation.Output.Id] = View.Of(equation.Output);
        ((LaneGroup)parts[place]).Add(equation, v => constants[v.Id], v => views[v.Id]);
        partOf[equation.Output.Id] = place;
        return true;
    }

    private bool Joins(LaneGroup group, int place, Equation equation) =>
        !group.IsFull && Array.TrueForAll(equation.Inputs, v => partOf[v.Id] < place || group.Defines(v));

    private bool Joins(KernelGroup group, int place, Equation equation)
    {
        if (group.IsFull)
            return false;
        foreach (var input in equation.Inputs)
        {
            int part = partOf[input.Id];
            if (part > place || (part == place && !group.Defines(input)))
                return false;
        }

        return true;
    }

    private void Append(Variable[] outputs, ProgramStep step)
    {
        foreach (var output in outputs)
            partOf[output.Id] = parts.Count;
        parts.Add(step);
    }

    private ProgramStep StepOf(Equation equation)
    {
        var operands = Array.ConvertAll(equation.Inputs, ViewOf);
        var output = equation.Outputs[0];
        switch (equation.Primitive)
        {
            case Reshape:
                return PlaceStep.Copy(operands[0], output);
            case Concatenate concatenate:
                return PlaceStep.Concatenate(operands, concatenate.Axis, output);
            case Pad pad:
                return PlaceStep.Pad(operands[0], pad, output);
            case Reduction reduction when output.Type.Shape.Size > 0 && operands[0].Shape.Size > 0:
                return ReductionOf(reduction, operands[0], output);
            case DotGeneral dot when output.Type.Shape.Size > 0 && operands[0].Shape.Size > 0:
                return ProductOf(dot, operands[0], operands[1], output);
            case Scan scan:
                for (int i = 0; i < operands.Length; i++)
                    if (!LoopStep.CanRead(scan, i, operands[i]))
                        operands[i] = CopyOf(operands[i]);
                return new LoopStep(scan, operands, equation.Outputs);
            default:
                return new PrimitiveStep(equation.Primitive, operands, equation.Outputs);
        }
    }

    private ProgramStep ReductionOf(Reduction reduction, View x, Variable output)
    {
        // The reduced axes become neighbours, at the end if they are not.
        var axes = reduction.Axes.AsSpan().ToArray();
        Array.Sort(axes);
        if (axes[^1] - axes[0] != axes.Length - 1)
        {
            var kept = reduction.Axes.Complement(x.Shape.Rank);
            var order = new Permute([.. kept.AsSpan(), .. axes]);
            x = x.Through(order, [.. order.Order.AsSpan().ToArray().Select(axis => x.Shape[axis])])!;
            axes = Axes.Range(kept.Count, axes.Length).AsSpan().ToArray();
        }

        if (ShortReduction.Of(reduction, x, axes, output) is { } kernel)
            return kernel;
        return new ReductionStep(reduction.WithAxes(new Axes(axes)), x.IsRowMajor ? x : CopyOf(x), output);
    }

    private ProductStep ProductOf(DotGeneral dot, View a, View b, Variable output)
    {
        int batch = dot.LeftBatch.Count, contract = dot.LeftContract.Count;
        a = Ordered(a, [.. dot.LeftBatch.AsSpan(), .. dot.LeftFree(a.Shape.Rank).AsSpan(), .. dot.LeftContract.AsSpan()]);
        b = Ordered(b, [.. dot.RightBatch.AsSpan(), .. dot.RightContract.AsSpan(), .. dot.RightFree(b.Shape.Rank).AsSpan()]);
        var left = Matrices.Of(a, batch, a.Shape.Rank - contract) ?? Matrices.Of(CopyOf(a), batch, a.Shape.Rank - contract)!;
        var right = Matrices.Of(b, batch, batch + contract) ?? Matrices.Of(CopyOf(b), batch, batch + contract)!;
        return new ProductStep(left, right, output);
    }

    private static View Ordered(View x, Axes order) =>
        x.Through(new Permute(order), [.. order.AsSpan().ToArray().Select(axis => x.Shape[axis])])!;

    /// <summary>A variable as a view; a constant is one element, repeated.</summary>
    private View ViewOf(Variable variable)
    {
        if (views[variable.Id] is { } view)
            return view;
        var fill = constants[variable.Id]!;
        var element = new Variable(-1, new TensorType(fill.DType, default), null);
        partOf[variable.Id] = parts.Count;
        parts.Add(new FillStep(element, fill.Bits));
        return views[variable.Id] = new View(element, fill.Shape, 0, new Strides(new nint[fill.Shape.Rank]));
    }

    /// <summary>A view as a tensor of its own, made once.</summary>
    private View CopyOf(View view)
    {
        if (copies.TryGetValue(view, out var copy))
            return copy;
        var variable = new Variable(-1, new TensorType(view.Root.Type.DType, view.Shape), null);
        parts.Add(PlaceStep.Copy(view, variable));
        return copies[view] = View.Of(variable);
    }

    private StepProgram Finish()
    {
        // Every output is a variable of its own, which no input is.
        var outputs = new Variable[graph.Outputs.Length];
        var taken = new HashSet<Variable>(graph.Inputs);
        for (int i = 0; i < outputs.Length; i++)
        {
            var output = graph.Outputs[i];
            var view = ViewOf(output);
            if (view.Root == output && taken.Add(output))
            {
                outputs[i] = output;
                continue;
            }

            outputs[i] = new Variable(-1, output.Type, null);
            parts.Add(PlaceStep.Copy(view, outputs[i]));
        }

        var read = new HashSet<Variable>(outputs);
        foreach (object part in parts)
            read.UnionWith(part switch
            {
                KernelGroup group => group.Views.Select(v => v.Root),
                LaneGroup group => group.Views.Select(v => v.Root),
                _ => ((ProgramStep)part).Inputs,
            });
        var steps = new List<ProgramStep>(parts.Count);
        foreach (object part in parts)
            steps.Add(part switch
            {
                KernelGroup group => group.Build(read.Contains),
                LaneGroup group => group.Build(read.Contains),
                _ => (ProgramStep)part,
            });
        return new StepProgram(graph.Inputs, outputs, RowFusion.Run(outputs, steps));
    }
}
