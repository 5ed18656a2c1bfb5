namespace Covector.Compiler;

/// <summary>
/// From a graph to steps. Equations that only move elements become views, which others read in place. Elementwise equations of one shape
/// are grouped into kernels: an equation may join the youngest group of its shape if all that it reads from elsewhere is older than that
/// group. Linear in the graph.
/// </summary>
internal sealed class ProgramScheduler
{
    /// <summary>A value that takes more operations is not computed twice to save that it is stored.</summary>
    private const int FewOperations = 8;

    /// <summary>So few numbers are as good in memory as in registers.</summary>
    private const int FewElements = 64;

    private readonly Graph graph;
    /// <summary>Steps, and groups that become steps when their readers are known.</summary>
    private readonly List<object> parts = [];
    private readonly int[] partOf;
    private readonly View[] views;
    private readonly Fill?[] constants;
    private readonly Dictionary<Shape, List<int>> groups = [];
    private readonly Dictionary<int, int> youngestLanes = [];
    private readonly LaneAnalysis lanes;
    private readonly KnownArrays known;
    private readonly Dictionary<View, View> copies = [];

    private ProgramScheduler(Graph graph)
    {
        this.graph = graph;
        partOf = new int[graph.VariableCount];
        Array.Fill(partOf, -1);
        views = new View[graph.VariableCount];
        constants = new Fill?[graph.VariableCount];
        lanes = LaneAnalysis.Of(graph);
        known = new KnownArrays(graph.VariableCount);
        foreach (var variable in graph.Inputs)
            views[variable.Id] = View.Of(variable);
    }

    /// <summary>The program of a graph without captures.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="updates">The numbers of inputs that an output may be written over, and of these outputs.</param>
    public static StepProgram Run(Graph graph, IReadOnlyList<(int Input, int Output)> updates)
    {
        var (outputs, steps) = Steps(graph);
        return new StepProgram(graph.Inputs, outputs, ProductFusion.Run(RowFusion.Run(outputs, LoopStages.Join(steps))), updates);
    }

    /// <summary>The variables of the outputs, which are all different and no inputs, and steps that are not yet fused by rows.</summary>
    public static (Variable[] Outputs, List<ProgramStep> Steps) Steps(Graph graph)
    {
        var scheduler = new ProgramScheduler(graph);
        for (int e = 0; e < graph.Equations.Length; e++)
            scheduler.Add(graph.Equations[e], scheduler.lanes[e]);
        return scheduler.Finish();
    }

    private void Add(Equation equation, int laneLength)
    {
        known.Add(equation);
        if (equation.Primitive is Fill fill)
        {
            constants[equation.Output.Id] = fill;
            return;
        }

        if (equation.Outputs is [{ Type: { Shape.Size: 0 } type } empty])
        {
            constants[empty.Id] = new Fill(type.DType, type.Shape, 0);
            return;
        }

        if (equation.Primitive is Iota { Shape.Rank: > 0 } iota)
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
        if (equation.Primitive is Concatenate concatenate)
        {
            AddConcatenation(equation, concatenate.Axis);
            return;
        }

        if (equation.Outputs is [{ Type.Shape.Size: > 0 }] && KernelGroup.Accepts(equation))
            AddToGroup(equation);
        else if (CanFold(equation))
            AddFold(equation);
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
        int place = GroupFor(equation, equation.Output.Type.Shape);
        ((KernelGroup)parts[place]).Add(equation, v => constants[v.Id], ExpressionOf);
        partOf[equation.Output.Id] = place;
    }

    /// <summary>A group of a shape that the equation may join, else a new one.</summary>
    private int GroupFor(Equation equation, Shape shape)
    {
        int place = PlaceFor(shape, equation);
        if (place < 0)
        {
            place = parts.Count;
            parts.Add(new KernelGroup(shape));
            CollectionsMarshal.GetValueRefOrAddDefault(groups, shape, out _) ??= [];
            groups[shape].Add(place);
        }

        return place;
    }

    /// <summary>
    /// The group of the shape that the equation joins, else −1. Usually that is the youngest, where what it computes is likely to be read.
    /// A few numbers join the oldest group that comes after all that they read, so that what reads them need not wait for what the younger
    /// ones read.
    /// </summary>
    private int PlaceFor(Shape shape, Equation equation)
    {
        if (!groups.TryGetValue(shape, out var places))
            return -1;
        if (shape.Size <= FewElements)
        {
            int latest = 0;
            foreach (var input in equation.Inputs)
                latest = Math.Max(latest, partOf[input.Id]);
            int first = places.BinarySearch(latest);
            first = first < 0 ? ~first : first;
            if (first < places.Count && Joins((KernelGroup)parts[places[first]], places[first], equation))
                return places[first];
        }

        return Joins((KernelGroup)parts[places[^1]], places[^1], equation) ? places[^1] : -1;
    }

