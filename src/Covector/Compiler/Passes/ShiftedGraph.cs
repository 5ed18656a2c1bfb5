namespace Covector.Compiler;

/// <summary>Writes down the graph of a <see cref="ShiftPlan"/>.</summary>
internal sealed class ShiftedGraph(ShiftedEquations source, ShiftPlan plan)
{
    private readonly List<Equation> equations = [];
    private readonly Dictionary<(Variable Variable, Window Window), Variable> parts = [];
    private readonly Dictionary<Variable, Fill> constants = [];
    private int count = source.Graph.VariableCount;

    public Graph Build()
    {
        var graph = source.Graph;
        for (int e = 0; e < graph.Equations.Length; e++)
            Add(e, graph.Equations[e]);
        return new Graph(graph.Inputs, graph.Captures, [.. equations], graph.Outputs, count);
    }

    private void Add(int e, Equation equation)
    {
        if (equation.Primitive is Fill fill)
            constants[equation.Output] = fill;
        if (!plan.TakesPart(e) || equation.Primitive is Fill)
        {
            equations.Add(equation);
        }
        else if (equation.Primitive is StridedSlice slice)
        {
            if (plan.IsWhole(equation.Output))
                equations.Add(equation);
            foreach (var window in plan.Reads(equation.Output))
                parts.TryAdd(
                    (equation.Output, window),
                    PartOf(equation.Inputs[0], window with { Start = window.Start + slice.Starts[source.Axis] }));
        }
        else
        {
            AddParts(equation, plan.Computed[e]);
        }
    }

    private void AddParts(Equation equation, IReadOnlyList<Window> windows)
    {
        var output = equation.Output;
        var pieces = new Variable[windows.Count];
        for (int i = 0; i < pieces.Length; i++)
        {
            var window = windows[i];
            if (equation.Primitive is not Elementwise)
                pieces[i] = plan.Source(equation, window) is var (operand, start) ? PartOf(operand, window with { Start = start })
                    : Append(new Fill(output.Type.DType, ShapeOf(output, window), 0), [], output, window);
            else if (IsAll(output, window))
                pieces[i] = Append(equation.Primitive, Array.ConvertAll(equation.Inputs, v => PartOf(v, window)), output);
            else
                pieces[i] = Append(equation.Primitive, Array.ConvertAll(equation.Inputs, v => PartOf(v, window)), output, window);
            parts.Add((output, window), pieces[i]);
        }

        if (plan.IsWhole(output) && !(pieces is [var whole] && whole == output))
            Append(new Concatenate(source.Axis), pieces, output);
    }

    private Variable PartOf(Variable variable, Window window)
    {
        if (parts.TryGetValue((variable, window), out var part))
            return part;
        if (constants.TryGetValue(variable, out var fill))
            part = Append(fill with { Shape = ShapeOf(variable, window) }, [], variable, window);
        else if (IsAll(variable, window))
            part = variable;
        else
            part = Append(SliceOf(variable, window), [variable], variable, window);
        parts.Add((variable, window), part);
        return part;
    }

    private bool IsAll(Variable variable, Window window) => window.Start == 0 && window.Length == variable.Type.Shape[source.Axis];

    private StridedSlice SliceOf(Variable variable, Window window)
    {
        var starts = new int[variable.Type.Shape.Rank];
        var steps = new int[starts.Length];
        Array.Fill(steps, 1);
        starts[source.Axis] = window.Start;
        return new StridedSlice(new Axes(starts), ShapeOf(variable, window), new Axes(steps));
    }

    private Shape ShapeOf(Variable variable, Window window) => variable.Type.Shape.With(source.Axis, window.Length);

    private Variable Append(Primitive primitive, Variable[] operands, Variable whole, Window window) =>
        Append(primitive, operands, new Variable(count++, whole.Type with { Shape = ShapeOf(whole, window) }, null));

    private Variable Append(Primitive primitive, Variable[] operands, Variable output)
    {
        equations.Add(new Equation(primitive, operands, [output]));
        return output;
    }
}
