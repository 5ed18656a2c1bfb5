namespace Covector.LinearMaps;

/// <summary>
/// Puts the equations of calls, of the branch that is taken, and of the steps of short loops in the place of the equation that runs them,
/// so that their structure shows.
/// </summary>
internal sealed class LinearInlining
{
    private readonly int mostSteps;
    private readonly List<Equation> equations = [];
    private readonly Dictionary<Variable, Tensor> known;
    private int count;

    private LinearInlining(Graph graph, int mostSteps)
    {
        this.mostSteps = mostSteps;
        count = graph.VariableCount;
        known = graph.Captures.ToDictionary(c => c.Variable, c => c.Value);
    }

    /// <param name="graph">A linear graph with the values of its captures.</param>
    /// <param name="mostSteps">Loops of more steps stay as they are.</param>
    public static Graph Apply(Graph graph, int mostSteps)
    {
        if (!Array.Exists(graph.Equations, e => e.Primitive is Call or Cond or Scan))
            return graph;
        var inlining = new LinearInlining(graph, mostSteps);
        var map = new Variable?[graph.VariableCount];
        foreach (var input in graph.Inputs)
            map[input.Id] = input;
        foreach (var (variable, _) in graph.Captures)
            map[variable.Id] = variable;
        inlining.Append(graph.Equations, map);
        return new Graph(
            graph.Inputs, graph.Captures, [.. inlining.equations], Array.ConvertAll(graph.Outputs, v => map[v.Id]!), inlining.count);
    }

    /// <summary>Appends equations; the map says which variable stands for each of theirs.</summary>
    private void Append(Equation[] source, Variable?[] map)
    {
        foreach (var equation in source)
        {
            var inputs = Array.ConvertAll(equation.Inputs, v => map[v.Id]!);
            Variable[]? outputs = equation.Primitive switch
            {
                Call call => Run(call.Graph, inputs),
                Cond cond when known.TryGetValue(inputs[0], out var chosen) && chosen.IsConcrete => Run(cond.Branch(chosen), inputs[1..]),
                Scan scan when scan.Length <= mostSteps => Unroll(scan, inputs),
                _ => null,
            };
            if (outputs is null)
            {
                outputs = Array.ConvertAll(equation.Outputs, v => New(v.Type));
                equations.Add(new Equation(equation.Primitive, inputs, outputs));
                TryEvaluate(equation.Primitive, inputs, outputs);
            }

            for (int i = 0; i < outputs.Length; i++)
                map[equation.Outputs[i].Id] = outputs[i];
        }
    }

    private Variable[] Run(Graph graph, Variable[] inputs)
    {
        var map = new Variable?[graph.VariableCount];
        for (int i = 0; i < inputs.Length; i++)
            map[graph.Inputs[i].Id] = inputs[i];
        Append(graph.Equations, map);
        return Array.ConvertAll(graph.Outputs, v => map[v.Id]!);
    }

    private Variable[] Unroll(Scan scan, Variable[] inputs)
    {
        var constants = inputs[..scan.ConstantCount];
        var carry = inputs[scan.ConstantCount..scan.CarryEnd];
        var stacked = new Variable[scan.StackedCount][];
        for (int k = 0; k < stacked.Length; k++)
            stacked[k] = new Variable[scan.Length];
        for (int step = 0; step < scan.Length; step++)
        {
            int i = scan.Reverse ? scan.Length - 1 - step : step;
            var elements = Array.ConvertAll(inputs[scan.CarryEnd..], x => Element(x, i));
            var results = Run(scan.Body, [.. constants, .. carry, .. elements]);
            carry = results[..scan.CarryCount];
            for (int k = 0; k < stacked.Length; k++)
                stacked[k][i] = AddAxis(results[scan.CarryCount + k]);
        }

        var outputs = new List<Variable>(carry);
        for (int k = 0; k < stacked.Length; k++)
        {
            var element = scan.Body.Outputs[scan.CarryCount + k].Type;
            outputs.Add(scan.Length switch
            {
                0 => Bind(new Fill(element.DType, element.Shape.Insert(0, 0), 0), []),
                1 => stacked[k][0],
                _ => Bind(new Concatenate(0), stacked[k]),
            });
        }

        return [.. outputs];
    }

    private Variable Element(Variable x, int i)
    {
        var shape = x.Type.Shape;
        if (shape[0] > 1)
        {
            var (starts, steps) = (new int[shape.Rank], new int[shape.Rank]);
            Array.Fill(steps, 1);
            starts[0] = i;
            x = Bind(new StridedSlice(new Axes(starts), shape.With(0, 1), new Axes(steps)), [x]);
        }

        return Bind(new Primitives.Reshape(shape.RemoveAt(0)), [x]);
    }

    private Variable AddAxis(Variable x) => Bind(new Primitives.Reshape(x.Type.Shape.Insert(0, 1)), [x]);

    private Variable Bind(SingleOutputPrimitive primitive, Variable[] inputs)
    {
        var output = New(primitive.Infer(Array.ConvertAll(inputs, v => v.Type)));
        equations.Add(new Equation(primitive, inputs, [output]));
        TryEvaluate(primitive, inputs, [output]);
        return output;
    }

    /// <summary>Small values that are known may choose branches later.</summary>
    private void TryEvaluate(Primitive primitive, Variable[] inputs, Variable[] outputs)
    {
        if (primitive is not SingleOutputPrimitive single || outputs[0].Type.Shape.Rank != 0 || outputs[0].Type.DType.IsFloating
            || !Array.TrueForAll(inputs, v => known.TryGetValue(v, out var value) && value.IsConcrete))
            return;
        using (Trace.Enter(null))
            known[outputs[0]] = Trace.Bind(single, Array.ConvertAll(inputs, v => known[v]));
    }

    private Variable New(TensorType type) => new(count++, type, null);
}