    /// <summary>Whether a kernel may fold the operand, which is a tensor or part of one in row-major order.</summary>
    private bool CanFold(Equation equation) =>
        KernelGroup.AcceptsFold(equation) && views[equation.Inputs[0].Id] is { IsRowMajor: true }
        && !ShortReduction.Takes((Reduction)equation.Primitive, equation.Inputs[0].Type);

    /// <summary>Folds a value where it is computed, or with others that read it.</summary>
    private void AddFold(Equation equation)
    {
        var operand = equation.Inputs[0];
        int place = partOf[operand.Id];
        if (GroupOf(operand) is null)
            place = GroupFor(equation, operand.Type.Shape);
        ((KernelGroup)parts[place]).AddFold(equation, views[operand.Id]);
        partOf[equation.Output.Id] = place;
    }

    /// <summary>The kernel group that an equation of this variable belongs to, if any.</summary>
    private KernelGroup? GroupOf(Variable variable) =>
        partOf[variable.Id] is >= 0 and var place && parts[place] is KernelGroup group && group.Defines(variable) ? group : null;

    /// <summary>What another kernel computes is read from memory, or computed again where that costs less.</summary>
    private ViewExpression ExpressionOf(Variable variable) =>
        GroupOf(variable)?.ExpressionOf(variable, FewOperations) is { IsCheap: true } cheap ? cheap : ViewExpression.Of(views[variable.Id]);

    /// <summary>Kernels store their results in their places of the concatenation; the other operands are copied there.</summary>
    private void AddConcatenation(Equation equation, int axis)
    {
        var output = equation.Output;
        var strides = Tensor.ContiguousStrides(output.Type.Shape);
        var copied = new List<(View, long, nint[])>();
        long offset = 0;
        foreach (var input in equation.Inputs)
        {
            if (input.Type.Shape.Size == 0)
                continue;
            int part = partOf[input.Id];
            var place = new View(output, input.Type.Shape, offset, new Strides(strides));
            if (!TryStoreIn(place, input))
                copied.Add((ViewOf(input), offset, strides));
            partOf[output.Id] = Math.Max(partOf[output.Id], part);
            offset += input.Type.Shape[axis] * (long)strides[axis];
        }

        if (copied.Count > 0)
            Append([output], new PlaceStep(copied, output, covers: true));
    }

    /// <summary>Has the kernel that computes a value store it in another place, too; says whether there is such a kernel.</summary>
    private bool TryStoreIn(View place, Variable value)
    {
        switch (partOf[value.Id] is >= 0 and var part ? parts[part] : null)
        {
            case KernelGroup group when group.Defines(value):
                group.StoreIn(place, value);
                return true;
            case LaneGroup group when group.Defines(value):
                group.StoreIn(place, value);
                return true;
            default:
                return false;
        }
    }

    /// <summary>
    /// Adds an equation to the youngest group of its batch; a view of something outside the group is none of its equations.
    /// </summary>
    private bool AddToLanes(Equation equation, int length)
    {
        bool hasGroup = youngestLanes.TryGetValue(length, out int place);
        if (IsView(equation.Primitive) && known[equation.Inputs[0]] is null
            && !(hasGroup && ((LaneGroup)parts[place]).Defines(equation.Inputs[0])))
            return false;
        if (equation.Primitive is Gather && Array.Exists(equation.Inputs, v => constants[v.Id] is not null))
            return false;
        if (!hasGroup || !Joins((LaneGroup)parts[place], place, equation))
        {
            youngestLanes[length] = place = parts.Count;
            parts.Add(new LaneGroup(length));
        }

        views[equation.Output.Id] = View.Of(equation.Output);
        ((LaneGroup)parts[place]).Add(equation, v => constants[v.Id], known, v => views[v.Id]);
        partOf[equation.Output.Id] = place;
        return true;
    }

    private bool Joins(LaneGroup group, int place, Equation equation) =>
        !group.IsFull && Array.TrueForAll(
            equation.Inputs, v => partOf[v.Id] < place || (equation.Primitive is not Gather && (known[v] is not null || group.Defines(v))));

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
            case Pad pad:
                return PlaceStep.Pad(operands[0], pad, output);
            case Reduction reduction when output.Type.Shape.Size > 0 && operands[0].Shape.Size > 0:
                return ReductionOf(
                    reduction, operands[0], GroupOf(equation.Inputs[0])?.ExpressionOf(equation.Inputs[0], FewOperations), output);
            case DotGeneral dot when output.Type.Shape.Size > 0 && operands[0].Shape.Size > 0:
                return ProductOf(dot, operands[0], operands[1], output);
            case Gather gather when output.Type.Shape.Size > 0:
                return new GatherStep(gather, PackedOf(operands[0]), PackedOf(operands[1]), output);
            case Scatter scatter when output.Type.Shape.Size > 0:
                return new ScatterStep(scatter, operands[0], PackedOf(operands[1]), PackedOf(operands[2]), output);
            case Scan scan:
                for (int i = 0; i < operands.Length; i++)
                    if (!LoopStep.CanRead(scan, i, operands[i]))
                        operands[i] = CopyOf(operands[i]);
                return new LoopStep(scan, operands, equation.Outputs);
            case While loop:
                return new WhileStep(loop, Array.ConvertAll(operands, PackedOf), equation.Outputs);
            case Cond choice:
                return new CondStep(choice, Array.ConvertAll(operands, PackedOf), equation.Outputs);
            default:
                return new PrimitiveStep(equation.Primitive, operands, equation.Outputs);
        }
    }

    /// <param name="reduction">The primitive.</param>
    /// <param name="x">Its operand.</param>
    /// <param name="expression">The operand as an expression of what others have computed, if it is a simple one.</param>
    /// <param name="output">The result.</param>
    private ProgramStep ReductionOf(Reduction reduction, View x, ViewExpression? expression, Variable output)
    {
        // The reduced axes become neighbours, at the end if they are not.
        var axes = reduction.Axes.AsSpan().ToArray();
        Array.Sort(axes);
        if (axes[^1] - axes[0] != axes.Length - 1)
        {
            var kept = reduction.Axes.Complement(x.Shape.Rank);
            var order = new Permute([.. kept.AsSpan(), .. axes]);
            expression = null;
            x = x.Through(order, [.. order.Order.AsSpan().ToArray().Select(axis => x.Shape[axis])])!;
            axes = Axes.Range(kept.Count, axes.Length).AsSpan().ToArray();
        }

        if (ShortReduction.Takes(reduction.WithAxes(new Axes(axes)), x.Root.Type with { Shape = x.Shape }))
            return ShortReduction.Of(reduction.Kind!.Value, expression ?? ViewExpression.Of(x), x.Shape, axes, output);
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

    /// <summary>The view, or a copy of it if its elements do not lie one after another.</summary>
    private View PackedOf(View view) => view.IsRowMajor ? view : CopyOf(view);

    /// <summary>A view as a tensor of its own, made once.</summary>
    private View CopyOf(View view)
    {
        if (copies.TryGetValue(view, out var copy))
            return copy;
        var variable = new Variable(-1, new TensorType(view.Root.Type.DType, view.Shape), null);
        parts.Add(PlaceStep.Copy(view, variable));
        return copies[view] = View.Of(variable);
    }

    private (Variable[] Outputs, List<ProgramStep> Steps) Finish()
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
            if (view.Root != output || !TryStoreIn(View.Of(outputs[i]), output))
                parts.Add(PlaceStep.Copy(view, outputs[i]));
        }

        // From the end, so that the readers of a part are known: what nothing reads any more is left out.
        var read = new HashSet<Variable>(outputs);
        var steps = new List<ProgramStep>(parts.Count);
        for (int place = parts.Count - 1; place >= 0; place--)
        {
            IEnumerable<ProgramStep> made = parts[place] switch
            {
                KernelGroup group => group.Build(read.Contains),
                LaneGroup group => group.Build(read.Contains) is { } kernel ? [kernel] : [],
                var other => [(ProgramStep)other],
            };
            foreach (var step in made.Reverse())
            {
                if (step.Outputs.Length > 0 && !Array.Exists(step.Outputs, read.Contains))
                    continue;
                read.UnionWith(step.Inputs);
                steps.Add(step);
            }
        }

        steps.Reverse();
        return (outputs, steps);
    }
}
